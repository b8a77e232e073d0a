from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from rasid.reports.escape import visible
from rasid.reports.explain import ExplainedEvent, Explanation, Record, Visit
from rasid.reports.reasons import Reason
from rasid.reports.terminal.chains import RECOVERED, chains
from rasid.reports.terminal.charts import waterfall
from rasid.reports.terminal.decisions import respected
from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import BOUNDS_NOTE, DEFINITIONS, bits, counted, minute, span

_MOST_VISITS = 12
_MOST_EVENTS = 200
_LONGEST_LINE = 400


def explanation(found: Explanation) -> RenderableType:
    """Show the number, the evidence for each visit, the events and their raw lines."""
    selection = found.selection
    parts: list[RenderableType] = [line(_answer(found), "bold")]
    if selection.number:
        parts.append(line(_meaning(found), "dim"))
    if not (selection.account or selection.session or selection.number):
        parts.append(section("Why this is one campaign, in bits", _waterfall(found.reasons)))
    if found.decisions:
        parts.append(section("Decisions on this campaign", respected(found.decisions)))
    if found.chains and not (selection.session or selection.number):
        parts.append(section(RECOVERED, chains(found.chains)))
    return Group(
        *parts,
        section("Evidence for each visit, in bits", _visits(found.visits)),
        section("Events", _events(found.events)),
        section("Raw lines", _lines(found.events)),
    )


def _answer(found: Explanation) -> str:
    events = f"{counted(len(found.events), 'event')} on {counted(found.accounts, 'account')}"
    return f"{found.selection.describe()}: {events}."


def _meaning(found: Explanation) -> str:
    asked = next(d for d in DEFINITIONS if d.key == found.selection.number)
    within = f" ({span(*found.bounds)})" if found.bounds else ""
    note = f" {BOUNDS_NOTE}" if found.bounds else ""
    return f"{found.count:,}{within} {asked.label}. {asked.text}{note}"


def _visits(visits: Sequence[Visit]) -> RenderableType:
    if not visits:
        return line("No evidence is kept for these events.")
    parts: list[RenderableType] = []
    for visit in visits[:_MOST_VISITS]:
        place = line(f"{visit.account} in session {visit.session_id}", "cyan")
        parts += [place, _waterfall(visit.reasons), line()]
    return Group(*parts, *_rest(len(visits) - _MOST_VISITS, "visit"))


def _waterfall(reasons: Sequence[Reason]) -> RenderableType:
    columns = (Column("bits", number=True), Column("family"), Column(""), Column("reason"))
    cells = [
        (bits(reason.bits), reason.family, bar, reason.reason)
        for reason, bar in zip(reasons, waterfall(reasons), strict=True)
    ]
    total = bits(sum(reason.bits for reason in reasons))
    return table(columns, [*cells, (total, "sum", Text(), Text())], head=False)


def _events(events: Sequence[ExplainedEvent]) -> RenderableType:
    columns = [
        Column(title)
        for title in ("time (UTC)", "stage", "action", "outcome", "account", "address", "event")
    ]
    cells = [
        (minute(e.time), e.stage, e.action, e.outcome, e.account, e.source_ip, e.event_uid)
        for e in events[:_MOST_EVENTS]
    ]
    return Group(table(columns, cells), *_rest(len(events) - _MOST_EVENTS, "event"))


def _lines(events: Sequence[ExplainedEvent]) -> RenderableType:
    looked_up = [e.record for e in events if e.record.text is not None or e.record.problem]
    parts: list[RenderableType] = []
    for record in looked_up:
        parts.append(line(_place(record), "cyan"))
        parts += [line(_shortened(text)) for text in (record.text or "").split("\n") if text]
        parts += [line(f"{record.problem}.", "yellow")] if record.problem else []
    return Group(*parts, *_rest(len(events) - len(looked_up), "raw line"))


def _place(record: Record) -> str:
    name = record.file or f"file {record.raw_file[:12]}"
    return f"{name}:{record.line}" if record.line else name


def _shortened(text: str) -> str:
    shown = visible(text)
    if len(shown) <= _LONGEST_LINE:
        return shown
    return f"{shown[:_LONGEST_LINE]} … ({len(shown) - _LONGEST_LINE:,} more; --json has all)"


def _rest(number: int, noun: str) -> list[RenderableType]:
    if number <= 0:
        return []
    return [line(f"… and {counted(number, f'more {noun}')}; --json has all.", "dim")]
