"""The campaigns: their list, and all that is told of one."""

from collections.abc import Callable, Sequence
from typing import Any

from rasid.console.evidence import waterfall
from rasid.console.listing import Column, Row, Table, paged
from rasid.console.pages.days import drawn
from rasid.console.pages.decided import of_campaign
from rasid.console.visit import NotThereError, Page, Visit, link, moment_of
from rasid.reports import CampaignFacts, campaign_facts, campaign_list
from rasid.reports.bounds import COLUMNS
from rasid.reports.naming import Candidate, Nobody
from rasid.reports.plain import utc_offset
from rasid.reports.reasons import in_steps
from rasid.tables.campaigns import STAGES

NUMBERS = tuple(COLUMNS)
"""The four numbers by their keys."""

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def listed(visit: Visit) -> Sequence[dict[str, Any]]:
    """Return the campaigns as `show campaigns --json` lists them."""
    return visit.snapshot.of_tables("campaigns", lambda: campaign_list(visit.engine))


def facts_of(visit: Visit, campaign_id: str) -> CampaignFacts:
    """Return what is told of a campaign."""
    knowledge, snapshot = visit.knowledge, visit.snapshot

    def read() -> CampaignFacts:
        facts = snapshot.of_tables(
            ("facts", campaign_id), lambda: campaign_facts(visit.engine, campaign_id)
        )
        return knowledge.facts(visit.case, facts)

    return snapshot.once(("facts", campaign_id), read)


def campaigns(visit: Visit) -> Page:
    """List the campaigns."""
    columns = (
        Column(
            "campaign_id", "code", head=True, link=lambda r: link("campaigns", r["campaign_id"])
        ),
        Column("actor", "text"),
        Column("probability", "share"),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
        *(
            Column(
                column,
                "count",
                link=lambda r, key=key: rows_link(r["campaign_id"], number=key),  # type: ignore[misc]
            )
            for key, column in COLUMNS.items()
        ),
        Column("campaign_probability", "share"),
        Column("confirmed_by", "text"),
    )
    rows = [with_moments(row) for row in listed(visit)]
    table = paged("campaigns", columns, rows, visit.page, "campaigns.none")
    title = visit.speech.say("campaigns.title")
    return Page("campaigns.html.j2", "campaigns", title, {"campaigns": rows}, [table])


def with_moments(row: Row) -> dict[str, Any]:
    """Return a row of a list with its moments as such."""
    return {**row, **{key: moment_of(row[key]) for key in ("first_seen", "last_seen")}}


def rows_link(campaign_id: str, **query: object) -> str:
    """Return where the rows behind a number are."""
    return link("campaigns", campaign_id, "events", **query)


def campaign_link(visit: Visit) -> Callable[[Row], str]:
    """Return what leads from a row's `campaign_id` to its campaign, where that is still one."""
    known = {row["campaign_id"] for row in listed(visit)}
    return lambda row: link("campaigns", row["campaign_id"]) if row["campaign_id"] in known else ""


def require_listed(visit: Visit, campaign_id: str) -> None:
    """Raise NotThereError unless there is such a campaign."""
    if campaign_id not in {row["campaign_id"] for row in listed(visit)}:
        raise NotThereError("there is no such campaign.")


def campaign(visit: Visit) -> Page:
    """Tell one campaign in full."""
    facts = facts_of(visit, visit.names["campaign"])
    hours = facts.local_hours or facts.hours
    actors = [
        (candidate.actor, in_steps(facts.actor_reasons.get(candidate.actor, ())))
        for candidate in facts.naming.candidates
    ]
    told = {
        "facts": facts,
        "shown": [(key, getattr(facts.funnel.total, key), facts.bounds[key]) for key in NUMBERS],
        "number_link": lambda key: rows_link(facts.campaign_id, number=key),
        "drawn": drawn(visit.speech, facts.days, facts.gaps),
        "clock": visit.speech.technical(f"UTC{utc_offset(hours.utc_offset)}"),
        "spared": facts.spared_categories,
        "actors": [actor for actor, steps in actors if steps][:3],
        "parts": _parts(facts.naming.leader),
        **of_campaign(visit, facts.campaign_id, [actor for actor, _ in actors]),
    }
    tables = [
        _categories(facts),
        _entries(facts),
        _chains(facts),
        _days(facts),
        _hours(facts),
        _networks(facts),
        _candidates(facts),
        waterfall("evidence", in_steps(facts.reasons), visit.mask),
        *(waterfall(f"actor-{n}", steps, visit.mask) for n, (_, steps) in enumerate(actors)),
        _families(facts),
        _decisions(facts),
        _history(facts),
        _fields(facts),
        _files(facts),
    ]
    title = visit.speech.say("campaign.title", id=facts.campaign_id)
    return Page("campaign.html.j2", "campaigns", title, told, tables)


def _categories(facts: CampaignFacts) -> Table:
    rows = [
        {
            "category": row.category,
            "people": row.people or None,
            "accounts": row.accounts or None,
            **{key: getattr(row.funnel, key) for key in NUMBERS},
        }
        for row in facts.funnel.by_category
    ]
    columns = (
        Column("category", "word", "categories", head=True),
        Column("accounts", "count", title="listed"),
        *(
            Column(
                key,
                "count",
                link=lambda row, key=key: rows_link(  # type: ignore[misc]
                    facts.campaign_id, number=key, category=row["category"]
                ),
                bar=key,
            )
            for key in NUMBERS
        ),
    )
    return Table("categories", columns, rows)


def _entries(facts: CampaignFacts) -> Table:
    rows = [
        {
            "person": entry.person_id,
            "category": entry.category,
            "looked_up": entry.first_looked_up,
            "first_attacked": entry.first_attacked,
            "entered": entry.entered,
            "events": entry.events,
            "acts": list(entry.acts),
        }
        for entry in facts.entries
    ]
    columns = (
        Column("person", "code", head=True, link=_person),
        Column("category", "word", "categories"),
        Column("looked_up", "moment"),
        Column("first_attacked", "moment"),
        Column("entered", "moment"),
        Column("acts", "word", "actions"),
        Column("events", "count"),
    )
    return Table("entries", columns, rows, empty="campaign.none_entered")


def _person(row: Row) -> str:
    return link("people", row["person"]) if row["person"] else ""


def _chains(facts: CampaignFacts) -> Table:
    rows = [
        {
            "person": chain.person_id,
            "kind": chain.kind,
            "mailbox_at": chain.mailbox_at,
            "account_at": chain.account_at,
            "reason": chain.reason,
        }
        for chain in facts.chains
    ]
    columns = (
        Column("person", "code", head=True, link=_person),
        Column("kind", "word", "chains"),
        Column("mailbox_at", "moment"),
        Column("account_at", "moment"),
        Column("reason", "own"),
    )
    return Table("chains", columns, rows)


def _days(facts: CampaignFacts) -> Table:
    rows = [
        {"day": day.day, **{stage: getattr(day, stage) for stage in STAGES}} for day in facts.days
    ]
    columns = (
        Column(
            "day",
            "day",
            head=True,
            link=lambda row: rows_link(facts.campaign_id, day=row["day"]),
        ),
        *(
            Column(
                stage,
                "count",
                link=lambda row, stage=stage: rows_link(  # type: ignore[misc]
                    facts.campaign_id, day=row["day"], stage=stage
                ),
            )
            for stage in STAGES
        ),
    )
    return Table("days", columns, rows)


def _hours(facts: CampaignFacts) -> Table:
    hours = facts.local_hours or facts.hours
    rows = [
        {
            "weekday": weekday,
            **{f"{hour:02}": events for hour, events in enumerate(row)},
            "all": sum(row),
        }
        for weekday, row in zip(_WEEKDAYS, hours.matrix, strict=True)
    ]
    columns = (
        Column("weekday", "word", "weekdays", head=True),
        *(Column(f"{hour:02}", "heat", title=f"{hour:02}") for hour in range(24)),
        Column("all", "count"),
    )
    return Table("hours", columns, rows, style="heat")


def _networks(facts: CampaignFacts) -> Table:
    rows = [
        {
            "network": network.network,
            "as_name": network.as_name,
            "countries": list(network.countries),
            "addresses": network.addresses,
            "sessions": network.sessions,
            "events": network.events,
            "accounts": network.accounts,
            "compromised": network.compromised,
            "first_seen": network.first_seen,
            "last_seen": network.last_seen,
        }
        for network in facts.networks
    ]
    columns = (
        Column(
            "network",
            "code",
            head=True,
            link=lambda row: rows_link(facts.campaign_id, network=row["network"]),
        ),
        Column("as_name", "text"),
        Column("countries", "code"),
        *(Column(key, "count") for key in ("addresses", "sessions")),
        Column("events", "count", bar="discover"),
        *(Column(key, "count") for key in ("accounts", "compromised")),
        Column("first_seen", "moment"),
        Column("last_seen", "moment"),
    )
    return Table("networks", columns, rows, size=20)


def _parts(leader: Candidate | None) -> dict[str, float]:
    """Return how likely it is unknown and how likely new, where nobody who is described leads."""
    parts = leader.parts if isinstance(leader, Nobody) else ()
    return {part.actor: part.probability for part in parts}


def _candidates(facts: CampaignFacts) -> Table:
    rows = [
        {"candidate": one.actor, "bits": one.bits, "probability": one.probability}
        for one in facts.naming.candidates
    ]
    columns = (
        Column("candidate", "word", "candidates", head=True),
        Column("bits", "bits"),
        Column("probability", "share", bar="probability"),
    )
    return Table("candidates", columns, rows, size=12)


def _families(facts: CampaignFacts) -> Table:
    rows = [
        {
            "family": one.family,
            "visits": one.visits,
            "least": one.least,
            "median": one.median,
            "most": one.most,
        }
        for one in facts.visit_families
    ]
    columns = (
        Column("family", "word", "families", head=True),
        Column("visits", "count"),
        *(Column(key, "bits") for key in ("least", "median", "most")),
    )
    return Table("families", columns, rows)


def _decisions(facts: CampaignFacts) -> Table:
    rows = [
        {
            "decision": one.decision,
            "made_at": one.made_at,
            "made_by": one.made_by,
            "decided": one.decided,
            "why": one.why,
            "effect": one.effect,
        }
        for one in facts.decisions
    ]
    columns = (
        Column("decision", "count", head=True),
        Column("made_at", "moment"),
        Column("made_by"),
        Column("decided", "own"),
        Column("why"),
        Column("effect", "own"),
    )
    return Table("decisions", columns, rows, empty="decisions.none_here")


def _history(facts: CampaignFacts) -> Table:
    rows = [
        {
            "analysed_at": one.analysed_at,
            "change": one.change,
            "other": one.other_id,
            "events": one.events,
            "reason": one.reason,
        }
        for one in facts.history
    ]
    columns = (
        Column("analysed_at", "moment", head=True),
        Column("change", "word", "changes"),
        Column("other", "code"),
        Column("events", "count"),
        Column("reason", "own"),
    )
    return Table("history", columns, rows)


def _fields(facts: CampaignFacts) -> Table:
    rows = [
        {"field": one.field, "events": one.filled, "share": one.filled / one.events}
        for one in facts.coverage.fields
        if one.events
    ]
    columns = (
        Column("field", "word", "fields", head=True),
        Column("events", "count"),
        Column("share", "share", bar="probability"),
    )
    return Table("fields", columns, rows)


def _files(facts: CampaignFacts) -> Table:
    rows = [
        {
            "name": one.name,
            "format": one.format,
            "lines": one.lines,
            "rejected": one.rejected,
            "hostile": one.hostile,
            "sha256": one.raw_file,
        }
        for one in facts.files
    ]
    columns = (
        Column("name", head=True),
        Column("format", "code"),
        *(Column(key, "count") for key in ("lines", "rejected", "hostile")),
        Column("sha256", "code"),
    )
    return Table("files", columns, rows, size=20)
