"""`rasid doctor`: whether a home is whole, private and up to date, each doubt in one sentence."""

import fcntl
import os
import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from rasid.accounts import open_accounts
from rasid.case import Case, last_analysis, open_case
from rasid.encryption import KeyProblem, open_keyring
from rasid.engines.store import JOURNAL, Store
from rasid.errors import RasidError, one_line
from rasid.findings import Finding, FoundError
from rasid.ledger import LEDGER, digests, open_ledger, server_of
from rasid.reports import READS
from rasid.reports.funnel import count_funnels
from rasid.settings import Home
from rasid.sources.kept import erased_files, find_kept, is_as_known, let_go_files
from rasid.tables.coverage import COVERAGE
from rasid.upkeep.encrypting import encryption_of
from rasid.upkeep.retaining import is_unended

Told = Callable[[str, int, int], None]

LEAST_FREE = 1 << 30
"""Bytes that must be free: less than an import of a month may take."""

CLOCK_SLACK = timedelta(days=1)

_ACCOUNTED = """
SELECT imports.raw_file, imports.name, imports.lines, imports.rejected,
    coalesce(kept.events, 0), coalesce(refused.rejects, 0)
FROM imports
LEFT JOIN (SELECT raw_file, count(*) AS events FROM events GROUP BY raw_file) AS kept
    ON kept.raw_file = imports.raw_file
LEFT JOIN (SELECT raw_file, count(*) AS rejects FROM rejects GROUP BY raw_file) AS refused
    ON refused.raw_file = imports.raw_file
ORDER BY imports.name, imports.raw_file
"""


def examine_home(home: Home, now: datetime, told: Told, *, deep: bool = False) -> list[Finding]:
    """Return what is wrong with a home; `deep` reads every kept file and table to its end.

    Raises UsageError where there is no home.
    """
    home.require()
    findings = [
        *_settings(home),
        *_privacy(home),
        *_space(home),
        *_databases(home),
        *_server(home),
        *_left_over(home),
        *_encryption(home),
    ]
    broken = [*_torn_parts(home)]
    findings += broken
    if any(one.level == "error" for one in findings):
        return findings  # what cannot be opened cannot be asked
    with open_case(home) as case:
        findings += [*_imports(case), *_numbers(case), *_times(case, now), *_standing(case)]
        if deep:
            findings += [*_kept_files(case, told), *_rows(case, told)]
    return findings


def _settings(home: Home) -> Iterator[Finding]:
    try:
        home.settings()
    except FoundError as error:
        yield error.finding
    except RasidError as error:
        yield Finding(home.settings_file, None, "", str(error).rstrip("."), "settings")


def _privacy(home: Home) -> Iterator[Finding]:
    """Find what others on this machine could read."""
    secrets = {
        home.root / "keys" / "signing.pem": "the signing key has",
        home.access_file: "what is kept of accounts has",
        home.keyring_file: "the keyring has",
    }
    for secret, what in secrets.items():
        if secret.exists() and stat.S_IMODE(secret.stat().st_mode) & 0o077:
            came = f"{what} the mode {stat.S_IMODE(secret.stat().st_mode):o}"
            yield Finding(secret, None, "", came, "600, for its owner alone")
    mode = stat.S_IMODE(home.root.stat().st_mode)
    if mode & 0o077:
        came = f"the home has the mode {mode:o}, so that others may look in"
        yield Finding(home.root, None, "", came, "700", level="warning")


def _space(home: Home) -> Iterator[Finding]:
    free = shutil.disk_usage(home.root).free
    if free < LEAST_FREE:
        came, expected = f"{free >> 20:,} MB are free", f"at least {LEAST_FREE >> 20:,} MB"
        yield Finding(home.root, None, "", came, expected, level="warning")
    if not os.access(home.root, os.W_OK):
        yield Finding(home.root, None, "", "nothing can be written", "to be let", level="warning")


def _server(home: Home) -> Iterator[Finding]:
    """Find whether the server that has the ledger answers, and who could listen on the way."""
    try:
        if server_of(home) is None:
            return
        with open_accounts(home), open_ledger(home) as ledger, ledger.connect() as connection:
            digests(connection, LEDGER)
            asked = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            is_open = not connection.scalar(text(asked))
            is_far = connection.scalar(text("SELECT inet_server_addr() <> inet_client_addr()"))
    except RasidError as error:
        yield Finding(home.settings_file, None, "ledger", str(error).rstrip("."), "an answer")
        return
    if is_open and is_far:
        came, expected = "the server is spoken to without TLS", "?sslmode=verify-full in its url"
        yield Finding(home.settings_file, None, "ledger", came, expected, level="warning")


def _databases(home: Home) -> Iterator[Finding]:
    named = {home.ledger_file: "the ledger is", home.access_file: "what is kept of accounts is"}
    for path, what in named.items():
        if not path.exists():
            continue
        try:
            with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as one:
                said = [row[0] for row in one.execute("PRAGMA integrity_check")]
        except sqlite3.Error as error:
            said = [one_line(error)]
        if said != ["ok"]:
            yield Finding(path, None, "", f"{what} damaged: {said[0]}", "a backup")


def _encryption(home: Home) -> Iterator[Finding]:
    """Find what is encrypted and cannot be opened, and what was left half done."""
    try:
        found = encryption_of(home)
        if found.lock is not None:
            open_keyring(home)
    except KeyProblem as error:
        yield Finding(home.keyring_file, None, "", str(error).rstrip("."), "its key")
        return
    except SQLAlchemyError:
        return  # a database that cannot be read is told of above
    if not found.is_whole:
        came = "a change of keys was cut short"
        expected = "`rasid keys make`, `rotate` or `remove`, which ends it"
        yield Finding(home.ledger_file, None, "", came, expected, level="warning")


def _left_over(home: Home) -> Iterator[Finding]:
    """Find what a kill left; the next command that writes clears it away."""
    for staging in sorted(home.scratch.glob("change-*")):
        if (staging / JOURNAL).exists():
            came = "a change was agreed and not carried out"
            yield Finding(staging, None, "", came, "any command, which ends it", level="warning")
    for folder in sorted(home.scratch.glob("run-*")):
        if not _is_in_use(folder):
            came = "a run that was killed left this"
            yield Finding(folder, None, "", came, "an import, which clears it", level="warning")


def _is_in_use(folder: Path) -> bool:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def _torn_parts(home: Home) -> Iterator[Finding]:
    store = Store(home)
    for table in READS:
        for part in store.parts(table):
            try:
                lacking = sorted(set(table.column_names) - store.columns(part))
            except (RasidError, OSError) as error:
                yield Finding(part, None, "", f"the table is torn: {one_line(error)}", "a backup")
                continue
            if lacking:
                came = f"an older rasid wrote it, without {', '.join(lacking)}"
                yield Finding(part, None, "", came, "`rasid analyse`", level="warning")
    for part in store.parts(COVERAGE):
        try:
            store.columns(part)
        except (RasidError, OSError) as error:
            came = f"what was counted of the logs is torn, and counted anew: {one_line(error)}"
            yield Finding(part, None, "", came, "`rasid analyse`", level="warning")


def _imports(case: Case) -> Iterator[Finding]:
    """Hold each file's records against what became of them; duplicates are what is not told."""
    with open_ledger(case.home) as ledger:
        let_go = let_go_files(ledger)
    for raw_file, name, lines, rejected, events, rejects in case.engine.rows(_ACCOUNTED):
        if raw_file in let_go:
            continue
        if find_kept(case.home, raw_file) is None:
            yield Finding(case.home.raw / raw_file, None, "", f"{name} is not kept", "the file")
        if rejects != rejected:
            came = f"{name} has {rejects:,} rejects in the table, {rejected:,} told"
            yield Finding(case.home.raw / raw_file, None, "", came, "as many")
        if events + rejected > lines:
            came = f"{name} has {lines:,} records, and {events + rejected:,} came of them"
            yield Finding(case.home.raw / raw_file, None, "", came, "no more")


def _numbers(case: Case) -> Iterator[Finding]:
    try:
        count_funnels(case.engine)
    except RasidError as error:
        came = str(error).rstrip(".")
        yield Finding(case.home.root / "campaigns", None, "", came, "`rasid analyse`")


def _times(case: Case, now: datetime) -> Iterator[Finding]:
    ((last,),) = case.engine.rows("SELECT max(time) FROM events")
    if last and last.replace(tzinfo=UTC) > now + CLOCK_SLACK:
        came = f"the last event is of {last:%F %T}, and here it is {now:%F %T}"
        yield Finding(case.home.root / "events", None, "", came, "a right clock", level="warning")


def _standing(case: Case) -> Iterator[Finding]:
    with open_ledger(case.home) as ledger:
        if is_unended(ledger):
            came, expected = "a retention was cut short", "`rasid retain --delete`, which ends it"
            yield Finding(case.home.raw, None, "", came, expected, level="warning")
    analysis = last_analysis(case)
    if analysis and analysis.changed:
        came = f"since the last analysis there were changes of: {', '.join(analysis.changed)}"
        yield Finding(case.home.root, None, "", came, "`rasid analyse`", level="warning")


def _kept_files(case: Case, told: Told) -> Iterator[Finding]:
    rows = case.engine.rows("SELECT raw_file, name FROM imports ORDER BY name, raw_file")
    with open_ledger(case.home) as ledger:
        erased = erased_files(ledger)
    for done, (raw_file, name) in enumerate(rows):
        told(name, done, len(rows))
        kept = find_kept(case.home, raw_file)
        if kept and not is_as_known(kept.path, erased.get(raw_file, raw_file)):
            yield Finding(kept.path, None, "", f"{name} was changed or torn", "its SHA-256")


def _rows(case: Case, told: Told) -> Iterator[Finding]:
    """Read every column of every table; what the disk has lost shows only so."""
    for done, table in enumerate(READS):
        told(table.name, done, len(READS))
        columns = ", ".join(f'max(hash("{name}"))' for name in table.column_names)
        try:
            case.engine.rows(f'SELECT {columns} FROM "{table.name}"')
        except RasidError as error:
            came = f"a part of the table cannot be read: {one_line(error)[:200]}"
            yield Finding(case.home.root / table.name, None, "", came, "a backup")
