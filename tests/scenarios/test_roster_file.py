from rasid.scenarios import Simulated
from rasid.tables.roster import ACCOUNT_KINDS, ROSTER
from scenarios.written import read_roster


def test_columns_are_the_tables_own(quiet: Simulated) -> None:
    """The file has the columns that `import people` asks for; nobody joins or leaves."""
    columns = [name for name in ROSTER.column_names if not name.startswith("listed_")]

    assert columns == list(read_roster(quiet)[0])


def test_recovery_mailboxes_recover_listed_accounts(quiet: Simulated) -> None:
    """A recovery mailbox names an account of the same person; nothing else names one."""
    rows = read_roster(quiet)
    owner = {row["account"].lower(): row["person_id"] for row in rows}

    assert {row["account_kind"] for row in rows} <= set(ACCOUNT_KINDS)
    for row in rows:
        assert (row["account_kind"] == "recovery") == bool(row["recovers"])
        assert not row["recovers"] or owner[row["recovers"]] == row["person_id"]


def test_names_come_in_several_scripts(quiet: Simulated) -> None:
    """People are called as they write themselves."""
    names = "".join(row["name"] for row in read_roster(quiet))

    assert any(letter.isascii() for letter in names)
    assert any(not letter.isascii() for letter in names)
