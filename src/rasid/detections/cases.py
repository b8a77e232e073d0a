"""Cases: small tables of events beside the signals that a rule gives on them, in one TOML file.

    [[case]]
    name = "what happens, in words"
    crowd = 40
    events = [{ at = "3d9h", account = "ada@contoso.example", outcome = "failure", repeat = 12 }]
    roster = [{ account = "ada@contoso.example", person_id = "p1" }]
    actor_addresses = [{ actor = "Group A", address = "203.0.113.7" }]
    expect = [{ account = "ada@contoso.example", events = 12 }]

Instead of `events`, a case may have a `log`: a text with the lines of a vendor's log as they come,
for rules on what only a vendor's own records hold.

An event names only what matters. `at` is the time after a Monday's midnight; `repeat` makes it so
many events, `every` apart (a minute by default), in which `{n}` in a text is 0, 1, 2 …. `crowd`
lets so many other people sign in each day, each from a place of their own, since who is at home
is told against everybody else. An empty `expect` says that the rule stays silent.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rasid.detections.header import duration
from rasid.detections.relations import ActorAddress
from rasid.findings import Finding, one_of
from rasid.tables.events import ACTIONS, EVENTS, OUTCOMES
from rasid.tables.roster import ROSTER
from rasid.tables.signals import SIGNALS
from rasid.toml_text import Key, TomlText

MONDAY = datetime(2026, 3, 2)  # noqa: DTZ001 - tables hold UTC without a zone
DAYS_OF_A_CROWD = 21
KEYS = ("name", "crowd", "events", "log", "roster", "actor_addresses", "expect")
OF_EVENTS = ("at", "repeat", "every", *(n for n in EVENTS.column_names if n != "time"))
OF_ADDRESSES = ("actor", "address")
MOST_EVENTS = 100_000

Row = Mapping[str, Any]

_AT = re.compile(r"(\d+d)?(\d+h)?(\d+m)?(\d+s)?")
_DEFAULTS = {
    "provider": "example",
    "tenant": "",
    "action": "signin",
    "outcome": "success",
    "account": "ada@contoso.example",
    "source_ip": "192.0.2.1",
    "user_agent": "Agent/1.0",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One case of one rule; rows are of `events` and `roster`, unless a `log` is to be read."""

    number: int
    name: str
    events: tuple[Row, ...]
    roster: tuple[Row, ...]
    addresses: tuple[ActorAddress, ...]
    expect: tuple[Row, ...]
    log: str = ""

    def differences(self, signals: Sequence[Row]) -> Iterator[tuple[str, str]]:
        """Yield what is not as expected, signals in the order of their first events."""
        if len(signals) != len(self.expect):
            told = "; ".join(str(one["reason"]) for one in signals[:3])
            came = f"{len(signals)} signals" + (f" ({told})" if told else "")
            yield came, f"{len(self.expect)}"
            return
        for signal, expected in zip(signals, self.expect, strict=True):
            for name, value in expected.items():
                came = "" if signal[name] is None else signal[name]
                if isinstance(came, datetime):
                    came = came.isoformat()
                if came != value:
                    yield f"{name} {came!a}", ascii(value)


def cases_of(text: TomlText) -> list[Case]:
    """Return the cases of a file whose form was checked."""
    return [_case(number, case) for number, case in enumerate(text.data["case"])]


def _case(number: int, case: Mapping[str, Any]) -> Case:
    events = case.get("events", ())
    rows = [*_crowd(case.get("crowd", 0)), *(r for e in events for r in _repeated(e))]
    uids = ({"event_uid": f"e{at:05d}", **row} for at, row in enumerate(rows))
    empty = dict.fromkeys(ROSTER.column_names, "")
    return Case(
        number=number,
        name=case.get("name", f"case {number + 1}"),
        events=tuple(uids),
        roster=tuple({**empty, "account_kind": "work", **row} for row in case.get("roster", ())),
        addresses=tuple(
            ActorAddress(row["actor"], row["address"]) for row in case.get("actor_addresses", ())
        ),
        expect=tuple(case["expect"]),
        log=case.get("log", ""),
    )


def _repeated(event: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    start, every = MONDAY + moment(event["at"]), duration(event.get("every", "1m"))
    said = {key: value for key, value in event.items() if key not in ("at", "repeat", "every")}
    for n in range(event.get("repeat", 1)):
        filled = {
            key: value.replace("{n}", str(n)) if isinstance(value, str) else value
            for key, value in said.items()
        }
        yield {**_DEFAULTS, **filled, "time": start + n * every}


def _crowd(size: int) -> Iterator[dict[str, Any]]:
    for person in range(size):
        for day in range(DAYS_OF_A_CROWD):
            yield {
                **_DEFAULTS,
                "account": f"person{person}@crowd.example",
                "source_ip": f"2001:db8:{person:x}::1",
                "user_agent": f"Crowd/{person % 7}",
                "country": ("DE", "FR", "NL")[person % 3],
                "time": MONDAY + timedelta(days=day, hours=8, minutes=person),
            }


def moment(text: str) -> timedelta:
    """Read `3d9h30m`; ValueError says what was expected."""
    found = _AT.fullmatch(text)
    if not text or not found:
        raise ValueError("a time after Monday's midnight, such as 3d9h30m")
    return sum((duration(part) for part in found.groups() if part), timedelta())


def check_cases_text(text: TomlText) -> list[Finding]:
    """Return what is wrong in the form of a file of cases."""
    notes = _Notes(text)
    for key in text.data.keys() - {"case"}:
        notes.add((key,), "the key is not known", "[[case]]")
    cases = text.data.get("case")
    if not isinstance(cases, list) or not cases or not all(isinstance(c, dict) for c in cases):
        notes.add(("case",), "there is no case", "[[case]], each with events and what to expect")
        return notes.findings
    for at, case in enumerate(cases):
        _check_case(notes, ("case", at), case)
    if not notes.findings and not any(case["expect"] for case in cases):
        notes.add(("case",), "no case fires", "one that fires and one that stays silent")
    if not notes.findings and all(case["expect"] for case in cases):
        notes.add(("case",), "no case stays silent", "one that fires and one that stays silent")
    return notes.findings


class _Notes:
    def __init__(self, text: TomlText) -> None:
        self.text = text
        self.findings: list[Finding] = []

    def add(self, key: Key, came: str, expected: str) -> None:
        shown = ".".join(str(part) for part in key if isinstance(part, str))
        line = self.text.line(*key)
        self.findings.append(Finding(Path(self.text.path), line, shown, came, expected))


def _check_case(notes: _Notes, key: Key, case: Mapping[str, Any]) -> None:
    for name in case.keys() - set(KEYS):
        notes.add((*key, name), "the key is not known", one_of(KEYS, name))
    _check_values(notes, key, case)
    known = {
        "events": OF_EVENTS,
        "roster": ROSTER.column_names,
        "actor_addresses": OF_ADDRESSES,
        "expect": SIGNALS.column_names,
    }
    optional = {"roster", "actor_addresses"} | ({"events"} if "log" in case else set())
    for name, columns in known.items():
        rows = case.get(name, [] if name in optional else None)
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            notes.add((*key, name), "it is missing or no list of tables", "[{ … }, …]")
            continue
        for row in rows:
            for column in row.keys() - set(columns):
                notes.add((*key, name), f"the key {column!a} is not known", one_of(columns, column))
    if not notes.findings:
        _check_events(notes, key, case)


def _check_values(notes: _Notes, key: Key, case: Mapping[str, Any]) -> None:
    crowd = case.get("crowd", 0)
    if not isinstance(crowd, int) or not 0 <= crowd <= 1000:
        notes.add((*key, "crowd"), f"got {crowd!a}", "a number of people up to 1000")
    for name in ("name", "log"):
        if not isinstance(case.get(name, ""), str):
            notes.add((*key, name), f"got {case[name]!a}"[:80], "text in quotes")
    if case.get("log") and (case.get("events") or crowd):
        notes.add((*key, "log"), "the case has events too", "either a log or events")


def _check_events(notes: _Notes, key: Key, case: Mapping[str, Any]) -> None:
    total = 0
    for event in case.get("events", ()):
        try:
            moment(str(event.get("at", "")))
            duration(str(event.get("every", "1m")))
        except ValueError as error:
            notes.add((*key, "events"), f"got {event!a}"[:80], str(error))
        repeat = event.get("repeat", 1)
        if not isinstance(repeat, int) or repeat < 1:
            notes.add((*key, "events"), f"got repeat = {repeat!a}", "a number from 1 on")
            repeat = 1
        total += repeat
        for name, allowed in (("action", ACTIONS), ("outcome", OUTCOMES)):
            if event.get(name, allowed[0]) not in allowed:
                came = f"got {name} = {event[name]!a}"
                notes.add((*key, "events"), came, one_of(allowed, str(event[name])))
    if total > MOST_EVENTS:
        notes.add((*key, "events"), f"{total} events", f"{MOST_EVENTS} at most")


ONE_OF_EACH = _case(
    0,
    {
        "events": [{"at": "2d9h"}],
        "roster": [{"account": _DEFAULTS["account"], "person_id": "p1"}],
        "actor_addresses": [{"actor": "Group A", "address": _DEFAULTS["source_ip"]}],
        "expect": [],
    },
)
"""A case in which no relation is empty, to see whether a rule can run at all."""
