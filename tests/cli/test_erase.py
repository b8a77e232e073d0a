"""An erased person is in no file of the home, and every number is what it was."""

import csv
import io
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest
from sqlalchemy.exc import IntegrityError

from cli.command import rasid
from rasid.accounts import Deed, Role, ask_to_reveal, open_accounts, write_down
from rasid.clock import utc_now
from rasid.console.views import read_views, save_view
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.signing import signer_of
from rasid.sources.unpacking import compression_of, file_chunks
from rasid.upkeep import erasing


@pytest.fixture
def victim(analysed: Path) -> tuple[str, list[str]]:
    """Return somebody whom the campaign hit, and what tells of them."""
    told = rasid("show", "people", "--json", home=analysed).document
    hit = {row["person_id"] for row in _hostile(analysed)} - {""}
    person = min(hit & {row["person_id"] for row in told})
    with closing(sqlite3.connect(analysed / "ledger.db")) as ledger:
        asked = "SELECT account, name FROM roster WHERE person_id = ?"
        rows = ledger.execute(asked, (person,)).fetchall()
    return person, sorted({text.lower() for row in rows for text in row} | {person.lower()})


def test_nothing_tells_of_them_and_numbers_stay(
    analysed: Path, victim: tuple[str, list[str]], campaign: str
) -> None:
    person, words = victim
    rasid("report", campaign, "--format", "md", home=analysed)
    numbers = rasid("show", "campaigns", "--json", home=analysed).out
    stages = [(row["event_uid"], row["stage"], row["category"]) for row in _hostile(analysed)]
    assert any(_tells(part, words) for part in analysed.glob("events/*/*.parquet"))
    _reveal(Home(analysed), person, f"{words[0]} called")
    save_view(Home(analysed), f"Mail of {words[-1]}", f"/people?account={words[0]}", utc_now())
    waits = Home(analysed).uploads / "k" / "data" / "tomorrow.log"
    waits.parent.mkdir(parents=True)
    waits.touch()

    told = rasid("erase", person, "--why", f"{person} asked", "--by", "Sam", home=analysed)

    assert 0 == told.code
    assert f"since it waits to be imported: {waits}" in told.out
    assert [] == _files_with(analysed, words)
    assert ["/people?account=erased-1"] == [one.address for one in read_views(Home(analysed))]
    assert numbers == rasid("show", "campaigns", "--json", home=analysed).out
    after = [(row["event_uid"], row["stage"], row["category"]) for row in _hostile(analysed)]
    assert stages == after
    assert ["erased-1"] == [
        one["about"] for one in rasid("show", "audit", "--json", home=analysed).document["entries"]
    ]
    assert 0 == rasid("show", "audit", home=analysed).code, "its chain holds"
    assert 0 == rasid("doctor", "--deep", home=analysed).code


def test_raw_lines_are_still_found(
    analysed: Path, victim: tuple[str, list[str]], campaign: str
) -> None:
    rasid("erase", victim[0], "--why", "asked", home=analysed)
    accounts = {row["account"] for row in _hostile(analysed)}
    account = min(name for name in accounts if name.startswith("erased-1-"))
    told = rasid("explain", campaign, "--account", account, "--json", home=analysed)

    assert account in str([one["record"] for one in told.document["events"]])


def test_analysis_anew_finds_as_many_by_category(
    analysed: Path, victim: tuple[str, list[str]]
) -> None:
    before = rasid("show", "campaigns", "--json", home=analysed).document
    rasid("erase", victim[0], "--why", "asked", home=analysed)
    rasid("analyse", home=analysed)
    after = rasid("show", "campaigns", "--json", home=analysed).document

    assert [one["accounts_attacked"] for one in before] == [
        one["accounts_attacked"] for one in after
    ]


def test_erasure_that_was_cut_short_is_ended(
    analysed: Path, victim: tuple[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever it stopped, saying it again ends it under the same stand-in."""
    person, words = victim
    for step in ("_from_kept", "_from_ledger"):
        with monkeypatch.context() as patched:
            patched.setattr(erasing, step, _stop)
            with pytest.raises(KeyboardInterrupt):
                rasid("erase", person, "--why", "asked", home=analysed)
    told = rasid("erase", person, "--why", "asked", "--json", home=analysed)

    assert "erased-1" == told.document["stand_in"]
    assert [] == _files_with(analysed, words)
    assert 0 == rasid("doctor", "--deep", home=analysed).code


def test_ledger_still_only_adds(analysed: Path, victim: tuple[str, list[str]]) -> None:
    rasid("erase", victim[0], "--why", "asked", home=analysed)
    with open_ledger(Home(analysed)) as ledger, ledger.begin() as connection:
        row = "(99, '', '', '', '', '', '', '', NULL)"
        connection.exec_driver_sql(f"INSERT INTO decisions VALUES {row}")
        with pytest.raises(IntegrityError, match="only ever added"):
            connection.exec_driver_sql("DELETE FROM decisions")


def test_legal_hold_keeps_them(
    analysed: Path, victim: tuple[str, list[str]], campaign: str
) -> None:
    words = ("erase", victim[0], "--why", "asked")
    rasid("evidence", "hold", campaign, "--why", "court", home=analysed)
    refused = rasid(*words, home=analysed)
    rasid("evidence", "release", campaign, "--why", "over", home=analysed)

    assert "is held since" in refused.sentence
    assert 0 == rasid(*words, home=analysed).code


def test_nobody_of_that_id_is_a_sentence(analysed: Path) -> None:
    assert (
        "there is no 'P9' on the roster"
        in rasid("erase", "P9", "--why", "x", home=analysed).sentence
    )


def _reveal(home: Home, person: str, why: str) -> None:
    """Let somebody have revealed a person in the console, alone and with others."""
    with open_accounts(home) as store:
        deed = Deed("revealed", "Ada", Role.ANALYST, "192.0.2.1", person, why)
        write_down(store, signer_of(home), deed, utc_now())
        ask_to_reveal(store, "C-1", (person,), by="Ada", why=why, now=utc_now())


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def _hostile(home: Path) -> list[dict[str, str]]:
    target = home.parent / "hostile.csv"
    rasid("export", "hostile", "--format", "csv", "--output", target, home=home)
    rows = list(csv.DictReader(io.StringIO(target.read_text())))
    target.unlink()
    return sorted(rows, key=lambda row: row["event_uid"])


def _files_with(home: Path, words: list[str]) -> list[str]:
    return [str(path) for path in sorted(home.rglob("*")) if path.is_file() and _tells(path, words)]


def _tells(path: Path, words: list[str]) -> bool:
    if path.suffix != ".parquet":
        raw = b"".join(file_chunks(path, compression_of(path), trusted=True))
        text = raw.decode("utf-8", "replace").lower()
        return any(word in text for word in words)
    with duckdb.connect() as engine:
        asked = """
            SELECT count(*) FROM (SELECT lower(CAST(p AS VARCHAR)) AS row FROM read_parquet(?) AS p)
            WHERE list_bool_or(list_transform(?::VARCHAR[], lambda one: contains(row, one)))
        """
        return bool(engine.execute(asked, [str(path), words]).fetchall()[0][0])
