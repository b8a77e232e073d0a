"""People join and leave: the dates of a row, and what may not be said of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from rasid.errors import InputError
from rasid.ledger import open_ledger
from rasid.roster import import_people, read_roster
from rasid.settings import Home

DATED = "person_id,name,category,organisation,country,language,account,listed_from,listed_until"
PLAIN = DATED.removesuffix(",listed_from,listed_until")
ADA = "p1,Ada,campaign,,,,ada@m.example"


def dates(ledger: Engine) -> list[tuple[str, str]]:
    return [(account.listed_from, account.listed_until) for account in read_roster(ledger)]


@pytest.mark.parametrize("given", [("", ""), ("2026-03-09", ""), ("2026-03-09", "2026-03-10")])
def test_dates_are_kept(
    people: Callable[..., Path], ledger: Engine, given: tuple[str, str]
) -> None:
    import_people(people(f"{ADA},{','.join(given)}", header=DATED), ledger)

    assert [given] == dates(ledger)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("2026-3-9,", "listed_from is '2026-3-9', expected a day such as"),
        ("20260309,", "listed_from is '20260309', expected a day"),
        (",2026-02-30", "listed_until is '2026-02-30', expected a day"),
        ("2026-03-09,2026-03-09", "listed_until is 2026-03-09, expected a day after listed_from"),
        ("2026-03-09,2026-01-01", "listed_until is 2026-01-01, expected a day after listed_from"),
    ],
)
def test_wrong_date_is_named(
    people: Callable[..., Path], ledger: Engine, given: str, sentence: str
) -> None:
    with pytest.raises(InputError, match=f"people.csv:2: {sentence}"):
        import_people(people(f"{ADA},{given}", header=DATED), ledger)


def test_two_rows_of_one_file_may_not_differ_in_dates(
    people: Callable[..., Path], ledger: Engine
) -> None:
    with pytest.raises(InputError, match=r"people.csv:3: listed_from of ada@m.example is ''"):
        import_people(people(f"{ADA},2026-03-09,", f"{ADA},,", header=DATED), ledger)


def test_file_without_dates_leaves_them(people: Callable[..., Path], ledger: Engine) -> None:
    import_people(people(f"{ADA},2026-03-09,2026-04-01", header=DATED), ledger)
    report = import_people(people(ADA, header=PLAIN), ledger)

    assert (0, ()) == (report.changed, report.warnings)
    assert [("2026-03-09", "2026-04-01")] == dates(ledger)


def test_end_that_an_import_adds_is_no_contradiction(
    people: Callable[..., Path], ledger: Engine
) -> None:
    import_people(people(f"{ADA},2026-03-09,", header=DATED), ledger)
    report = import_people(people(f"{ADA},2026-03-09,2026-04-01", header=DATED), ledger)

    assert (1, ()) == (report.changed, report.warnings)


def test_date_that_two_imports_give_differently_is_told(
    people: Callable[..., Path], ledger: Engine
) -> None:
    """The newer holds, and says so with file and line; an emptied date too."""
    import_people(people(f"{ADA},2026-03-09,2026-04-01", header=DATED), ledger)
    since, until = import_people(people(f"{ADA},2026-03-10,", header=DATED), ledger).warnings

    assert since.endswith(
        "people.csv:2: listed_from of ada@m.example is 2026-03-10 here and was 2026-03-09 before; "
        "the newer holds."
    )
    assert "listed_until of ada@m.example is empty here and was 2026-04-01 before" in until
    assert [("2026-03-10", "")] == dates(ledger)


def test_two_imports_may_not_leave_no_day(people: Callable[..., Path], ledger: Engine) -> None:
    import_people(people(f"{ADA},2026-03-09,", header=DATED), ledger)
    header = f"{PLAIN},listed_until"

    with pytest.raises(InputError, match=r"people.csv:2: ada@m.example would be listed from 2026-"):
        import_people(people(f"{ADA},2026-03-01", header=header), ledger)
    assert [("2026-03-09", "")] == dates(ledger)


def test_ledger_of_an_older_rasid_gets_the_columns(tmp_path: Path) -> None:
    """Its rows stay, without dates."""
    home = Home(tmp_path / "home")
    home.create()
    path = tmp_path / "people.csv"
    path.write_text(f"{PLAIN}\n{ADA}\n", encoding="utf-8")
    with open_ledger(home) as ledger:
        import_people(path, ledger)
        with ledger.begin() as connection:
            for name in ("listed_from", "listed_until"):
                connection.execute(text(f"ALTER TABLE roster DROP COLUMN {name}"))
            connection.execute(text("DROP TABLE ledger_form"))
    with open_ledger(home) as ledger:
        assert [("", "")] == dates(ledger)
