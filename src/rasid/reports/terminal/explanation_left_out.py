from collections.abc import Sequence

from rich.console import Group, RenderableType

from rasid.reports.explain_asked import AskedVisit
from rasid.reports.explain_left_out import AskedEvent, LeftOut
from rasid.reports.explain_turning import turning_sentence
from rasid.reports.explain_wording import (
    STEP_WORDS,
    crime_sentence,
    crowd_sentence,
    home_crowd_sentence,
    left_out_sentence,
    visit_sentence,
)
from rasid.reports.terminal.decisions import respected
from rasid.reports.terminal.explanation import raw_lines, rest
from rasid.reports.terminal.explanation_waterfall import waterfall_table
from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import minute

_MOST_VISITS = 12
_MOST_EVENTS = 50


def left_out(found: LeftOut) -> RenderableType:
    """Show what became of what was asked about, why, and what would turn it."""
    parts: list[RenderableType] = [line(left_out_sentence(found), "bold")]
    if found.campaigns:
        parts.append(line(f"Some of it is hostile, of {', '.join(found.campaigns)}."))
    parts += [
        section("What became of it", _steps(found)),
        section("Whom it went for", line(crowd_sentence(found.crowd))),
    ]
    if found.home.visits:
        parts.append(section("Who is at home there", line(home_crowd_sentence(found.home))))
    if found.crimes:
        parts.append(
            section("Untargeted crime", Group(*map(line, map(crime_sentence, found.crimes))))
        )
    for verdict in found.verdicts:
        said = line(turning_sentence(verdict.turning, "even odds"))
        title = f"Why {verdict.candidate} is no campaign, in bits"
        parts.append(section(title, Group(said, waterfall_table(verdict.reasons))))
    if found.decisions:
        parts.append(section("Decisions", respected(found.decisions)))
    return Group(
        *parts,
        section("Visit by visit, in bits", _visits(found.visits)),
        section("Events", _events(found.events)),
        section("Raw lines", raw_lines(found.events)),
    )


def _steps(found: LeftOut) -> RenderableType:
    columns = (
        *(Column(title, number=True) for title in ("visits", "sessions", "accounts")),
        Column("what became of them"),
    )
    cells = [(s.visits, s.sessions, s.accounts, STEP_WORDS[s.step]) for s in found.steps]
    return table(columns, cells)


def _visits(visits: Sequence[AskedVisit]) -> RenderableType:
    parts: list[RenderableType] = []
    for visit in visits[:_MOST_VISITS]:
        place = f"{visit.account} in session {visit.session_id}, {minute(visit.first_at)}"
        parts += [line(place, "cyan"), line(visit_sentence(visit))]
        if visit.turning:
            parts.append(waterfall_table(visit.reasons, visit.turning.needed))
        parts.append(line())
    return Group(*parts, *rest(len(visits) - _MOST_VISITS, "visit"))


def _events(events: Sequence[AskedEvent]) -> RenderableType:
    columns = [
        Column(title)
        for title in ("time (UTC)", "action", "outcome", "reason", "account", "address", "event")
    ]
    cells = [
        (minute(e.time), e.action, e.outcome, e.reason, e.account, e.source_ip, e.event_uid)
        for e in events[:_MOST_EVENTS]
    ]
    return Group(table(columns, cells), *rest(len(events) - _MOST_EVENTS, "event"))
