import pytest

from rasid.errors import UsageError
from rasid.evaluation.months import Month, choose_ablations, choose_kinds
from rasid.scenarios import KINDS


def test_kinds_are_those_asked_for_or_the_default() -> None:
    assert ("quiet",) == choose_kinds(["quiet"], list(KINDS))
    assert ("patient", "quiet") == choose_kinds([], ["patient", "quiet"])


def test_unknown_names_are_refused() -> None:
    with pytest.raises(UsageError, match="--kinds got 'loud', expected some of: patient"):
        choose_kinds(["loud"], [])
    with pytest.raises(UsageError, match="--ablate got 'x', expected some of: addresses"):
        choose_ablations(["x"])


def test_name_tells_what_is_not_usual() -> None:
    assert "quiet-3" == Month("quiet", 3, 0.2).name
    assert "quiet-3-okta" == Month("quiet", 3, 0.2, form="okta").name
