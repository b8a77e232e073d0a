"""The plan for a campaign: who, what to do in which order, what was exposed, who else must know."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from rasid.engines.duckdb import DuckDB
from rasid.responding.affected import Affected, absent, affected
from rasid.responding.exposure import (
    Exposure,
    Logged,
    exposure_of,
    last_safe_moments,
    what_is_logged,
)
from rasid.responding.handing_off import HandOffs, hand_offs
from rasid.responding.marking import Mark, Standing, standing_of
from rasid.responding.planning import Step, reference, steps_for
from rasid.responding.vendors import Vendor, vendors_of

_MERGED = """
SELECT campaign_id, other_id FROM campaign_history WHERE change = 'merged' AND other_id <> ''
"""


@dataclass(frozen=True, slots=True)
class PlannedAccount:
    """One account, its steps in their order, and how far each is.

    `reference` is what it goes by where its address is not shown.
    """

    reference: str
    affected: Affected
    vendors: tuple[Vendor, ...]
    steps: tuple[Step, ...]
    exposure: Exposure | None
    logged_until: datetime | None

    def standing(self, step: str, said: Mapping[tuple[str, str], Mark]) -> Standing:
        """Return how far a step is."""
        mark = said.get((self.affected.account, step))
        return standing_of(self.affected, step, mark, self.logged_until)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for all accounts of a campaign, in the order to do it in.

    `absent` are addresses that were attacked and do not exist: there is nothing to do for them.
    """

    campaign_id: str
    accounts: tuple[PlannedAccount, ...]
    hand_offs: HandOffs
    absent: int


def plan_response(engine: DuckDB, campaign_id: str, ours: Collection[str] = ()) -> Plan:
    """Return the plan for a campaign; `ours` are the domains that the logs cover, where told."""
    found = affected(engine, campaign_id)
    handed = hand_offs(engine, found, ours)
    standings = {one.account: one.standing for one in found}
    safe = last_safe_moments(engine, campaign_id)
    logged = what_is_logged(engine)
    accounts = tuple(
        PlannedAccount(
            reference(campaign_id, one.account),
            one,
            vendors_of(one.providers),
            steps_for(one, standings, handed.elsewhere),
            exposure_of(one, safe.get(one.account), logged),
            _logged_until(one, logged),
        )
        for one in found
    )
    return Plan(campaign_id, accounts, handed, absent(engine, campaign_id))


def campaigns_within(engine: DuckDB, campaign_id: str) -> frozenset[str]:
    """Return the campaign and all that were merged into it: what was said of those holds too."""
    merged = engine.rows(_MERGED)
    within = {campaign_id}
    while more := {old for old, new in merged if new in within} - within:
        within |= more
    return frozenset(within)


def _logged_until(one: Affected, logged: Mapping[str, Logged]) -> datetime | None:
    reach = [logged[name].logged_until for name in one.providers if name in logged]
    return min(reach, default=None)
