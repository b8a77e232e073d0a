"""Erasing a person: from tables, kept files, reports and the ledger, each count staying as it is.

It is carried out in an order by which a run that was killed is ended by the next: the ledger, which
alone says who the person is, comes last.
"""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy import Engine, String, Table, select

from rasid.case import Case, open_case
from rasid.encryption import Personal
from rasid.errors import UsageError
from rasid.evidence import held_files
from rasid.ledger import (
    LEDGER,
    erasures,
    metadata,
    open_ledger,
    publications,
    rewriting,
    rewriting_for_good,
    roster,
    writing_alone,
)
from rasid.roster import read_roster
from rasid.roster.account import Account
from rasid.settings import PLANS, Home
from rasid.tables.published import PUBLISHED
from rasid.upkeep.erased_accounts import erase_from_accounts
from rasid.upkeep.erased_files import TEXTS, erase_from_kept, tells_of
from rasid.upkeep.erased_tables import erase_from_tables, rewrite_published
from rasid.upkeep.identifying import KEPT_OF_ROSTER, Identity, identity_of

Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure changed, and what it could not look into."""

    stand_in: str
    accounts: int
    rows: int
    kept_files: int
    entries: int
    reports_removed: tuple[str, ...]
    reports_unread: tuple[str, ...]
    unsearched: tuple[str, ...]
    waiting: tuple[str, ...]


def erase(  # noqa: PLR0913 - what is recorded of it
    home: Home, person_id: str, *, by: str, why: str, now: datetime, told: Told
) -> Erased:
    """Erase a person of the roster, or end an erasure that was cut short.

    Raises UsageError for who is not on the roster, and for who is in what a legal hold is on.
    """
    with open_case(home, write=True) as case, open_ledger(home) as ledger:
        accounts = _accounts(ledger, person_id)
        _require_free(case, accounts)
        number = _begin(ledger, person_id, by, why, now)
        identity = identity_of(accounts, number)
        with case.store.change() as change:
            rows = erase_from_tables(case.engine, case.store, change, identity)
        _from_published(case, ledger, identity)
        kept_files = _from_kept(case, ledger, identity, number, told)
        removed, unread = _from_reports(home, identity)
        _from_views(case, identity)
        entries = erase_from_accounts(home, identity)
        entries += _from_ledger(ledger, identity, number, now)
    return Erased(
        identity.stand_in,
        len({one.account for one in accounts}),
        rows,
        kept_files,
        entries,
        removed,
        unread,
        identity.unsearched,
        _waiting(home),
    )


def _accounts(ledger: Engine, person_id: str) -> list[Account]:
    accounts = [one for one in read_roster(ledger) if one.person_id == person_id]
    if not accounts:
        raise UsageError(f"there is no {person_id!r} on the roster; `rasid show people` lists it.")
    return accounts


def _require_free(case: Case, accounts: Sequence[Account]) -> None:
    """Refuse to erase who has an event in a kept file that is on hold."""
    on_hold = held_files(case.home)
    if not on_hold:
        return
    found = case.engine.rows(
        "SELECT min(raw_file) FROM events WHERE list_contains($files, raw_file) "
        "AND (list_contains($accounts, account) OR list_contains($accounts, actor_account))",
        {"files": sorted(on_hold), "accounts": [one.account for one in accounts]},
    )
    for (raw_file,) in found:
        if raw_file is not None:
            hold = on_hold[raw_file]
            raise UsageError(
                f"{accounts[0].person_id} cannot be erased: {hold.describe()}: {hold.why}. "
                f"`rasid evidence release {hold.campaign_id}` lifts the hold."
            )


def _begin(ledger: Engine, person_id: str, by: str, why: str, now: datetime) -> int:
    """Return the number of the erasure, which is that of one of this person that was cut short."""
    begun = select(erasures.c.erasure).where(
        erasures.c.person == person_id, erasures.c.ended_at == ""
    )
    with writing_alone(ledger) as connection:
        known = connection.execute(begun).scalar()
        if known is not None:
            return int(known)
        values = {"begun_at": _told(now), "ended_at": "", "made_by": by, "why": why}
        made = connection.execute(erasures.insert(), values | {"person": person_id, "files": "{}"})
        (number,) = made.inserted_primary_key or (0,)
        return int(number)


def _from_published(case: Case, ledger: Engine, identity: Identity) -> None:
    """Write anew what published numbers consisted of; the old goes once nothing refers to it."""
    folder = case.home.root / PUBLISHED.name
    for part in sorted(folder.glob("*.parquet")):
        draft = case.scratch / "published"
        if not rewrite_published(case.engine, part, draft, identity):
            continue
        digest = hashlib.sha256(draft.read_bytes()).hexdigest()
        draft.replace(folder / f"{digest}.parquet")
        moved = publications.update().where(publications.c.basis == part.stem)
        with rewriting(ledger) as connection:
            connection.execute(moved.values(basis=digest))
        part.unlink()


def _from_kept(case: Case, ledger: Engine, identity: Identity, number: int, told: Told) -> int:
    """Write kept files anew, each recorded before it takes its place, and return how many."""
    paths = sorted(case.home.raw.iterdir())
    changed = 0
    for done, path in enumerate(paths):
        told(path.name[:12], done, len(paths))
        record = partial(_record, ledger, number, path.name.partition(".")[0])
        changed += erase_from_kept(path, identity, case.scratch, record)
    return changed


def _record(ledger: Engine, number: int, raw_file: str, digest: str) -> None:
    own = erasures.c.erasure == number
    with writing_alone(ledger) as connection:
        files = json.loads(connection.execute(select(erasures.c.files).where(own)).scalar_one())
        told = json.dumps(files | {raw_file: digest}, sort_keys=True)
        connection.execute(erasures.update().where(own).values(files=told))


def _from_reports(home: Home, identity: Identity) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Remove written files that tell of the person; return these, and those nobody can search.

    Of a plan all goes: its commands spell accounts as a shell must have them.
    """
    removed, unread = [], []
    files = [path for path in sorted(home.reports.rglob("*")) if path.is_file()]
    plans = {path.parent for path in files if path.parent.name.startswith(PLANS)}
    whole = {
        folder
        for folder in plans
        if any(tells_of(path, identity) for path in files if path.parent == folder)
    }
    for path in files:
        if path.parent in whole:
            path.unlink()
            removed.append(str(path))
        elif path.suffix not in TEXTS:
            unread.append(str(path))
        elif tells_of(path, identity):
            path.unlink()
            removed.append(str(path))
    return tuple(removed), tuple(unread)


def _waiting(home: Home) -> tuple[str, ...]:
    """Return the files that are not imported yet, which may tell of the person when they are."""
    places = [*home.uploads.glob("*/data/*"), *home.intake.rglob("*")]
    return tuple(str(path) for path in sorted(places) if path.is_file())


def _from_views(case: Case, identity: Identity) -> None:
    """Write the saved views of the console anew: their names and addresses may tell of anybody."""
    path = case.home.views_file
    if path.exists() and erase_from_kept(path, identity, case.scratch, lambda _: None):
        path.chmod(0o600)


def _from_ledger(ledger: Engine, identity: Identity, number: int, now: datetime) -> int:
    """Rewrite every entry that tells of the person, and write down that the erasure ended."""
    entries = 0
    # What needs room for SQLite comes before the last step: it may fail, and is said again.
    with rewriting_for_good(ledger, LEDGER) as connection:
        for table in metadata.sorted_tables:
            keys = list(table.primary_key.columns)
            for row in connection.execute(select(table)).mappings().all():
                changes = _changes(table, dict(row), identity)
                if changes:
                    entries += 1
                    same = [key == row[key.name] for key in keys]
                    connection.execute(table.update().where(*same).values(changes))
        ended = erasures.update().where(erasures.c.erasure == number)
        connection.execute(ended.values(ended_at=_told(now)))
    return entries


def _changes(table: Table, row: dict[str, object], identity: Identity) -> dict[str, str]:
    """Return the columns of a row that must be changed."""
    own = table is roster and row["person_id"] == identity.person_id
    changes = {}
    for column in table.columns:
        value = row[column.name]
        if not isinstance(column.type, String | Personal) or not isinstance(value, str):
            continue
        erased = identity.replaced(value)
        if column.name in ("person_id", "person") and value == identity.person_id:
            erased = identity.stand_in
        elif own and column.name not in KEPT_OF_ROSTER:
            erased = ""
        if erased != value:
            changes[column.name] = erased
    return changes


def _told(now: datetime) -> str:
    return now.astimezone(UTC).isoformat("T", "seconds")
