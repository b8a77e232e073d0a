"""Everything a page says about one campaign, each number counted from the tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from rasid.engines.duckdb import DuckDB
from rasid.reports.activity import Day, Hours, Network, calendar, hours_of_work, networks
from rasid.reports.bounds import Bounds, campaign_bounds
from rasid.reports.chains import Chain, chains_of
from rasid.reports.coverage import Coverage, SourceFile, coverage, source_files
from rasid.reports.decisions import Respected, decisions_of
from rasid.reports.entries import Entry, entries
from rasid.reports.errata import Errata
from rasid.reports.explain_entries import EntryVisit, entry_visits
from rasid.reports.funnel import CampaignFunnel, campaign_funnel
from rasid.reports.history import Changed, history_of, require_campaign
from rasid.reports.judgements import Judgement, judgements_of
from rasid.reports.let_go import LetGo, let_go_of
from rasid.reports.naming import Naming, campaign_naming
from rasid.reports.pseudonyms import Pseudonyms, read_pseudonyms
from rasid.reports.reasons import (
    Reason,
    VisitFamily,
    reasons_of,
    visit_families,
    without_names,
)
from rasid.reports.suggested import is_provisional

_CAMPAIGN = """
SELECT campaign_probability, first_seen, last_seen, sessions
FROM campaigns WHERE campaign_id = $campaign
"""

_OVERLAP = """
WITH accounts AS (
    SELECT
        account,
        bool_or(stage = 'discover' AND account_exists) AS identified,
        bool_or(stage IN ('attack', 'compromise', 'exploit')) AS attacked,
        bool_or(stage = 'exploit') AS exploited
    FROM hostile WHERE campaign_id = $campaign GROUP BY account
)
SELECT count(*) FILTER (WHERE identified AND attacked), count(*) FILTER (WHERE exploited)
FROM accounts
"""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Accounts that are in two of the sets, or in the innermost one."""

    identified_and_attacked: int
    exploited: int


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """One campaign as reports tell it, without anyone's name or address.

    `gaps` are the days of which the logs hold no event; `errata` is what an earlier report said
    otherwise, where that was looked up. It is `provisional` where there was no roster, and
    `let_go` is what retentions removed of it.
    """

    campaign_id: str
    campaign_probability: float
    first_seen: datetime
    last_seen: datetime
    sessions: int
    funnel: CampaignFunnel
    bounds: Bounds
    overlap: Overlap
    naming: Naming
    days: tuple[Day, ...]
    hours: Hours
    local_hours: Hours | None
    networks: tuple[Network, ...]
    entries: tuple[Entry, ...]
    entry_visits: tuple[EntryVisit, ...]
    chains: tuple[Chain, ...]
    reasons: tuple[Reason, ...]
    visit_families: tuple[VisitFamily, ...]
    actor_reasons: Mapping[str, tuple[Reason, ...]]
    coverage: Coverage
    gaps: tuple[date, ...]
    files: tuple[SourceFile, ...]
    history: tuple[Changed, ...]
    judgements: tuple[Judgement, ...]
    decisions: tuple[Respected, ...]
    provisional: bool = False
    let_go: tuple[LetGo, ...] = ()
    errata: Errata | None = None

    @property
    def hostile_events(self) -> int:
        """All its events, of whatever stage."""
        return sum(day.total for day in self.days)

    @property
    def confirmed(self) -> Respected | None:
        """The decision that keeps it shown whatever its probability."""
        return next((one for one in self.decisions if one.kind == "confirm"), None)

    @property
    def spared_categories(self) -> tuple[str, ...]:
        """The roster's categories with no compromised account, in alphabetical order."""
        rows = self.funnel.by_category
        return tuple(sorted(r.category for r in rows if r.accounts and not r.funnel.compromised))


def campaign_facts(
    engine: DuckDB,
    campaign_id: str,
    *,
    gaps: Sequence[date] = (),
    utc_offset: timedelta | None = None,
) -> CampaignFacts:
    """Gather the facts of one campaign.

    `gaps` are the days without any event; `utc_offset` is that of the actor's profile, if known.
    Raises UsageError for an unknown campaign, IntegrityError where the tables disagree.
    """
    require_campaign(engine, campaign_id)
    pseudonyms = read_pseudonyms(engine)
    why = reasons_of(engine, campaign_id)
    ((probability, first_seen, last_seen, sessions),) = engine.rows(
        _CAMPAIGN, {"campaign": campaign_id}
    )
    return CampaignFacts(
        campaign_id=campaign_id,
        campaign_probability=probability,
        first_seen=first_seen,
        last_seen=last_seen,
        sessions=sessions,
        funnel=campaign_funnel(engine, campaign_id),
        bounds=campaign_bounds(engine)[campaign_id],
        overlap=Overlap(*engine.rows(_OVERLAP, {"campaign": campaign_id})[0]),
        naming=campaign_naming(engine, campaign_id),
        provisional=is_provisional(engine),
        let_go=_let_go(engine, campaign_id, pseudonyms),
        days=calendar(engine, campaign_id),
        hours=hours_of_work(engine, campaign_id, timedelta()),
        local_hours=hours_of_work(engine, campaign_id, utc_offset) if utc_offset else None,
        networks=networks(engine, campaign_id),
        entries=entries(engine, campaign_id),
        entry_visits=entry_visits(engine, campaign_id, pseudonyms),
        chains=chains_of(engine, campaign_id),
        reasons=without_names(why.campaign, pseudonyms),
        visit_families=visit_families(engine, campaign_id),
        actor_reasons={a: without_names(told, pseudonyms) for a, told in why.actors.items()},
        coverage=coverage(engine, campaign_id),
        gaps=tuple(sorted(gaps)),
        files=tuple(
            replace(file, name=pseudonyms.hide(file.name))
            for file in source_files(engine, campaign_id)
        ),
        history=tuple(
            replace(change, reason=pseudonyms.hide(change.reason))
            for change in history_of(engine, campaign_id)
        ),
        judgements=tuple(
            replace(judged, why=tuple(map(pseudonyms.hide, judged.why)))
            for judged in judgements_of(engine, campaign_id)
        ),
        decisions=tuple(
            replace(one, why=pseudonyms.hide(one.why), decided=pseudonyms.hide(one.decided))
            for one in decisions_of(engine, campaign_id)
        ),
    )


def _let_go(engine: DuckDB, campaign_id: str, pseudonyms: Pseudonyms) -> tuple[LetGo, ...]:
    found = let_go_of(engine, campaign_id)
    return tuple(replace(gone, why=pseudonyms.hide(gone.why)) for gone in found)
