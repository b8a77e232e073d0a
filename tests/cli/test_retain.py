"""Logs before a day are gone for good, and what was counted of them stays explainable."""

import hashlib
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from cli.command import Told, rasid
from rasid.cli import retain
from rasid.scenarios import Simulated

NOW = datetime(2025, 4, 10, 12, tzinfo=UTC)
FIRST, CUT = date(2025, 3, 5), date(2025, 3, 20)
DAYS = str((NOW.date() - CUT).days)
OWN = ("--why", "policy 7", "--by", "Sam")

KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from rasid.cli import retain
from rasid.scenarios import Simulated
from rasid.cli.app import run
folder, left, now, *words = sys.argv[1:]
retain.utc_now = lambda: datetime.fromisoformat(now)
calls = [int(left)]
def dying(name):
    real = getattr(Path, name)
    def change(path, *more, **named):
        if folder in Path(more[0] if more else path).parts:
            calls[0] -= 1
            if not calls[0]:
                os.kill(os.getpid(), signal.SIGKILL)
        return real(path, *more, **named)
    setattr(Path, name, change)
for name in ("unlink", "replace", "rename"):
    dying(name)
sys.exit(run(words))
"""
"""Runs a command until the n-th change below a folder, or of a name, is about to be made."""


@pytest.fixture(autouse=True)
def in_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retain, "utc_now", lambda: NOW)


def test_nothing_goes_unless_said(imported: Path) -> None:
    before = _files(imported)
    told = rasid("retain", "--days", DAYS, "--json", home=imported)

    assert f"{CUT}" == told.document["before"]
    assert 15 == len(told.document["days"])
    assert before == _files(imported)


@pytest.mark.slow
def test_older_logs_go_and_are_explained(larger: Path) -> None:
    assert 0 == rasid("analyse", home=larger).code
    was = rasid("show", "campaigns", "--json", home=larger).document[0]
    campaign = was["campaign_id"]
    uids = [uid for (uid,) in _rows(larger, "hostile", "event_uid")]

    assert 0 == _let_go(larger).code

    assert CUT == _rows(larger, "events", "min(time)::DATE")[0][0]
    assert 15 == len(list((larger / "raw").iterdir()))
    assert [(0,)] == _rows(larger, "lineage", "count(*)", f"event_uid IN {_gone(larger, uids)}")
    (gone,) = rasid("explain", campaign, "--json", home=larger).document["let_go"]
    assert was["attempts"] == gone["attempts"]
    assert hashlib.sha256("\n".join(sorted(uids)).encode()).hexdigest() == gone["sha256"]
    assert "removed by retention on 2025-04-10 by Sam" in rasid(
        "show", "campaign", campaign, home=larger
    ).out.replace("\n  ", " ")
    assert 0 == rasid("doctor", "--deep", home=larger).code

    after = _files(larger)
    assert 0 == _let_go(larger).code
    assert after == _files(larger), "twice changes nothing"


def test_campaign_that_is_gone_is_told(analysed: Path, campaign: str) -> None:
    told = rasid("retain", "--days", "1", "--delete", *OWN, home=analysed)

    assert 0 == told.code
    for words in (("show", "campaign"), ("explain",), ("evidence", "hold", "--why", "x")):
        sentence = rasid(*words, campaign, home=analysed).err
        assert "removed by retention on 2025-04-10 by Sam (policy 7)" in sentence
    assert [] == list((analysed / "raw").iterdir())
    assert 0 == rasid("doctor", "--deep", home=analysed).code


def test_what_went_is_not_taken_again(imported: Path, month: Simulated) -> None:
    first = min(month.logs.iterdir())
    _let_go(imported)
    told = rasid("import", "logs", first, home=imported)

    assert "a retention removed it, for good" in told.out + told.err
    assert 15 == len(list((imported / "raw").iterdir()))


@pytest.mark.slow
def test_legal_hold_keeps_files_and_events(analysed: Path, campaign: str) -> None:
    """What stays of the days that go is read from where it was written until all is written."""
    rasid("evidence", "hold", campaign, "--why", "court", home=analysed)
    held = {raw for (raw,) in _rows(analysed, "hostile", "DISTINCT raw_file")}
    of_held = f"raw_file IN {tuple(sorted(held))}"
    before = _rows(analysed, "events", "count(*)", of_held)

    assert "on legal hold stay" in _let_go(analysed).err

    assert before == _rows(analysed, "events", "count(*)", of_held)
    assert held <= {path.name.partition(".")[0] for path in (analysed / "raw").iterdir()}
    assert [(0,)] == _rows(analysed, "events", "count(*)", f"time < '{CUT}' AND NOT {of_held}")
    assert 0 == rasid("doctor", "--deep", home=analysed).code


@pytest.mark.slow
def test_kill_leaves_old_or_new(imported: Path) -> None:
    """Whatever change it is killed at, events are all there or gone, and the next run goes on."""
    words = ("--home", str(imported), "retain", "--days", DAYS, "--delete", *OWN)
    steps = ((FIRST, "journal.json", 1), (CUT, "events", 9), (CUT, "raw", 1), (CUT, "raw", 8))
    for first, folder, change in steps:
        command = [sys.executable, "-c", KILLED, folder, f"{change}", NOW.isoformat(), *words]
        assert -9 == subprocess.run(command, check=False, capture_output=True).returncode
        rasid("show", "campaigns", home=imported)
        assert [(first,)] == _rows(imported, "events", "min(time)::DATE"), folder
    assert "a retention was cut short" in rasid("doctor", "--deep", home=imported).out

    assert 0 == _let_go(imported).code
    assert [(CUT, 15)] == _rows(imported, "events", "min(time)::DATE, count(DISTINCT raw_file)")
    assert 15 == len(list((imported / "raw").iterdir()))
    (one,) = rasid("retain", "--list", "--json", home=imported).document
    assert ("Sam", "policy 7", True) == (one["made_by"], one["why"], bool(one["ended_at"]))
    assert 15 == len(one["told"]["files"])


def _let_go(home: Path) -> Told:
    return rasid("retain", "--days", DAYS, "--delete", *OWN, home=home)


def _gone(home: Path, uids: list[str]) -> tuple[str, ...]:
    left = {uid for (uid,) in _rows(home, "events", "event_uid")}
    return tuple(uid for uid in uids if uid not in left)


def _rows(home: Path, table: str, what: str, where: str = "true") -> list[tuple[Any, ...]]:
    with duckdb.connect() as engine:
        source = f"read_parquet('{home}/{table}/**/*.parquet', hive_partitioning = false)"
        return engine.execute(f"SELECT {what} FROM {source} WHERE {where}").fetchall()


def _files(home: Path) -> dict[str, bytes]:
    """Return the content of every file but the lock and the ledger."""
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.name.startswith(("lock", "ledger"))
    }
