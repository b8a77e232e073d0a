"""What is drawn anew for every seed: sizes, places, habits of the log. Nothing else differs."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from rasid.scenarios.chance import stream
from rasid.scenarios.month import Month
from rasid.scenarios.world.networks import COUNTRIES

DEMO_SEED = 2019

CATEGORIES = ("campaign", "official", "journalist", "researcher", "activist", "diaspora", "lawyer")


@dataclass(frozen=True, slots=True)
class Funnel:
    """How far a group gets: look-ups made, accounts attacked, accounts entered."""

    attempts: int
    attacked: int
    compromised: int


@dataclass(frozen=True, slots=True)
class LogHabits:
    """What the provider's own log leaves out."""

    devices: bool
    sessions: bool
    api_fingerprints: bool
    countries: bool


@dataclass(frozen=True, slots=True)
class Parameters:
    """One seed's draw; `scale` makes a smaller world with everything in proportion."""

    seed: int
    scale: float
    month: Month
    accounts: int
    roster: int
    visits: float
    vpn_share: float
    categories: tuple[str, ...]
    countries: tuple[str, ...]
    log_habits: LogHabits
    funnel: Funnel
    spared: tuple[str, ...]
    tenant: bool = False
    """Whether nearly everybody works for one organisation."""

    def sized(self, number: float) -> float:
        """Scale a number that a middling provider would see in a month to this one."""
        return number * self.accounts / _MIDDLING


_MIDDLING = 35_000

_DEMO_FUNNEL = Funnel(attempts=2_712, attacked=241, compromised=4)
_DEMO_SPARED = ("campaign", "official")


def draw_parameters(seed: int, scale: float = 1.0) -> Parameters:
    """Draw a seed's parameters; the demo's seed has its funnel fixed, and all else drawn."""
    rng = stream(seed, "parameters")
    funnel = Funnel(rng.randint(1_000, 5_000), rng.randint(80, 450), rng.randint(1, 12))
    categories = CATEGORIES[:3] + tuple(rng.sample(CATEGORIES[3:], rng.randint(2, 4)))
    spared = tuple(rng.sample(categories, rng.randint(0, 2)))
    if seed == DEMO_SEED:
        funnel, spared = _DEMO_FUNNEL, _DEMO_SPARED
    accounts = rng.randint(27_000, 45_000)
    roster = min(int(funnel.attacked * rng.uniform(1.7, 3.0)), int(0.0195 * accounts))
    roster = max(roster, 320, int(funnel.attacked * 1.7))
    accounts = max(accounts, int(roster / 0.0195) + 1)
    return Parameters(
        seed=seed,
        scale=scale,
        month=Month(date(2024, 1, 1) + timedelta(days=rng.randrange(0, 700))),
        accounts=int(accounts * scale),
        roster=int(roster * scale),
        visits=rng.uniform(105_000, 150_000) * scale,
        vpn_share=rng.uniform(0.03, 0.07),
        categories=categories,
        countries=_draw_countries(rng),
        log_habits=_draw_log_habits(rng, demo=seed == DEMO_SEED),
        funnel=_scaled(funnel, scale),
        spared=spared,
    )


def _scaled(funnel: Funnel, scale: float) -> Funnel:
    attacked = max(int(funnel.attacked * scale), 8)
    compromised = min(funnel.compromised, attacked // 4)
    return Funnel(max(int(funnel.attempts * scale), 40), attacked, compromised)


def _draw_countries(rng: Random) -> tuple[str, ...]:
    return tuple(rng.sample(list(COUNTRIES), rng.randint(8, 13)))


def _draw_log_habits(rng: Random, *, demo: bool) -> LogHabits:
    return LogHabits(
        devices=demo or rng.random() < 0.75,
        sessions=demo or rng.random() < 0.8,
        api_fingerprints=demo or rng.random() < 0.7,
        countries=demo or rng.random() < 0.9,
    )
