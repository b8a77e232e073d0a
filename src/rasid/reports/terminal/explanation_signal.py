from rich.console import Group, RenderableType

from rasid.reports.explain_signal import ExplainedSignal
from rasid.reports.terminal.explanation import raw_lines, rest
from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import counted, minute

_MOST_EVENTS = 50


def explained_signal(found: ExplainedSignal) -> RenderableType:
    """Show why a rule fired, on which events, and their raw lines."""
    span = f"{minute(found.first_seen)} to {minute(found.last_seen)} UTC"
    why = "" if found.reason == found.title else f": {found.reason}"
    said = [f"{counted(found.count, 'event')} from {span}{why}."]
    if found.suppressed:
        said.append(f"Suppressed: {found.suppressed}.")
    attack = f"; {found.attack.replace(',', ', ')}" if found.attack else ""
    return Group(
        line(f"{found.title}.", "bold"),
        line(f"{found.rule}, {found.level}, {found.bits:g} bits{attack}", "dim"),
        *map(line, said),
        section("Events", _events(found)),
        section("Raw lines", raw_lines(found.events)),
    )


def _events(found: ExplainedSignal) -> RenderableType:
    columns = [
        Column(title)
        for title in ("time (UTC)", "action", "outcome", "account", "address", "event")
    ]
    cells = [
        (minute(e.time), e.action, e.outcome, e.account, e.source_ip, e.event_uid)
        for e in found.events[:_MOST_EVENTS]
    ]
    return Group(table(columns, cells), *rest(len(found.events) - _MOST_EVENTS, "event"))
