"""A backup gives the same home back, and the doctor sees what is wrong with one."""

import io
import json
import sqlite3
import tarfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pytest

from cli.command import rasid
from rasid.engines.store import open_store
from rasid.settings import Home

Changing = Callable[[Path], object]


@pytest.fixture
def copy(analysed: Path, tmp_path: Path) -> Path:
    """Return a backup of an analysed home."""
    assert 0 == rasid("backup", tmp_path / "copy.tar.zst", home=analysed).code
    return tmp_path / "copy.tar.zst"


def test_drill(analysed: Path, tmp_path: Path) -> None:
    """The home is lost, and its backup answers everything as it did."""
    copy = tmp_path / "copy.tar.zst"
    rasid("serve", "accounts", "add", "Ada", "--role", "viewer", home=analysed)
    assert 0 == rasid("backup", copy, home=analysed).code
    asked = (
        "show campaigns --json",
        "show people --json",
        "show coverage --json",
        "show audit --json",
        "serve accounts list --json",
    )
    before = [rasid(*one.split(), home=analysed).out for one in asked]
    told = rasid("restore", copy, home=tmp_path / "new")

    assert 0 == told.code
    assert before == [rasid(*one.split(), home=tmp_path / "new").out for one in asked]
    assert _dumped(analysed) == _dumped(tmp_path / "new")
    assert 0 == rasid("doctor", "--deep", home=tmp_path / "new").code
    assert 0o600 == copy.stat().st_mode & 0o777


def test_restored_home_can_be_analysed(copy: Path, tmp_path: Path) -> None:
    rasid("restore", copy, home=tmp_path / "new")
    days = ("--from", "2025-03-05", "--to", "2025-03-07")

    assert 0 == rasid("analyse", *days, home=tmp_path / "new").code


def test_backup_takes_a_new_place(analysed: Path, copy: Path) -> None:
    assert "exists already" in rasid("backup", copy, home=analysed).sentence
    assert "inside of the home" in rasid("backup", analysed / "a.zst", home=analysed).sentence
    assert "cannot write" in rasid("backup", analysed.parent / "no/a", home=analysed).sentence


def test_backup_waits_for_no_writer(analysed: Path, tmp_path: Path) -> None:
    with open_store(Home(analysed), write=True):
        told = rasid("backup", tmp_path / "a.zst", home=analysed)

    assert "another rasid is changing" in told.sentence
    assert not list(tmp_path.glob("a.zst*"))


def test_link_is_not_followed(analysed: Path, tmp_path: Path) -> None:
    (analysed / "reports" / "passwd").symlink_to("/etc/passwd")

    assert "is a link" in rasid("backup", tmp_path / "a.zst", home=analysed).sentence


def test_nothing_is_restored_over_a_home(analysed: Path, copy: Path) -> None:
    assert "is not empty" in rasid("restore", copy, home=analysed).sentence


def test_torn_backup_restores_nothing(copy: Path, tmp_path: Path) -> None:
    whole = copy.read_bytes()
    for size in (0, 1, len(whole) // 2, len(whole) - 1):
        copy.write_bytes(whole[:size])

        assert "backup" in rasid("restore", copy, home=tmp_path / "new").sentence
        assert not (tmp_path / "new").exists()
        assert not list(tmp_path.glob(".new*"))


@pytest.mark.parametrize(
    ("name", "kind", "sentence"),
    [
        ("../outside", tarfile.REGTYPE, "no plain file inside a home"),
        ("/etc/outside", tarfile.REGTYPE, "no plain file inside a home"),
        ("link", tarfile.SYMTYPE, "no plain file inside a home"),
        ("fifo", tarfile.FIFOTYPE, "no plain file inside a home"),
        ("rasid.toml", tarfile.REGTYPE, "is in it twice"),
        ("added", tarfile.REGTYPE, "not in its list"),
    ],
)
def test_hostile_backup_is_refused(
    copy: Path, tmp_path: Path, name: str, kind: bytes, sentence: str
) -> None:
    hostile = _remade(copy, lambda tar: _add(tar, name, kind))

    assert sentence in rasid("restore", hostile, home=tmp_path / "new").sentence
    assert {copy, hostile, copy.parent / "analysed"} == set(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "was changed"), (b"# rasid", "was changed"), (None, "is missing")],
)
def test_changed_backup_is_refused(
    copy: Path, tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    changed = _remade(copy, lambda _: None, {"rasid.toml": content})

    assert sentence in rasid("restore", changed, home=tmp_path / "new").sentence


def _overwrite(path: Path, start: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        file.write(b"\xff" * 8192)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def _forget(home: Path, table: str) -> None:
    for part in (home / table).rglob("*.parquet"):
        part.unlink()


def _open_key(home: Path) -> None:
    (home / "keys").mkdir(exist_ok=True)
    key = home / "keys" / "signing.pem"
    key.touch()
    key.chmod(0o644)


DAMAGES: dict[str, Changing] = {
    "the ledger is damaged": lambda home: _overwrite(home / "ledger.db", 4096),
    "the table is torn": lambda home: _cut(next((home / "events").rglob("*.parquet"))),
    "is not kept": lambda home: next((home / "raw").iterdir()).unlink(),
    "rejects in the table": lambda home: _forget(home, "rejects"),
    "was changed or torn": lambda home: _cut(next((home / "raw").iterdir())),
    "campaign": lambda home: _forget(home, "hostile"),
    "the signing key has the mode 644": _open_key,
    "got 'none'": lambda home: (home / "rasid.toml").write_text("threads = 'none'\n"),
}


@pytest.mark.parametrize("said", DAMAGES)
def test_doctor_names_the_damage(analysed: Path, tmp_path: Path, said: str) -> None:
    (tmp_path / "odd.ndjson").write_text(f"{_LINE}\nno record\n")
    assert 0 == rasid("import", "logs", tmp_path / "odd.ndjson", home=analysed).code
    DAMAGES[said](analysed)
    told = rasid("doctor", "--deep", "--json", home=analysed)

    assert 1 == told.code
    assert [one for one in told.document if one["level"] == "error" and said in one["came"]]


def test_doctor_warns_of_what_may_wait(analysed: Path) -> None:
    (analysed / "scratch" / "run-left").mkdir()
    analysed.chmod(0o755)
    _cut(next((analysed / "coverage").rglob("*.parquet")))
    told = rasid("doctor", home=analysed)

    assert 0 == told.code
    assert "a run that was killed left this" in told.out
    assert "others may look in" in told.out
    assert "what was counted of the logs is torn, and counted anew" in told.out
    assert told.out.endswith("nothing is broken, 3 warnings.\n")


_LINE = json.dumps(
    {
        "class_uid": 3002,
        "activity_id": 1,
        "time": 1772323200000,
        "metadata": {"uid": "one", "version": "1.3.0"},
        "user": {"email_addr": "ada@mail.example"},
        "src_endpoint": {"ip": "192.0.2.1"},
        "status_id": 1,
    }
)


def _dumped(home: Path) -> list[str]:
    with closing(sqlite3.connect(home / "ledger.db")) as ledger:
        return list(ledger.iterdump())


def _add(tar: tarfile.TarFile, name: str, kind: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    tar.addfile(member, io.BytesIO())


def _remade(
    copy: Path,
    adding: Callable[[tarfile.TarFile], None],
    changes: dict[str, bytes | None] | None = None,
) -> Path:
    """Write a backup anew, with members added before its list and others changed or left out."""
    made = copy.with_name("made.tar.zst")
    with (
        pa.CompressedInputStream(pa.OSFile(str(copy)), "zstd") as reading,
        tarfile.open(fileobj=reading, mode="r|") as old,
        pa.CompressedOutputStream(str(made), "zstd") as writing,
        tarfile.open(fileobj=writing, mode="w|") as new,
    ):
        for member in old:
            if member.name == "rasid-backup.json":
                adding(new)
            file = old.extractfile(member)
            content = (changes or {}).get(member.name, file.read() if file else b"")
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return made
