"""The sentences that terminal, page and Markdown share, so that all three say the same."""

from datetime import date, datetime
from math import log2
from typing import NamedTuple

from rasid.clock import DAY
from rasid.reports.bounds import COLUMNS, Bounds
from rasid.reports.errata import Errata
from rasid.reports.facts import CampaignFacts
from rasid.reports.funnel import CategoryFunnel, Funnel
from rasid.reports.naming import NAMED_FROM, NEW_GROUP, UNKNOWN, Candidate, Naming, Nobody

_FIELDS = {
    "source_ip": "the client's address",
    "asn": "the number of its network",
    "country": "a country",
    "user_agent": "the client's own description",
    "fingerprint": "a fingerprint of the client",
    "device": "an id of the device",
    "session": "the provider's own session id",
}


class Definition(NamedTuple):
    """One of the four numbers: its key, its label and what exactly is counted."""

    key: str
    label: str
    text: str


DEFINITIONS = (
    Definition(
        "attempts",
        "attempts to identify",
        "An event in which a hostile session asked whether an address is an account: an account "
        "look-up, or a recovery page opened and no code asked for. One event is one attempt.",
    ),
    Definition(
        "identified",
        "accounts identified",
        "An account that such an attempt confirmed. It may never have been attacked.",
    ),
    Definition(
        "attacked",
        "accounts attacked",
        "An account that a hostile session tried to enter: password, recovery (a code asked for, "
        "tried, a reset), second factor, stolen session, consent, phishing link followed; whether "
        "or not it was looked up first.",
    ),
    Definition(
        "compromised",
        "accounts compromised",
        "An account that a hostile session entered or took over; it is also attacked.",
    ),
)


def funnel_sentence(total: Funnel, bounds: Bounds | None = None) -> str:
    """Say the four numbers in one sentence, each with its bounds if they are given."""
    within = dict.fromkeys(COLUMNS, "")
    if bounds:
        within = {key: f" ({span(*bounds[key])})" for key in COLUMNS}
    attempts = counted(total.attempts, "attempt")
    return (
        f"This group made {attempts}{within['attempts']} to identify accounts, "
        f"identified {_or_none(total.identified)}{within['identified']}, "
        f"attacked {_or_none(total.attacked)}{within['attacked']} "
        f"and compromised {_or_none(total.compromised)}{within['compromised']}."
    )


def span(low: int, high: int) -> str:
    """Return both with a dash between them, for brackets behind a number."""
    return f"{low:,}\u2013{high:,}"


BOUNDS_NOTE = (
    "In brackets: within these bounds the number lies with 90 %, given that the campaign is one "
    "and by what the logs hold."
)


def overlap_sentence(facts: CampaignFacts) -> str:
    """Say how the sets of accounts lie in each other."""
    both, exploited = facts.overlap.identified_and_attacked, facts.overlap.exploited
    total = facts.funnel.total
    return (
        f"Of the {counted(total.attacked, 'account')} attacked, {_or_none(both)} had been "
        f"identified by such an attempt; of the {total.compromised:,} compromised, "
        f"{_or_none(exploited)} saw something done in them afterwards."
    )


def compromised_statement(facts: CampaignFacts) -> str:
    """Say which categories are among the compromised accounts and which are not."""
    total = facts.funnel.total.compromised
    if not total:
        return "No account was compromised."
    hit = [row for row in facts.funnel.by_category if row.funnel.compromised]
    if total == 1:
        among = f"It belongs to: {hit[0].category}."
        none = "The one compromised account belongs to none of"
    else:
        among = f"They belong to: {_shares(hit)}."
        none = f"None of the {total:,} compromised accounts belongs to"
    spared = facts.spared_categories
    if not spared:
        return f"Among the {counted(total, 'compromised account')}: {_shares(hit)}."
    return f"{none}: {', '.join(spared)}. {among}"


def naming_sentence(naming: Naming) -> str:
    """Say who is thought to be behind it, how surely, and who comes next."""
    leader = naming.leader
    if leader is None:
        return "No attribution has been made."
    then = _next(naming)
    if naming.actor:
        return (
            f"Attributed to {naming.actor}: {leader.wording} ({percent(leader.probability)}).{then}"
        )
    if leader.is_nobody:
        return (
            f"Not attributed: that the group is none of the known actors is {leader.wording} "
            f"({percent(leader.probability)}).{_parted(leader)}{then}"
        )
    return (
        f"Not attributed: the likeliest candidate is {leader.actor} at "
        f"{percent(leader.probability)}, and no actor is named below {percent(NAMED_FROM)}.{then}"
    )


def margin_sentence(naming: Naming) -> str:
    """Say how much evidence would change the answer; nothing where there is no second."""
    leader, runner_up = naming.leader, naming.runner_up
    if leader is None or runner_up is None or not runner_up.probability:
        return ""
    margin = log2(leader.probability / runner_up.probability)
    return (
        f"{margin:.1f} bits of new evidence against {leader.actor}, or for {runner_up.actor}, "
        "would make both equally likely."
    )


def campaign_sentence(facts: CampaignFacts) -> str:
    """Say when it was, how many sessions it took, and how sure it is that it is one campaign."""
    return (
        f"{counted(facts.sessions, 'hostile session')} and "
        f"{counted(facts.hostile_events, 'hostile event')} from {day(facts.first_seen)} to "
        f"{day(facts.last_seen)}; that they are one campaign: "
        f"{percent(facts.campaign_probability)}{_confirmed(facts)}."
    )


def _confirmed(facts: CampaignFacts) -> str:
    one = facts.confirmed
    return f" by the evidence, and confirmed by {one.made_by}: {one.why}" if one else ""


def errata_lines(errata: Errata) -> list[str]:
    """Say what an earlier report said otherwise, number by number."""
    head = f"The report {errata.file} of {day(errata.published_at)}"
    if errata.problem:
        return [f"{head} cannot be compared: {errata.problem}."]
    return [f"{head} counted otherwise.", *(one.sentence() for one in errata.numbers)]


WITHOUT_ROSTER = (
    "No roster was imported: all of this is provisional. Whom somebody goes for tells nothing "
    "then, so it is asked what strangers do, and whether they come back; who only asks for "
    "accounts, or is let in at once, is not seen."
)
"""What it means for all that is shown that there is no roster."""


def blind_spots(facts: CampaignFacts) -> list[str]:
    """Say what is missing: what was removed, days without logs, empty fields, refused lines."""
    found = [f"What is older was {gone.describe()}." for gone in facts.let_go]
    found += [_gaps(facts)] if facts.gaps else []
    found += [WITHOUT_ROSTER] if facts.provisional else []
    for field in facts.coverage.fields:
        if field.filled < field.events:
            share = f"Only {field.filled:,}" if field.filled else "None"
            what = _FIELDS[field.field]
            found.append(f"{share} of the {field.events:,} hostile events came with {what}.")
    if facts.coverage.rejected:
        found.append(f"{counted(facts.coverage.rejected, 'line')} of the logs could not be read.")
    return found or ["No gap is known: every day has events and every field is filled."]


def _gaps(facts: CampaignFacts) -> str:
    spans: list[list[date]] = []
    for gap in facts.gaps:
        if spans and gap - spans[-1][-1] == DAY:
            spans[-1].append(gap)
        else:
            spans.append([gap])
    listed = ", ".join(
        f"{span[0]} to {span[-1]}" if len(span) > 1 else f"{span[0]}" for span in spans
    )
    return f"No event at all was logged on {counted(len(facts.gaps), 'day')}: {listed}."


def counted(number: int, noun: str) -> str:
    """Return `1,204 attempts`, `1 attempt` or `no attempts`."""
    return f"{number:,} {noun}" if number == 1 else f"{_or(number, 'no')} {noun}s"


def percent(probability: float) -> str:
    """Return a probability in per cent, never rounded to a certainty that is not there."""
    if 0 < probability < 0.01:
        return "below 1 %"
    if 0.99 < probability < 1:
        return "above 99 %"
    return f"{probability:.0%}".replace("%", " %")


def thousands(number: int) -> str:
    """Return `2,731`."""
    return f"{number:,}"


def bits(weight: float) -> str:
    """Return a signed weight with one decimal and a true minus."""
    return f"{weight:+.1f}".replace("-", "\u2212")


def day(moment: datetime) -> str:
    """Return `2 March 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def minute(moment: datetime | None) -> str:
    """Return `2026-03-02 05:10`, or a dash where there is none."""
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "\u2013"


def _parted(nobody: Candidate) -> str:
    """Say whether it is new or cannot be told; nothing where that was not weighed."""
    if not isinstance(nobody, Nobody):
        return ""
    shares = {one.actor: one for one in nobody.parts}
    new, unknown = shares[NEW_GROUP], shares[UNKNOWN]
    return (
        f" That it is a new group, which no imported actor is: {new.wording} "
        f"({percent(new.probability)}); that it may be one that is known by name, which cannot be "
        f"told: {unknown.wording} ({percent(unknown.probability)})."
    )


def _next(naming: Naming) -> str:
    runner_up = naming.runner_up
    if runner_up is None:
        return ""
    return f" Runner-up: {runner_up.actor} ({percent(runner_up.probability)})."


def _shares(rows: list[CategoryFunnel]) -> str:
    return ", ".join(f"{row.category} ({row.funnel.compromised:,})" for row in rows)


def _or_none(number: int) -> str:
    return _or(number, "none")


def _or(number: int, nothing: str) -> str:
    return f"{number:,}" if number else nothing
