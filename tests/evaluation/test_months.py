import pytest

from rasid.errors import UsageError
from rasid.evaluation.months import Month, chosen


def test_names_are_taken_once_in_their_order() -> None:
    assert ("b", "a") == chosen("--kinds", ["b", "a", "b"], "abc")


def test_unknown_name_is_refused() -> None:
    with pytest.raises(UsageError, match="--kinds got 'x', expected some of: a, b, c"):
        chosen("--kinds", ["a", "x"], "abc")


def test_name_tells_what_is_not_usual() -> None:
    assert "quiet-3" == Month("quiet", 3, 0.2).name
    assert "quiet-3-okta" == Month("quiet", 3, 0.2, form="okta").name
