"""Whatever the document allows is answered as it says, and whatever else is no mistake of ours."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from rasid.console import RESOURCES
from serving.api.conftest import OWN, Served

TRIED = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def described(api: Served) -> OpenApiSchema:
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", api.app)


@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("path", [one.path for one in RESOURCES])
def test_answers_are_as_the_document_says(
    described: OpenApiSchema, path: str, mode: GenerationMode
) -> None:
    """Parameters that it allows, and such as it does not.

    A text that is no cursor is refused, though nothing in the document could say so; and after ten
    wrong tokens whoever guesses must wait, which schemathesis takes for no refusal.
    """
    strategy = described[f"/api/v1{path}"]["GET"].as_strategy(generation_mode=mode)

    @TRIED
    @given(case=strategy)
    def answered(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(
            headers={"Authorization": f"Bearer {OWN}"},
            excluded_checks=[positive_data_acceptance, ignored_auth],
        )

    answered()
