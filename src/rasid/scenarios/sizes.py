"""Months of another size than a middling provider's: a tenant's week, a small one, a large one."""

from dataclasses import replace
from random import Random

from rasid.scenarios.chance import stream
from rasid.scenarios.parameters import CATEGORIES, Funnel, Parameters, draw_parameters

_WEEK = 7
_LARGE = 200_000
_ENOUGH = 35_000
"""How many accounts hide the funnel of a middling month well enough."""


def draw_tenant(seed: int, _scale: float) -> Parameters:
    """Draw a week of one organisation of about 40 accounts, which is not made smaller."""
    rng, drawn = stream(seed, "tenant"), draw_parameters(seed)
    accounts, roster = rng.randint(36, 46), rng.randint(6, 12)
    attacked = rng.randint(3, roster)
    return replace(
        drawn,
        month=replace(drawn.month, days=_WEEK),
        accounts=accounts,
        roster=roster,
        visits=_visits(drawn, accounts),
        categories=(rng.choice(CATEGORIES),),
        funnel=Funnel(rng.randint(5, 45), attacked, rng.choice((0, 0, 1, 1, 2))),
        spared=(),
        tenant=True,
    )


def draw_small(seed: int, _scale: float) -> Parameters:
    """Draw a week of about 3,000 accounts, which is not made smaller."""
    rng, drawn = stream(seed, "small"), draw_parameters(seed)
    accounts = rng.randint(2_700, 3_300)
    return replace(
        drawn,
        month=replace(drawn.month, days=_WEEK),
        accounts=accounts,
        roster=int(accounts * rng.uniform(0.013, 0.0195)),
        visits=_visits(drawn, accounts),
        funnel=_faint(rng),
        spared=(),
    )


def _faint(rng: Random) -> Funnel:
    """Draw a funnel from next to nothing to a clear one."""
    attacked = rng.randint(0, 15)
    attempts = rng.choice((0, rng.randint(1, 12), rng.randint(5, 80)))
    entered = rng.choice((0, 0, 1)) if attacked > 3 else 0
    return Funnel(max(attempts, 3 * (attacked == 0)), attacked, entered)


def draw_large(seed: int, scale: float) -> Parameters:
    """Draw a month of 200,000 accounts, with the roster and the funnel of a middling provider's."""
    accounts = int(_LARGE * scale)
    drawn = draw_parameters(seed, min(1.0, accounts / _ENOUGH))
    return replace(drawn, scale=scale, accounts=accounts, visits=_visits(drawn, accounts))


def _visits(drawn: Parameters, accounts: int) -> float:
    """Return about as many visits an account as were drawn."""
    return drawn.visits / drawn.accounts * accounts
