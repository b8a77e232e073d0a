from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from rasid.errors import InputError
from rasid.ledger import roster
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


@pytest.mark.parametrize(
    ("listed", "again"),
    [
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@gmail.com", "A.da@googlemail.com"),
        ("ada@x.example", "ada_x.example#EXT#@corp.onmicrosoft.com"),
    ],
)
def test_one_address_for_two_persons_is_refused(
    people: Callable[..., Path], ledger: Engine, listed: str, again: str
) -> None:
    """Spellings that the rule takes for each other are one account, here and in the ledger."""
    one, other = f"p1,Ada,c,,,,{listed},,", f"p2,Ben,c,,,,{again},,"
    with pytest.raises(InputError, match=r"people.csv:3: .* is the same address as .* on line 2"):
        import_people(people(one, other, header=FULL), ledger)
    import_people(people(one, header=FULL), ledger)

    with pytest.raises(InputError, match=r"people.csv:2: .* of person p1 in the ledger"):
        import_people(people(other, header=FULL), ledger)


def test_shared_address_in_the_ledger_is_a_warning(
    people: Callable[..., Path], ledger: Engine
) -> None:
    """What an older roster holds for two persons is named at the next import."""
    import_people(people("p1,Ada,c,,,,ada@gmail.com,,", header=FULL), ledger)
    with ledger.begin() as connection:
        (known,) = connection.execute(select(roster)).mappings()
        other = {**known, "person_id": "p2", "account": "a.da@gmail.com"}
        connection.execute(roster.insert(), [other])

    (warning,) = import_people(people(ALICE, header=FULL), ledger).warnings

    assert warning.startswith("a.da@gmail.com and ada@gmail.com are one address, of persons p2")


def test_recovery_of_an_unlisted_account_is_a_warning(
    people: Callable[..., Path], ledger: Engine
) -> None:
    """A mailbox may recover what is elsewhere, or what nobody listed; it may be misspelt too."""
    file = people("p1,Alice,campaign,,,,a2@m.example,,x@m.example", header=FULL)

    (warning,) = import_people(file, ledger).warnings

    assert warning.endswith(":2: a2@m.example recovers x@m.example, which is not on the roster.")
    assert ["x@m.example"] == [account.recovers for account in read_roster(ledger)]


def test_recovers_may_point_into_the_ledger(people: Callable[..., Path], ledger: Engine) -> None:
    """A recovery mailbox can be imported after the account that it resets."""
    import_people(people(ALICE, header=FULL), ledger)
    later = "p1,Alice,campaign,,,,zz@m.example,,alice@m.example"

    import_people(people(later, header=FULL), ledger)

    assert ["", "alice@m.example"] == [account.recovers for account in read_roster(ledger)]
