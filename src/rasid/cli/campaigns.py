"""One campaign's facts, with what only the ledger and the folders of the home know."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from rasid import __version__
from rasid.case import Case, last_inputs
from rasid.clock import DAY
from rasid.ledger import open_ledger
from rasid.reports import CampaignFacts, campaign_facts
from rasid.reports.activity import Hours, hours_of_work
from rasid.reports.errata import Errata, find_errata
from rasid.reports.publications import Inputs
from rasid.tables.events import EVENTS

AROUND = timedelta(days=7)
"""How long before and after a campaign a day without logs is worth telling."""


def facts_of(case: Case, campaign_id: str) -> CampaignFacts:
    """Gather a campaign's facts.

    Days without logs, the clock of its actor and errata of its last report are among them.
    """
    return told_in_full(case, campaign_facts(case.engine, campaign_id))


def told_in_full(case: Case, facts: CampaignFacts) -> CampaignFacts:
    """Return facts of the tables with what the ledger and the folders of the home tell of them."""
    errata = errata_of(case, facts.campaign_id)
    logged = case.store.days(EVENTS)
    gaps = _silent_days(logged, facts.first_seen, facts.last_seen)
    local_hours = _local_hours(case, facts)
    return replace(facts, gaps=tuple(gaps), local_hours=local_hours, errata=errata)


def errata_of(case: Case, campaign_id: str) -> Errata | None:
    """Return what a campaign's last report that counted otherwise said, if there is one."""
    with open_ledger(case.home) as ledger:
        return find_errata(case.engine, ledger, case.home.root, campaign_id, inputs_of(case))


def inputs_of(case: Case) -> Inputs:
    """Return what the last analysis rests on."""
    return Inputs(last_inputs(case), __version__)


def _silent_days(logged: Sequence[date], first: datetime, last: datetime) -> Iterator[date]:
    """Yield the days without an event around a campaign, as far as the logs reach."""
    day = max(logged[0], (first - AROUND).date())
    while day <= min(logged[-1], (last + AROUND).date()):
        if day not in logged:
            yield day
        day += DAY


def _local_hours(case: Case, facts: CampaignFacts) -> Hours | None:
    """Return the campaign's hours on the clock that its actor is said to work by."""
    if facts.naming.actor is None:
        return None
    # Loading what reads actors takes half a second, and most that is shown does without it.
    from rasid.cli.known import known_actors  # noqa: PLC0415

    for actor in known_actors(case.home):
        if actor.name == facts.naming.actor and actor.hours:
            return hours_of_work(case.engine, facts.campaign_id, actor.hours.utc_offset)
    return None
