from collections.abc import Sequence
from typing import Protocol

from rich.console import Group, RenderableType

from rasid.reports.explain import ExplainedEvent, Explanation, Visit
from rasid.reports.explain_actor import ActorTurning
from rasid.reports.explain_number import Firmness, firmness_sentence
from rasid.reports.explain_records import Record
from rasid.reports.explain_turning import Turning, turning_sentence, visit_threshold
from rasid.reports.reasons import Step
from rasid.reports.terminal.chains import RECOVERED, chains
from rasid.reports.terminal.decisions import respected
from rasid.reports.terminal.explanation_waterfall import waterfall_table
from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import BOUNDS_NOTE, DEFINITIONS, bits, counted, minute, span
from rasid.visible_text import visible

_MOST_VISITS = 12
_MOST_EVENTS = 200
_LONGEST_LINE = 400


class Recorded(Protocol):
    """An event with its raw record."""

    @property
    def record(self) -> Record:
        """The record."""


def explanation(found: Explanation) -> RenderableType:
    """Show the number, the evidence and what would turn it, the events and their raw lines."""
    selection = found.selection
    parts: list[RenderableType] = [line(_answer(found), "bold")]
    if selection.number:
        parts.append(line(_meaning(found), "dim"))
    parts += [line(f"What is older was {gone.describe()}.", "yellow") for gone in found.let_go]
    if found.firmness:
        parts.append(section("How firm the number is", _firmness(found.firmness)))
    if not (selection.account or selection.session or selection.number):
        parts.append(section("Why this is one campaign, in bits", _campaign(found)))
        parts += [section("Who it may be", _actor(found.actor))] if found.actor else []
    if found.decisions:
        parts.append(section("Decisions on this campaign", respected(found.decisions)))
    if found.chains and not (selection.session or selection.number):
        parts.append(section(RECOVERED, chains(found.chains)))
    return Group(
        *parts,
        section("Evidence for each visit, in bits", _visits(found.visits)),
        section("Events", _events(found.events)),
        section("Raw lines", raw_lines(found.events)),
    )


def _answer(found: Explanation) -> str:
    events = f"{counted(len(found.events), 'event')} on {counted(found.accounts, 'account')}"
    return f"{found.selection.describe()}: {events}."


def _meaning(found: Explanation) -> str:
    asked = next(d for d in DEFINITIONS if d.key == found.selection.number)
    within = f" ({span(*found.bounds)})" if found.bounds else ""
    note = f" {BOUNDS_NOTE}" if found.bounds else ""
    return f"{found.count:,}{within} {asked.label}. {asked.text}{note}"


def _campaign(found: Explanation) -> RenderableType:
    said = turning_sentence(found.turning, "even odds")
    return Group(line(said), waterfall_table(found.reasons))


def _firmness(found: Firmness) -> RenderableType:
    columns = (
        *(Column(title, number=True) for title in ("bits", "needed", "above", "adds")),
        *(Column(title) for title in ("account", "by session")),
    )
    parts: list[RenderableType] = [line(firmness_sentence(found))]
    for title, rows in (
        ("Least surely in it:", found.least_sure),
        ("Nearest to it, not in it:", found.nearest_out),
    ):
        cells = [
            (bits(r.bits), bits(r.needed), bits(r.margin), r.adds, r.account, r.session_id)
            for r in rows
        ]
        parts += [line(title), table(columns, cells) if cells else line("nobody", "dim")]
    return Group(*parts)


def _actor(found: ActorTurning) -> RenderableType:
    told = found.above_naming is not None and not found.leader_is_nobody
    naming = f" {_naming(found.above_naming or 0.0)}" if told else ""
    ahead = turning_sentence(found.ahead, f"{found.runner_up}, the runner-up")
    columns = (Column("bits", number=True), Column("family"))
    cells = [(bits(one.bits), one.family) for one in found.apart]
    return Group(
        line(f"{found.leader} stands {ahead}{naming}"),
        line(f"By how much each kind speaks more for {found.leader}:", "dim"),
        table(columns, cells, head=False),
    )


def _naming(above: float) -> str:
    if above >= 0.0:
        return f"With {above:.1f} bits less for it nobody would be named."
    return f"{-above:.1f} bits more would name somebody."


def _visits(visits: Sequence[Visit]) -> RenderableType:
    if not visits:
        return line("No evidence is kept for these events.")
    parts: list[RenderableType] = []
    for visit in visits[:_MOST_VISITS]:
        parts.append(line(f"{visit.account} in session {visit.session_id}", "cyan"))
        parts += [_weighed(visit.reasons, visit.turning), line()]
    return Group(*parts, *rest(len(visits) - _MOST_VISITS, "visit"))


def _weighed(reasons: Sequence[Step], turning: Turning | None) -> RenderableType:
    if turning is None:
        return waterfall_table(reasons, None)
    said = turning_sentence(turning, visit_threshold(turning.needed))
    return Group(line(said), waterfall_table(reasons, turning.needed))


def _events(events: Sequence[ExplainedEvent]) -> RenderableType:
    columns = [
        Column(title)
        for title in ("time (UTC)", "stage", "action", "outcome", "account", "address", "event")
    ]
    cells = [
        (minute(e.time), e.stage, e.action, e.outcome, e.account, e.source_ip, e.event_uid)
        for e in events[:_MOST_EVENTS]
    ]
    return Group(table(columns, cells), *rest(len(events) - _MOST_EVENTS, "event"))


def raw_lines(events: Sequence[Recorded]) -> RenderableType:
    """Show the raw records that were looked up, each below its file and line."""
    looked_up = [e.record for e in events if e.record.text is not None or e.record.problem]
    parts: list[RenderableType] = []
    for record in looked_up:
        parts.append(line(_place(record), "cyan"))
        parts += [line(_shortened(text)) for text in (record.text or "").split("\n") if text]
        parts += [line(f"{record.problem}.", "yellow")] if record.problem else []
    return Group(*parts, *rest(len(events) - len(looked_up), "raw line"))


def _place(record: Record) -> str:
    name = record.file or f"file {record.raw_file[:12]}"
    return f"{name}:{record.line}" if record.line else name


def _shortened(text: str) -> str:
    shown = visible(text)
    if len(shown) <= _LONGEST_LINE:
        return shown
    return f"{shown[:_LONGEST_LINE]} … ({len(shown) - _LONGEST_LINE:,} more; --json has all)"


def rest(number: int, noun: str) -> list[RenderableType]:
    """Say how many more there are, if any."""
    if number <= 0:
        return []
    return [line(f"… and {counted(number, f'more {noun}')}; --json has all.", "dim")]
