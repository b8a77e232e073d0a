"""A home's ledger goes from files to a server and, by a backup, back into files."""

import shutil
import tarfile
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from cli.command import rasid
from postgresql import Postgresql
from rasid.accounts import ACCOUNTS, Role, invite, open_accounts
from rasid.clock import utc_now
from rasid.ledger import LEDGER, Copied, digests, open_ledger, writing_alone
from rasid.settings import Home

OLD = Path(__file__).parents[1] / "cli" / "old_homes" / "14211c5.tar.xz"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home with a roster, an actor, decisions and an account, in files."""
    with tarfile.open(OLD) as tar:
        tar.extractall(tmp_path / "home", filter="data")
    (tmp_path / "home").chmod(0o700)
    found = Home(tmp_path / "home")
    with open_accounts(found) as store:
        invite(store, "Ada", Role.ADMIN, by="root", now=utc_now())
    for number in (1, 2):
        decided(found, f"why {number}")
    return found


def decided(home: Home, why: str) -> int:
    told = rasid(
        "decide", "innocent", "--address", "192.0.2.1", "--why", why, "--by", "Ada", home=home.root
    )
    assert 0 == told.code, told.err
    return told.code


def held(home: Home) -> list[Copied]:
    with open_ledger(home) as ledger, ledger.connect() as connection:
        found = digests(connection, LEDGER)
    with open_accounts(home) as store, store.connect() as connection:
        return [*found, *digests(connection, ACCOUNTS)]


def whys(home: Home) -> list[str]:
    with open_ledger(home) as ledger, ledger.connect() as connection:
        return list(connection.scalars(text("SELECT why FROM decisions ORDER BY decision")))


def test_a_ledger_is_moved_whole(home: Home, postgresql: Postgresql) -> None:
    """Every table has the same rows there, numbers go on, and no file is left."""
    before = held(home)
    assert "names no server" in rasid("ledger", "move", home=home.root).sentence
    postgresql.keep(home)
    told = rasid("ledger", "move", "--json", home=home.root)

    assert 0 == told.code, told.err
    assert before == held(home)
    assert {one.table: [one.rows, one.sha256] for one in before} == {
        one["table"]: [one["rows"], one["sha256"]] for one in told.document["tables"]
    }
    assert not home.ledger_file.exists()
    assert not home.access_file.exists()
    decided(home, "why 3")
    assert ["why 1", "why 2", "why 3"] == whys(home)
    assert "on postgresql:" in rasid("ledger", "move", home=home.root).sentence


def test_a_move_that_was_cut_short_is_ended(
    home: Home, postgresql: Postgresql, tmp_path: Path
) -> None:
    """What is on the server already must be the same; another home's ledger is left alone."""
    postgresql.keep(home, schema := postgresql.made())
    for file in (home.ledger_file, home.access_file):
        shutil.copy(file, tmp_path / file.name)
    assert 0 == rasid("ledger", "move", home=home.root).code
    before = held(home)
    for file in (home.ledger_file, home.access_file):
        shutil.copy(tmp_path / file.name, file)

    assert 0 == rasid("ledger", "move", home=home.root).code
    assert before == held(home)
    other = Home(tmp_path / "other")
    other.create()
    with open_accounts(other), open_ledger(other):
        pass
    postgresql.keep(other, schema)
    assert "holds another ledger already" in rasid("ledger", "move", home=other.root).sentence
    assert (True, before) == (other.ledger_file.exists(), held(home))


def test_a_backup_of_a_server_is_a_home_in_files(
    home: Home, postgresql: Postgresql, tmp_path: Path
) -> None:
    """The archive has the form of any other; taken out of the settings, the server is not asked."""
    postgresql.keep(home)
    assert 0 == rasid("ledger", "move", home=home.root).code
    decided(home, "why 3")
    before = held(home)
    archive = tmp_path / "backup.tar.zst"
    assert 0 == rasid("backup", archive, home=home.root).code
    decided(home, "why 4")

    again = Home(tmp_path / "again")
    told = rasid("restore", archive, home=again.root)
    assert (0, True) == (told.code, "take ledger.url out" in told.err)
    settings = again.settings_file.read_text("utf-8")
    again.settings_file.write_text(settings.partition("\n[ledger]\nurl")[0], "utf-8")

    assert before == held(again)
    assert "nothing is broken" in rasid("doctor", home=again.root).out
    decided(again, "why 4")
    assert whys(home) == whys(again)


@pytest.mark.slow
def test_a_person_is_erased_from_a_server(home: Home, postgresql: Postgresql) -> None:
    """No table tells of them, and the server wrote its files anew, where old rows would stay."""
    decided(home, "P0001 told us")
    postgresql.keep(home)
    assert 0 == rasid("ledger", "move", home=home.root).code
    files = _files(home)
    told = rasid("erase", "P0001", "--why", "asked", home=home.root)

    assert 0 == told.code, told.err
    assert "P0001" not in "".join(whys(home))
    assert 4 == len(whys(home)) + 1
    assert [] == sorted((_files(home) & files).elements())
    changed = text("UPDATE decisions SET why = ''")
    refused = pytest.raises(IntegrityError, match="only ever added")
    with open_ledger(home) as ledger, refused, writing_alone(ledger) as connection:
        connection.execute(changed)
    assert "nothing is broken" in rasid("doctor", home=home.root).out


def _files(home: Home) -> Counter[int]:
    """Return the numbers of the files that the server keeps the ledger's tables in."""
    asked = "SELECT relfilenode FROM pg_class WHERE relname IN ('decisions', 'roster', 'erasures')"
    own = f"{asked} AND relnamespace = current_schema()::regnamespace"
    with open_ledger(home) as ledger, ledger.connect() as connection:
        return Counter(connection.scalars(text(own)))
