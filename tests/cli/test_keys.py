"""An encrypted home answers as a plain one does, and nothing of it is read without its key."""

import csv
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from cli.command import Told, rasid
from rasid.accounts import Role, find_account, give_role, invite, open_accounts
from rasid.accounts.tables import verdicts
from rasid.clock import utc_now
from rasid.ledger import open_ledger, suppressions
from rasid.roster import read_roster
from rasid.scenarios import Simulated
from rasid.settings import Home

WHY = "Nadia Farouk said that it is hers"
ASKED = (
    "show campaigns --json",
    "show people --json",
    "serve accounts list --json",
    "detect suppressions --json",
)


@pytest.fixture
def key(tmp_path: Path) -> Path:
    """Return where the key file is, or will be."""
    return tmp_path / "outside" / "case.key"


@pytest.fixture
def encrypted(imported: Path, key: Path) -> Path:
    """Return an encrypted home with the roster, an account of the console, and a reason."""
    _use(imported)
    assert 0 == _make(imported, key).code
    return imported


@pytest.mark.slow
def test_encrypted_home_answers_the_same(analysed: Path, key: Path) -> None:
    """Every answer is that of the plain home: encrypted, with another key, and plain again."""
    _use(analysed)
    before = _answers(analysed)
    assert 0 == _make(analysed, key).code
    assert before == _answers(analysed)
    assert 0 == rasid("doctor", home=analysed).code
    assert 0 == rasid("keys", "rotate", home=analysed).code
    assert before == _answers(analysed)
    assert 0 == rasid("keys", "remove", home=analysed).code

    assert before == _answers(analysed)
    assert not Home(analysed).keyring_file.exists()


def test_no_name_is_in_the_files(larger: Path, key: Path, larger_month: Simulated) -> None:
    """Of the roster, what was written and what was erased before, no byte is left."""
    _use(larger)
    person = _roster(larger_month)[0]["person_id"]
    rasid("erase", person, "--why", "asked", "--by", "Sam", home=larger)
    names = {
        row[column].lower()
        for row in _roster(larger_month)
        for column in ("name", "account", "notify_to", "organisation")
        if row[column]
    } | {WHY.lower(), "zenobia", "sam.admin"}
    assert len(names) > 50
    assert names & set(_found(larger, names))

    _make(larger, key)

    assert [] == _found(larger, names)


def test_everything_wants_the_key(encrypted: Path, key: Path, month: Simulated) -> None:
    """Without the key each command says so in one sentence, and nothing is changed."""
    key.unlink()
    before = _bytes(encrypted)
    asked = (
        ("show", "people"),
        ("show", "audit"),
        ("import", "people", month.roster),
        ("analyse",),
        ("serve", "accounts", "add", "Ada", "--role", "viewer"),
        ("erase", "P0001", "--why", "asked"),
        *(("keys", act) for act in ("status", "make", "rotate", "change", "remove")),
    )
    told = {rasid(*one, home=encrypted).sentence for one in asked}

    said = f"the ledger is encrypted; its key file {key} is not there (RASID_KEY_FILE names it)."
    assert {said} == told
    assert before == _bytes(encrypted)
    doctor = rasid("doctor", home=encrypted)
    assert 1 == doctor.code
    assert f"its key file {key} is not there" in doctor.out


def test_keyring_of_another_home_is_told(encrypted: Path, key: Path) -> None:
    """Neither a lost keyring nor another home's is silence."""
    keyring = Home(encrypted).keyring_file
    kept = keyring.rename(keyring.with_name("kept"))
    assert f"its keyring {keyring} is not there" in rasid("show", "people", home=encrypted).sentence
    other = Home(encrypted.parent / "other")
    other.create()
    _make(other.root, key)
    shutil.copy(other.keyring_file, keyring)
    assert "is another home's" in rasid("show", "people", home=encrypted).sentence
    kept.replace(keyring)

    assert 0 == rasid("keys", "status", home=encrypted).code


def test_backup_holds_no_key(encrypted: Path, key: Path, tmp_path: Path) -> None:
    """A restored home is opened by the key alone, which no backup holds."""
    copy, new = tmp_path / "copy.tar.zst", tmp_path / "new"
    told = rasid("backup", copy, home=encrypted)
    assert f"what opens them is not in it: keep the key file {key} apart" in told.err
    hidden = key.rename(key.with_name("hidden"))
    assert (
        f"its ledger is encrypted; the key file {key} opens it"
        in rasid("restore", copy, home=new).err
    )
    assert f"its key file {key} is not there" in rasid("show", "people", home=new).sentence
    secret = hidden.read_text("ascii").split()[-1].encode()
    assert not any(secret in path.read_bytes() for path in new.rglob("*") if path.is_file())
    hidden.rename(key)

    assert _read(encrypted) == _read(new)


def test_lock_is_changed(encrypted: Path, key: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a change the old key opens nothing, and the new one all."""
    monkeypatch.setenv("RASID_NEW_PASSPHRASE", "correct horse battery")
    monkeypatch.setenv("RASID_PASSPHRASE", "correct horse battery")
    before = _read(encrypted)
    assert 0 == rasid("keys", "change", home=encrypted).code
    key.unlink()

    assert before == _read(encrypted)
    status = rasid("keys", "status", "--json", home=encrypted).document
    assert ("passphrase", None, True) == (status["lock"], status["key_file"], status["whole"])


def test_open_engines_follow(imported: Path, key: Path) -> None:
    """A server that stays open reads and writes with the key of the day, and plain after it."""
    _use(imported)
    with open_accounts(Home(imported)) as store:
        for act in ((), ("rotate",), ("remove",)):
            assert 0 == (rasid("keys", *act, home=imported) if act else _make(imported, key)).code
            assert find_account(store, "Zenobia")
            give_role(store, "Zenobia", Role.ANALYST)
            invite(store, f"Ada {len(act)}{act}", Role.VIEWER, by="Sam", now=utc_now())

    assert 4 == len(rasid("serve", "accounts", "list", "--json", home=imported).document)


def test_older_key_is_refused(encrypted: Path) -> None:
    """A connection that was there before the key became another writes nothing with the old one."""
    with open_accounts(Home(encrypted)) as store, store.connect() as connection:
        assert 0 == rasid("keys", "rotate", home=encrypted).code
        older = {"request": 1, "made_at": "", "made_by": "Sam", "verdict": "refused"}
        with pytest.raises(IntegrityError, match="encrypted with another key; say it again"):
            connection.execute(verdicts.insert(), older)


def test_erased_person_is_gone(encrypted: Path, month: Simulated) -> None:
    """Erasing finds a person in encrypted texts too, and leaves them in none."""
    person = _roster(month)[0]
    names = {person["name"].lower(), person["account"].lower()}
    suppress = ("detect", "suppress", "password_spray", "--account", person["account"])
    rasid(*suppress, "--until", "2099-01-01", "--why", f"{person['name']} asked", home=encrypted)
    told = rasid("erase", person["person_id"], "--why", "asked", home=encrypted)
    assert 0 == told.code, told.err
    assert 0 == rasid("keys", "remove", home=encrypted).code

    assert [] == _found(encrypted, names)
    assert "erased-1-1" in rasid("detect", "suppressions", "--json", home=encrypted).out


def test_sqlite_refuses_plain_texts(encrypted: Path) -> None:
    """Whatever writes a plain text into an encrypted ledger, such as an older rasid, is refused."""
    with closing(sqlite3.connect(encrypted / "ledger.db")) as ledger:
        values = ("2026-01-01", "Sam", "r", "", "", "2026-02-01", "w")
        names = "made_at, made_by, rule, account, source_ip, until, why"
        added = f"INSERT INTO suppressions ({names}) VALUES (?, ?, ?, ?, ?, ?, ?)"
        with pytest.raises(sqlite3.IntegrityError, match="encrypted with another key"):
            ledger.execute(added, values)
        with pytest.raises(sqlite3.IntegrityError, match="encrypted with another key"):
            ledger.execute("UPDATE roster SET name = 'Nadia'")
        assert (2,) == ledger.execute("PRAGMA user_version").fetchone()


def test_what_is_only_added_stays_so(encrypted: Path) -> None:
    """Encrypting leaves the rows of such tables as safe as they were."""
    with (
        open_ledger(Home(encrypted)) as ledger,
        pytest.raises(IntegrityError, match="only ever"),
        ledger.begin() as connection,
    ):
        connection.execute(suppressions.update().values(rule="other"))


def test_text_that_looks_encrypted_is_refused(imported: Path, key: Path) -> None:
    """Nobody can write what would be taken for an encrypted text."""
    told = rasid(
        *("detect", "suppress", "password_spray", "--account", "a@b.example", "--by", "Sam"),
        *("--until", "2099-01-01", "--why", "rasid-encrypted:1:x"),
        home=imported,
    )

    assert "begins as encrypted ones do" in told.sentence
    assert 0 == _make(imported, key).code


def test_plain_home_is_told(imported: Path) -> None:
    """Nobody takes a plain home for an encrypted one."""
    assert "is not encrypted" in rasid("keys", "status", home=imported).out
    assert "is not encrypted; `rasid keys make`" in rasid("doctor", home=imported).out
    assert "is not encrypted" in rasid("keys", "rotate", home=imported).sentence


def _use(home: Path) -> None:
    """Leave texts of people in every kind of table."""
    assert 0 == rasid("serve", "accounts", "add", "Zenobia", "--role", "admin", home=home).code
    told = rasid(
        *("detect", "suppress", "password_spray", "--account", "n@mail.example"),
        *("--until", "2099-01-01", "--why", WHY, "--by", "Sam.Admin"),
        home=home,
    )
    assert 0 == told.code, told.err


def _make(home: Path, key: Path) -> Told:
    key.parent.mkdir(exist_ok=True)
    return rasid("keys", "make", "--key-file", key, home=home)


def _answers(home: Path) -> list[object]:
    return [rasid(*one.split(), home=home).document for one in ASKED]


def _read(home: Path) -> tuple[object, ...]:
    with open_ledger(Home(home)) as ledger:
        return read_roster(ledger), rasid("detect", "suppressions", home=home).out


def _roster(month: Simulated) -> list[dict[str, str]]:
    with month.roster.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _found(home: Path, names: set[str]) -> list[str]:
    """Return the names that are in any file of the databases, journals among them."""
    raw = b"\n".join(_bytes(home).values()).decode("utf-8", "replace").lower()
    return [name for name in names if name in raw]


def _bytes(home: Path) -> dict[str, bytes]:
    return {
        path.name: path.read_bytes()
        for pattern in ("ledger*", "access*", "keys/ledger*")
        for path in sorted(home.glob(pattern))
    }
