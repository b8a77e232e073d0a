import pytest

from rasid.reports.disclosure.claims import Claim, Where, as_rows, from_rows
from reports.disclosure.planted import of

CLAIMS = (
    Claim("attacked", Where(), 200, 499),
    Claim("compromised", of("journalist", "activist"), 4, 4),
    Claim("attacked", Where(None, frozenset({"JO"}), "JO"), 46, 46),
)
ROW = as_rows(CLAIMS)[0]


def test_claims_are_read_as_they_were_written() -> None:
    assert CLAIMS == from_rows(as_rows(CLAIMS))


@pytest.mark.parametrize(
    "wrong",
    [
        {"low": -1},
        {"low": 500},
        {"high": "499"},
        {"number": "attempts"},
        {"categories": "journalist"},
    ],
)
def test_what_is_no_claim_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_rows([ROW | wrong])
