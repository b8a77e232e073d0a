from http import HTTPStatus

import pytest

from rasid.serving.failure import Failure
from rasid.serving.taxii.media import require_acceptable


@pytest.mark.parametrize(
    "accept",
    [
        None,
        "application/taxii+json;version=2.1",
        'Application/TAXII+json ; Version = "2.1"',
        "application/taxii+json",
        "text/html, application/taxii+json;version=2.1;q=0.5",
        "*/*",
        "application/*;q=0.1",
    ],
)
def test_what_means_taxii_is_taken(accept: str | None) -> None:
    require_acceptable(accept)


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "application/json",
        "application/taxii+json;version=2.0",
        "application/taxii+json;version=2.10",
        "application/vnd.oasis.taxii+json; version=2.0",
        "application/stix+json;version=2.1",
        "application/taxii+json;version=2.1;q=0",
        "application/taxii+json;q=x",
        "application/taxii+json;;",
        "application/taxii+json/2.1",
        "*/*;version=2.0",
        "text/*",
    ],
)
def test_whatever_else_is_refused(accept: str) -> None:
    with pytest.raises(Failure, match="media type provided in the Accept header") as refused:
        require_acceptable(accept)
    assert HTTPStatus.NOT_ACCEPTABLE == refused.value.status
