from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.errors import InputError
from rasid.roster import import_people, read_roster

FULL = "person_id,name,category,organisation,country,language,account,account_kind,recovers"
ALICE = "p1,Alice,campaign,,,,alice@m.example,,"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("p2,Bob,c,,,,ALICE@m.example,,", "of person p2 here and of person p1 on line 2"),
        ("p1,Alicia,campaign,,,,a2@m.example,,", "the name 'Alicia' here and 'Alice' on line 2"),
        ("p1,Alice,official,,,,a2@m.example,,", "category 'official' here and 'campaign' on line"),
        ("p1,Alice,campaign,,,,alice@m.example,personal,", "account_kind of alice@m.example is"),
        ("p1,Alice,campaign,,,,a2@m.example,,x@m.example", "x@m.example, which is on no row"),
        ("p1,Alice,campaign,,,,a2@m.example,,a2@m.example", "a2@m.example, the account itself"),
        ("p2,Bob,c,,,,b@m.example,,alice@m.example", "alice@m.example, an account of person p1"),
    ],
)
def test_contradiction_is_named(
    people: Callable[..., Path], ledger: Engine, row: str, sentence: str
) -> None:
    """The second of two rows that disagree is named with both values, and nothing is imported."""
    with pytest.raises(InputError, match=f"people.csv:3: .*{sentence}"):
        import_people(people(ALICE, row, header=FULL), ledger)

    assert [] == read_roster(ledger)


def test_account_of_another_person_in_the_ledger_is_refused(
    people: Callable[..., Path], ledger: Engine
) -> None:
    """An account cannot pass from one person to another by an import."""
    import_people(people(ALICE, header=FULL), ledger)

    with pytest.raises(InputError, match="person p7 here and of person p1 in the ledger"):
        import_people(people("p7,Gil,c,,,,alice@m.example,,", header=FULL), ledger)
    assert ["p1"] == [account.person_id for account in read_roster(ledger)]


def test_recovers_may_point_into_the_ledger(people: Callable[..., Path], ledger: Engine) -> None:
    """A recovery mailbox can be imported after the account that it resets."""
    import_people(people(ALICE, header=FULL), ledger)
    later = "p1,Alice,campaign,,,,zz@m.example,,alice@m.example"

    import_people(people(later, header=FULL), ledger)

    assert ["", "alice@m.example"] == [account.recovers for account in read_roster(ledger)]
