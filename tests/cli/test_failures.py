import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyarrow import ArrowInvalid
from sqlalchemy.exc import OperationalError

from cli.command import rasid, rasid_process
from rasid import __version__, pipeline
from rasid.ledger import opening
from sources.log_home import sign_in, write_lines


def test_version_is_told() -> None:
    assert f"rasid {__version__}\n" == rasid("--version").out


def test_bare_command_shows_its_help() -> None:
    told = rasid()

    assert (0, "") == (told.code, told.err)
    assert "analyse" in told.out


def test_command_that_is_not_there_is_named() -> None:
    assert rasid("pigeon").sentence.startswith("No such command 'pigeon'.")


@pytest.mark.parametrize(
    "command",
    ["show", "import", "show campaign", "simulate", "show campaigns --shoes", "analyse now"],
)
def test_wrong_use_is_one_sentence(command: str) -> None:
    assert rasid(*command.split()).sentence


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--from", "yesterday"], "--from got 'yesterday', expected a date such as 2026-01-31."),
        (["--from", "2000-01-02", "--to", "2000-01-01"], "the window from 2000-01-02 00:00:00"),
        (["--from", "2000-01-01", "--to", "2000-01-02"], "no event from 2000-01-01 00:00:00"),
    ],
)
def test_wrong_window_is_one_sentence(
    imported_home: Path, options: list[str], sentence: str
) -> None:
    assert rasid("analyse", *options, home=imported_home).sentence.startswith(sentence)


def test_nothing_to_analyse_is_one_sentence(tmp_path: Path) -> None:
    rasid("init", home=tmp_path)

    assert "no logs have been imported" in rasid("analyse", home=tmp_path).sentence


def test_empty_roster_is_pointed_out(tmp_path: Path) -> None:
    log = write_lines(tmp_path / "log.ndjson", [sign_in(n) for n in range(9)])
    rasid("import", "logs", log, home=tmp_path / "case")
    told = rasid("analyse", home=tmp_path / "case")

    assert 0 == told.code
    assert told.err.startswith("rasid: No roster was imported")
    assert "Found no campaigns" in told.out


def test_broken_ledger_is_one_sentence(analysed: Path) -> None:
    (analysed / "ledger.db").write_bytes(b"no database" * 1000)

    for command in ("analyse", "show actors", "show campaigns"):
        assert (
            "the ledger cannot be used: file is not a database."
            == rasid(*command.split(), home=analysed).sentence
        )


def test_locked_ledger_is_one_sentence(
    imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.1)
    roster = tmp_path / "people.csv"
    roster.write_text(
        "person_id,name,category,organisation,country,language,account\n"
        "new,Ada,official,,,,ada@mail.example\n"
    )
    other = sqlite3.connect(imported / "ledger.db")
    other.execute("BEGIN EXCLUSIVE")
    told = rasid("import", "people", roster, home=imported)
    other.close()

    assert "the ledger cannot be used: database is locked." == told.sentence


def test_torn_table_is_one_sentence(analysed: Path) -> None:
    for part in analysed.glob("campaigns/*.parquet"):
        part.write_bytes(b"torn")

    assert "campaigns.parquet" in rasid("show", "campaigns", home=analysed).sentence


def test_torn_list_of_imports_is_one_sentence(analysed: Path) -> None:
    for part in analysed.glob("imports/*.parquet"):
        part.write_bytes(b"torn")

    assert rasid("show", "coverage", home=analysed).sentence


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (MemoryError(), "there is not enough memory."),
        (OSError(28, "No space left on device"), "No space left on device."),
        (ArrowInvalid("not Parquet"), "a table cannot be read: not Parquet"),
        (OperationalError("", (), sqlite3.Error("locked")), "the ledger cannot be used: locked."),
    ],
    ids=["memory", "disk", "table", "ledger"],
)
def test_failure_that_is_no_mistake_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failure: Exception, sentence: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(pipeline, "analyse", fail)
    assert sentence == rasid("analyse", home=tmp_path).sentence


def test_mistake_in_rasid_is_not_hidden(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A failure that no user can cause keeps its traceback."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pipeline, "analyse", fail)
    with pytest.raises(ZeroDivisionError):
        rasid("analyse", home=tmp_path)


@pytest.mark.parametrize("failure", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_interruption_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failure: BaseException
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(pipeline, "analyse", fail)
    with pytest.raises(KeyboardInterrupt):
        rasid("analyse", home=tmp_path)


def test_full_disk_is_one_sentence(tmp_path: Path) -> None:
    with (
        Path("/dev/full").open("w") as full,
        rasid_process("init", home=tmp_path, stdout=full) as process,
    ):
        _, err = process.communicate()

    assert (2, "rasid: cannot write to standard output: No space left on device.\n") == (
        process.returncode,
        err,
    )


def test_reader_who_leaves_is_one_sentence(tmp_path: Path) -> None:
    with rasid_process("init", home=tmp_path) as process:
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, err = process.communicate()

    assert (2, "rasid: cannot write to standard output: Broken pipe.\n") == (
        process.returncode,
        err,
    )


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let Ctrl-C reach what is started: what runs behind a shell's `&` is told to ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_interrupted_process_leaves_with_130(imported: Path) -> None:
    with rasid_process("analyse", home=imported) as process:
        while not list((imported / "scratch").glob("run-*")):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()

    assert (130, "", "rasid: interrupted.\n") == (process.returncode, out, err)
