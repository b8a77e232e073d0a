"""The truth of a month against what was found in it: every measure of one analysis."""

from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.found import Campaign, Found, Reach, reach_found, reach_of_truth, read_found
from rasid.evaluation.measured import Cost, Measured, Shown, Size
from rasid.evaluation.measures.calibration import Forecast
from rasid.evaluation.measures.clustering import adjusted_rand, b_cubed
from rasid.evaluation.measures.matching import match, real
from rasid.evaluation.measures.naming import naming
from rasid.evaluation.measures.numbers import Count
from rasid.evaluation.measures.overlap import Overlap, by_stage, overlap
from rasid.evaluation.truth import NUMBERS, Truth
from rasid.reports.naming import UNKNOWN

ALERT = 0.55
"""From this probability on a campaign is shown as likely."""


def judge(
    engine: DuckDB, truth: Truth, size: Size, candidates: list[Forecast], cost: Cost
) -> Measured:
    """Measure the analysis of an open case; `candidates` are forecasts from within it."""
    found = read_found(engine)
    reached, true = reach_found(engine), reach_of_truth(engine, truth)
    sides = _Sides.of(truth, found)
    wrong = found.events.keys() - truth.events.keys()
    return Measured(
        size=size,
        events=overlap(truth.events.keys(), found.events.keys()),
        stages=by_stage(
            {uid: deed.stage for uid, deed in truth.events.items()},
            {uid: find.stage for uid, find in found.events.items()},
        ),
        accounts=_accounts(true, reached),
        numbers={name: _counts(truth, name, sides.campaign_of(name)) for name in truth.groups},
        rand=adjusted_rand(sides.groups, sides.campaigns, truth.background),
        b_cubed=b_cubed(sides.groups, sides.campaigns),
        names=_names(truth, sides),
        shown=_shown(sides),
        crime=len(wrong & truth.background),
        honest=len(wrong - truth.background),
        unlisted=overlap(truth.unlisted_targets, reached.touched & truth.unlisted_targets),
        campaign_forecasts=candidates,
        actor_forecasts=_actor_forecasts(truth, sides),
        cost=cost,
    )


@dataclass(frozen=True, slots=True)
class _Sides:
    """Events by group and by campaign, and which campaign is whose."""

    groups: dict[str, str]
    campaigns: dict[str, str]
    matched: dict[str, str]
    real: dict[str, bool]
    shown: dict[str, Campaign]

    @classmethod
    def of(cls, truth: Truth, found: Found) -> "_Sides":
        groups = {uid: deed.group for uid, deed in truth.events.items()}
        campaigns = {uid: find.campaign for uid, find in found.events.items()}
        return cls(
            groups,
            campaigns,
            match(groups, campaigns),
            real(groups, campaigns),
            {one.campaign_id: one for one in found.campaigns},
        )

    def campaign_of(self, group: str) -> Campaign | None:
        return self.shown.get(self.matched.get(group, ""))


def _accounts(true: Reach, found: Reach) -> dict[str, Overlap]:
    return {
        "identified": overlap(true.identified, found.identified),
        "attacked": overlap(true.attacked, found.attacked),
        "compromised": overlap(true.compromised, found.compromised),
    }


def _counts(truth: Truth, group: str, campaign: Campaign | None) -> dict[str, Count]:
    true = truth.groups[group].numbers
    if campaign is None:
        return {number: Count(true[number], 0) for number in NUMBERS}
    return {
        number: Count(true[number], campaign.numbers[number], *campaign.bounds[number])
        for number in NUMBERS
    }


def _names(truth: Truth, sides: _Sides) -> dict[str, str]:
    named = {one.campaign_id: one.actor for one in sides.shown.values()}
    return {
        name: naming(group.actor, sides.matched.get(name), named)
        for name, group in truth.groups.items()
    }


def _shown(sides: _Sides) -> Shown:
    shown = sides.shown.values()
    false = [one for one in shown if not sides.real.get(one.campaign_id, False)]
    right = sides.shown.keys() - {one.campaign_id for one in false}
    return Shown(
        campaigns=len(sides.shown),
        alerts=sum(one.probability >= ALERT for one in shown),
        false=len(false),
        split=len(right - set(sides.matched.values())),
        named_wrongly=sum(one.actor is not None for one in false),
    )


def _actor_forecasts(truth: Truth, sides: _Sides) -> list[Forecast]:
    """Return how likely each group's leading candidate was said to be, and whether it is right."""
    forecasts = []
    for name, group in truth.groups.items():
        campaign = sides.campaign_of(name)
        if campaign and campaign.leader:
            right = campaign.leader == (group.actor or UNKNOWN)
            forecasts.append(Forecast(campaign.leader_probability, right))
    return forecasts
