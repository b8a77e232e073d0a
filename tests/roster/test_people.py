from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path

from pyarrow import parquet
from sqlalchemy import Engine

from rasid.roster import RosterReport, import_people, read_roster, write_roster
from rasid.tables.roster import ROSTER

ALICE = "p1,Alice,campaign,Org,US,en,alice@m.example"
BOB = "p2,Bob,official,,,,bob@m.example"


def test_import_counts_rows(people: Callable[..., Path], ledger: Engine) -> None:
    """Identical rows are counted as duplicates, every row is accounted for."""
    report = import_people(people(ALICE, BOB, ALICE), ledger)

    expected = RosterReport(
        rows=3, duplicates=1, people=2, accounts=2, added=2, changed=0, warnings=()
    )
    assert expected == report


def test_import_again_changes_nothing(people: Callable[..., Path], ledger: Engine) -> None:
    """The same rows in another order leave the roster as it was."""
    import_people(people(ALICE, BOB), ledger)
    before = read_roster(ledger)

    report = import_people(people(BOB, ALICE), ledger)

    assert (0, 0, before) == (report.added, report.changed, read_roster(ledger))


def test_newest_row_replaces(people: Callable[..., Path], ledger: Engine) -> None:
    """A later file corrects an account; the ones it does not mention stay."""
    import_people(people(ALICE, BOB), ledger)

    report = import_people(people("p2,Bob,official,Ministry,,,bob@m.example"), ledger)

    assert 1 == report.changed
    assert ["Org", "Ministry"] == [account.organisation for account in read_roster(ledger)]


def test_name_follows_to_every_account(people: Callable[..., Path], ledger: Engine) -> None:
    """A person renamed on one account is renamed on all: never two names for one person."""
    import_people(people(ALICE), ledger)

    import_people(people("p1,Alice Lee,journalist,,,,al@m.example"), ledger)

    assert [("Alice Lee", "journalist")] * 2 == [
        (account.name, account.category) for account in read_roster(ledger)
    ]


def test_extra_column_is_a_warning(people: Callable[..., Path], ledger: Engine) -> None:
    """The report names the columns that were left out."""
    header = "shoe,person_id,name,category,organisation,country,language,account"

    (warning,) = import_people(people("44," + ALICE, header=header), ledger).warnings

    assert warning.endswith("the column 'shoe' is unknown and was left out.")


def test_hostile_text_is_only_text(people: Callable[..., Path], ledger: Engine) -> None:
    """SQL, formulas and markup in a field come back as they were."""
    name = "=cmd|'/C calc'!A0'); DROP TABLE roster;-- <script>"

    import_people(people(f'p1,"{name}",c,,,,a@m.example'), ledger)

    assert [name] == [account.name for account in read_roster(ledger)]


def test_parquet_part_has_the_contract(
    people: Callable[..., Path], ledger: Engine, tmp_path: Path
) -> None:
    """The part that the analysis reads has the contract's columns and the ledger's rows."""
    import_people(people(ALICE, BOB), ledger)

    write_roster(read_roster(ledger), tmp_path / "roster.parquet")

    table = parquet.read_table(tmp_path / "roster.parquet")
    assert list(ROSTER.column_names) == table.column_names
    assert [astuple(account) for account in read_roster(ledger)] == [
        tuple(row.values()) for row in table.to_pylist()
    ]


def test_empty_roster_is_a_table(ledger: Engine, tmp_path: Path) -> None:
    """Before any import the part has the columns and no row."""
    write_roster(read_roster(ledger), tmp_path / "roster.parquet")

    assert (0, len(ROSTER.columns)) == parquet.read_table(tmp_path / "roster.parquet").shape
