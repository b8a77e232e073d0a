"""The rows behind a number, and the raw line behind a row."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from rasid.console.listing import Column, Row, Table, paged
from rasid.console.masking import Mask
from rasid.console.pages.campaigns import require_listed
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.reports.explain import NUMBERS, ExplainedEvent, events_behind
from rasid.reports.explain_left_out import AskedEvent
from rasid.reports.explain_signal import SignalEvent
from rasid.reports.funnel import UNLISTED
from rasid.sources import raw_lines
from rasid.tables.campaigns import STAGES
from rasid.tables.events import EVENTS

_ONE = """
SELECT {columns} FROM {events}
WHERE event_uid = $event AND raw_file = $file AND time = $at LIMIT 1
"""

_SESSIONS = """
SELECT DISTINCT session_id, network, fingerprint FROM traces
WHERE campaign_id = $campaign ORDER BY session_id
"""

_HOSTILE = "SELECT campaign_id, stage, session_id FROM hostile WHERE event_uid = $event"
_OF_PEOPLE = ("account", "actor_account")
_MACHINES = frozenset(
    {"event_uid", "source_ip", "asn", "country", "fingerprint", "device", "session", "raw_file"}
)


def no_lines(_: Sequence[object]) -> list[Any]:
    """Look up no raw line: lists show where they are, not what they say."""
    return []


def all_behind(
    visit: Visit, campaign_id: str, number: str | None = None
) -> tuple[ExplainedEvent, ...]:
    """Return the events behind a whole campaign or one of its numbers."""
    return visit.snapshot.of_tables(
        ("rows", campaign_id, number), lambda: events_behind(visit.engine, campaign_id, number)
    )


def events(visit: Visit) -> Page:
    """List the events behind a number of a campaign, or behind a part of it."""
    campaign_id = visit.names["campaign"]
    number = visit.chosen("number", tuple(NUMBERS))
    stage, day = visit.chosen("stage", STAGES), visit.day("day")
    category, network = visit.query.get("category", ""), visit.query.get("network", "")
    client = visit.query.get("client", "")
    found = list(all_behind(visit, campaign_id, number or None))
    if category:
        found = in_category(found, category, number)
    if stage:
        found = [event for event in found if event.stage == stage]
    if day:
        found = [event for event in found if event.time.date() == day]
    if network or client:
        sessions = _sessions(visit, campaign_id, network, client)
        found = [event for event in found if event.session_id in sessions]
    if not found and (category or day or network or client):
        require_listed(visit, campaign_id)  # nothing fits, which is no fault then
    accounts = len({event.account for event in found})
    narrowed = {"category": category, "stage": stage, "day": day, "network": network}
    narrowed["client"] = _called(visit, client) if client else ""
    told = {
        "campaign": campaign_id,
        "narrowed": narrowed,
        "counted": len(found) if number in ("", "attempts") else accounts,
        "number": number,
        "accounts": accounts,
    }
    title = visit.speech.say("events.title", id=campaign_id)
    return Page(
        "events.html.j2", "campaigns", title, told, [event_table(visit, found, campaign_id)]
    )


def client_id(client: str) -> str:
    """Return what a client goes by in an address: it is called what it says of itself."""
    return hashlib.sha256(client.encode()).hexdigest()[:16]


def _sessions(visit: Visit, campaign_id: str, network: str, client: str) -> set[str]:
    """Return the sessions of a campaign from a network, or with a client by its id."""
    return {
        session_id
        for session_id, of, fingerprint in _sessions_of(visit, campaign_id)
        if network in ("", of) and client in ("", client_id(fingerprint))
    }


def _sessions_of(visit: Visit, campaign_id: str) -> list[tuple[str, str, str]]:
    """Return the sessions of a campaign with their network and client."""

    def read() -> list[tuple[str, str, str]]:
        return visit.engine.rows(_SESSIONS, {"campaign": campaign_id})

    return visit.snapshot.lately(("sessions", campaign_id), read)


def _called(visit: Visit, client: str) -> str:
    """Return what a client calls itself."""
    rows = _sessions_of(visit, visit.names["campaign"])
    found = (one for _, _, one in rows if client_id(one) == client)
    return visit.mask.record(next(found, "")) or client[:16]


def in_category(
    found: Sequence[ExplainedEvent], category: str, number: str
) -> list[ExplainedEvent]:
    """Return the events of a category, as the numbers count them.

    Attempts are counted event by event. An account counts once, as what it was listed as, if it was
    for any of the number's events.
    """
    if number in ("", "attempts"):
        return [event for event in found if event.category == category]
    listed: dict[str, set[str]] = {}
    for event in found:
        listed.setdefault(event.account, set()).add(event.category)
    counted = {
        account: min(names - {UNLISTED}, default=UNLISTED) for account, names in listed.items()
    }
    return [event for event in found if counted[event.account] == category]


def event_table(visit: Visit, found: Sequence[ExplainedEvent], campaign_id: str = "") -> Table:
    """Return hostile events as a table; each leads to its raw line, and to its visit."""
    columns = (
        Column("time", "moment", head=True, link=line_link),
        Column("stage", "word", "stages"),
        Column("action", "word", "actions"),
        Column("outcome", "word", "outcomes"),
        Column(
            "account",
            "account",
            link=lambda r: link("explain", campaign=campaign_id, account=r["reference"]),
        ),
        Column("category", "word", "categories"),
        Column("source_ip", "code", link=lambda r: link("explain", address=r["source_ip"])),
        Column(
            "session_id",
            "code",
            link=lambda r: link("explain", campaign=campaign_id, session=r["session_id"]),
        ),
        Column("bits", "bits"),
        Column("line", "code", link=line_link),
    )
    rows = _Rows(found, lambda event: _row(event, visit.mask))
    return paged("events", columns, rows, visit.page)


class _Rows(Sequence[Row]):
    """Rows that are made of records as they are shown."""

    def __init__(self, records: Sequence[Any], make: Callable[[Any], Row]) -> None:
        self._records = records
        self._make = make

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, wanted: Any) -> Any:  # noqa: ANN401 - a place or a slice
        if isinstance(wanted, slice):
            return [self._make(record) for record in self._records[wanted]]
        return self._make(self._records[wanted])


def rows_of(records: Sequence[Any], make: Callable[[Any], Row]) -> Sequence[Row]:
    """Return rows that are made of records as they are shown."""
    return _Rows(records, make)


def _row(event: ExplainedEvent, mask: Mask) -> Row:
    return {
        "time": event.time,
        "stage": event.stage,
        "action": event.action,
        "outcome": event.outcome,
        "account": mask.label(event.account),
        "reference": mask.reference(event.account),
        "category": event.category,
        "source_ip": event.source_ip,
        "session_id": event.session_id,
        "bits": event.bits,
        **place_of(event.event_uid, event.time, event.record, mask),
    }


def place_of(event_uid: str, time: datetime, record: Any, mask: Mask) -> dict[str, Any]:  # noqa: ANN401 - a record of any explanation
    """Return where an event's raw line lies, in words and as a link's parts."""
    name = mask.hide(record.file) or record.raw_file[:12]
    return {
        "event_uid": event_uid,
        "raw_file": record.raw_file,
        "at": time.isoformat(),
        "line": f"{name}:{record.line}" if record.line else name,
    }


def line_link(row: Row) -> str:
    """Return where the raw line of a row is shown."""
    return link("line", event=row["event_uid"], file=row["raw_file"], at=row["at"])


ASKED_COLUMNS = (
    Column("time", "moment", head=True, link=line_link),
    Column("action", "word", "actions"),
    Column("outcome", "word", "outcomes"),
    Column("reason", "code"),
    Column("account", "account", link=lambda r: link("explain", account=r["reference"])),
    Column("source_ip", "code", link=lambda r: link("explain", address=r["source_ip"])),
    Column("line", "code", link=line_link),
)
"""Of events that are asked about whether or not they are hostile; the raw line is the last."""


def asked_row(event: AskedEvent | SignalEvent, mask: Mask) -> Row:
    """Return an event as a row of `ASKED_COLUMNS`."""
    return {
        "time": event.time,
        "action": event.action,
        "outcome": event.outcome,
        "reason": event.reason,
        "account": mask.label(event.account),
        "reference": mask.reference(event.account),
        "source_ip": event.source_ip,
        **place_of(event.event_uid, event.time, event.record, mask),
    }


def line(visit: Visit) -> Page:
    """Show one event as it was normalised, and its raw line, with people hidden."""
    wanted = {name: visit.query.get(name, "") for name in ("event", "file", "at")}
    try:
        at = datetime.fromisoformat(wanted["at"]).replace(tzinfo=None)
    except ValueError:
        raise NotThereError("that is no moment.") from None
    columns = ", ".join(f'"{name}"' for name in EVENTS.column_names)
    one = _ONE.format(columns=columns, events=visit.engine.of_days(EVENTS, [at.date()]))
    found = visit.engine.rows(one, {**wanted, "at": at})
    if not found:
        raise NotThereError("there is no such event.")
    event = dict(zip(EVENTS.column_names, found[0], strict=True))
    key = event["raw_file"], event["raw_line"], event["event_uid"]
    case = visit.case
    (record,) = visit.snapshot.lately(
        ("line", *key), lambda: raw_lines(case.home, case.store, case.engine, [key])
    )
    hostile = visit.engine.rows(_HOSTILE, {"event": event["event_uid"]})
    names = visit.engine.rows("SELECT name FROM imports WHERE raw_file = $file", {"file": key[0]})
    told = {
        "event": event,
        "campaign": hostile[0][0] if hostile else "",
        "session": hostile[0][2] if hostile else "",
        "file": visit.mask.hide(names[0][0]) if names else "",
        "line": record.line or event["raw_line"],
        "text": "" if record.problem else visit.mask.record(record.text),
        "problem": record.problem,
        "account": visit.mask.label(event["account"]),
        "account_link": link("explain", account=visit.mask.reference(event["account"])),
    }
    title = visit.speech.say("line.title")
    return Page("line.html.j2", "campaigns", title, told, [_fields(event, visit.mask)])


def _fields(event: Row, mask: Mask) -> Table:
    rows: list[Row] = [
        {
            "field": name,
            "value": mask.label(event[name]) if name in _OF_PEOPLE else _shown(event, name, mask),
        }
        for name in EVENTS.column_names
        if event[name] not in (None, "")
    ]
    return Table("fields", (Column("field", "code", head=True), Column("value", "code")), rows)


def _shown(event: Row, name: str, mask: Mask) -> str:
    value = event[name]
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="milliseconds")
    return str(value) if name in _MACHINES else mask.hide(str(value))
