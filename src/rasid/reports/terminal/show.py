from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding

from rasid.reports.bounds import COLUMNS
from rasid.reports.errata import Errata
from rasid.reports.facts import CampaignFacts
from rasid.reports.funnel import Funnel
from rasid.reports.plain import plain
from rasid.reports.reasons import in_steps
from rasid.reports.terminal.chains import RECOVERED, chains
from rasid.reports.terminal.charts import calendar_chart, hours_chart
from rasid.reports.terminal.decisions import respected
from rasid.reports.terminal.explanation_waterfall import waterfall_table
from rasid.reports.terminal.judgements import JUDGED, judgements, reasons
from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import (
    BOUNDS_NOTE,
    bits,
    blind_spots,
    campaign_sentence,
    compromised_statement,
    errata_lines,
    funnel_sentence,
    minute,
    naming_sentence,
    overlap_sentence,
    percent,
)

Row = Mapping[str, Any]
_MOST_NETWORKS = 8
_MOST_PEOPLE = 60
_MOST_CHANGES = 12
_FUNNEL = ("attempts", "identified", "attacked", "compromised")


def campaigns(rows: Sequence[Row]) -> RenderableType:
    """Show a block on each campaign, its sentence first; blocks fit any width."""
    if not rows:
        return line("No campaign has been found.")
    return Group(*(part for row in rows for part in _campaign_block(row)))


def campaign(facts: CampaignFacts) -> RenderableType:
    """Show one campaign, its numbers first, then what stands behind them."""
    return Group(
        line(funnel_sentence(facts.funnel.total, facts.bounds), "bold"),
        line(BOUNDS_NOTE, "dim"),
        line(compromised_statement(facts)),
        line(naming_sentence(facts.naming)),
        line(campaign_sentence(facts), "dim"),
        *([section("Errata", _errata(facts.errata))] if facts.errata else []),
        section("By category", _by_category(facts)),
        *([section("Accounts entered", _entries(facts))] if facts.entries else []),
        *([section(RECOVERED, chains(facts.chains))] if facts.chains else []),
        section("Events a day, UTC", calendar_chart(facts.days, facts.gaps)),
        section("Hours of work", hours_chart(facts.local_hours or facts.hours)),
        section("Networks", _networks(facts)),
        section("Why this is one campaign", waterfall_table(in_steps(facts.reasons))),
        section("Who it may be", _candidates(facts)),
        *([section("Decisions", respected(facts.decisions))] if facts.decisions else []),
        *([section("How it changed", _history(facts))] if facts.history else []),
        *([section(JUDGED, judgements(plain(facts.judgements)))] if facts.judgements else []),
        section("What the logs could not show", Group(*map(line, blind_spots(facts)))),
        line(),
        line(f"Behind a number: rasid explain {facts.campaign_id} --number attacked", "dim"),
    )


def past_campaign(row: Row) -> RenderableType:
    """Show one campaign as it was believed at an earlier time."""
    history = [
        (change["analysed_at"][:16].replace("T", " "), *(change[k] for k in ("change", "reason")))
        for change in row["history"][:_MOST_CHANGES]
    ]
    candidates = [(c["actor"], percent(c["probability"]), c["wording"]) for c in row["candidates"]]
    return Group(
        *_campaign_block(row),
        section("Who it may be", table(_texts("candidate", "probability", "wording"), candidates)),
        section("Why", reasons(row["candidates"])),
        section("How it had changed", table(_texts("analysed (UTC)", "change", "reason"), history)),
        *([section(JUDGED, judgements(row["judgements"]))] if row["judgements"] else []),
    )


def background(rows: Sequence[Row]) -> RenderableType:
    """Show the crime that is not targeted, counted apart from every campaign."""
    if not rows:
        return line("No untargeted crime has been found.")
    columns = (
        *_texts("source", "kind"),
        *_wholes("first", "last"),
        *_numbers("sessions", "events", "accounts", "entered", "protected", "by chance"),
    )
    keys = ("sessions", "events", "accounts", "entered", "protected", "expected_protected")
    cells = [
        (
            *(row["source"], row["kind"], _day(row["first_seen"]), _day(row["last_seen"])),
            *(row[key] for key in keys),
        )
        for row in rows
    ]
    said = "Hostile, but aimed at nobody in particular; it is in no campaign's numbers."
    return Group(line(said, "bold"), line(), table(columns, cells))


def people(rows: Sequence[Row]) -> RenderableType:
    """Show the people whom a campaign touched, and say how many it did not."""
    touched = [row for row in rows if row["campaigns"]]
    summary = f"Campaigns touched {len(touched):,} of the {len(rows):,} people on the roster."
    if not touched:
        return line(summary, "bold")
    named = ("name",) if "name" in touched[0] else ()
    texts = ("person_id", *named, "category", "organisation")
    columns = (*_texts("person", *texts[1:]), *_numbers(*_FUNNEL), *_texts("campaigns"))
    cells = [
        (*(row[key] for key in (*texts, *_FUNNEL)), " ".join(row["campaigns"]))
        for row in touched[:_MOST_PEOPLE]
    ]
    more = len(touched) - len(cells)
    rest = [line(f"{more:,} more; --json lists everyone.", "dim")] if more else []
    return Group(line(summary, "bold"), line(), table(columns, cells), *rest)


def _sentence(row: Row) -> str:
    return funnel_sentence(
        Funnel(
            row["attempts"],
            row["accounts_identified"],
            row["accounts_attacked"],
            row["accounts_compromised"],
        ),
        {key: tuple(row["bounds"][column]) for key, column in COLUMNS.items()},
    )


def _campaign_block(row: Row) -> Sequence[RenderableType]:
    period = f"{_day(row['first_seen'])} to {_day(row['last_seen'])}"
    sure = f"one campaign: {percent(row['campaign_probability'])}"
    sure += f", confirmed by {row['confirmed_by']}" if row["confirmed_by"] else ""
    details = [line(_actor(row)), line(f"{period}, {sure}", "dim")]
    return (
        line(row["campaign_id"], "cyan"),
        *(Padding(part, (0, 0, 0, 2)) for part in (line(_sentence(row), "bold"), *details)),
    )


def _actor(row: Row) -> str:
    if row["probability"] is None:
        return "No attribution has been made."
    sure = f"{row['wording']}, {percent(row['probability'])}"
    who = f"Attributed to {row['actor']}: {sure}" if row["actor"] else f"No actor is named ({sure})"
    return f"{who}; runner-up: {row['runner_up']}." if row["runner_up"] else f"{who}."


def _by_category(facts: CampaignFacts) -> RenderableType:
    cells = [
        (row.category, row.people, row.accounts, *(getattr(row.funnel, key) for key in _FUNNEL))
        for row in facts.funnel.by_category
    ]
    columns = (*_texts("category"), *_numbers("people", "accounts", *_FUNNEL))
    return Group(table(columns, cells), line(overlap_sentence(facts), "dim"))


def _entries(facts: CampaignFacts) -> RenderableType:
    columns = (*_texts("person", "category"), *_wholes("entered (UTC)"), *_texts("then done"))
    cells = [
        (e.person_id or "not on the roster", e.category, minute(e.entered), _acts(e.acts))
        for e in facts.entries[:_MOST_PEOPLE]
    ]
    more = len(facts.entries) - len(cells)
    rest = [line(f"{more:,} more; --json lists all.", "dim")] if more else []
    return Group(table(columns, cells), *rest)


def _acts(acts: Sequence[str]) -> str:
    return ", ".join(act.replace("_", " ") for act in acts)


def _networks(facts: CampaignFacts) -> RenderableType:
    shown = facts.networks[:_MOST_NETWORKS]
    cells = [
        (n.network, n.as_name, " ".join(n.countries), n.addresses, n.sessions, n.events, n.accounts)
        for n in shown
    ]
    columns = (
        *_texts("network", "name", "country"),
        *_numbers("addresses", "sessions", "events", "accounts"),
    )
    more = len(facts.networks) - len(shown)
    rest = [line(f"{more:,} more; --json lists all.", "dim")] if more else []
    return Group(table(columns, cells), *rest)


def _errata(errata: Errata) -> RenderableType:
    return Group(*map(line, errata_lines(errata)))


def _history(facts: CampaignFacts) -> RenderableType:
    columns = (
        *_wholes("analysed (UTC)"),
        *_texts("change"),
        *_wholes("campaign"),
        *_texts("reason"),
    )
    cells = [
        (minute(c.analysed_at), c.change, c.other_id, c.reason)
        for c in facts.history[:_MOST_CHANGES]
    ]
    more = len(facts.history) - len(cells)
    rest = [line(f"{more:,} more; --json lists all.", "dim")] if more else []
    return Group(table(columns, cells), *rest)


def _candidates(facts: CampaignFacts) -> RenderableType:
    columns = (
        *_texts("candidate"),
        *_numbers("bits", "probability"),
        *_texts("wording", "reasons"),
    )
    cells = [
        (c.actor, bits(c.bits), percent(c.probability), c.wording, _why(facts, c.actor))
        for c in facts.naming.candidates
    ]
    return table(columns, cells)


def _why(facts: CampaignFacts, actor: str) -> str:
    reasons = facts.actor_reasons.get(actor, ())
    return "; ".join(f"{bits(reason.bits)} {reason.family}" for reason in reasons)


def _texts(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title) for title in titles)


def _wholes(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, whole=True) for title in titles)


def _numbers(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, number=True) for title in titles)


def _day(moment: str | None) -> str:
    return (moment or "")[:10]
