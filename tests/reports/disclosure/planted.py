"""Disclosures with a flaw in each: fictional people, and the flaws of 2019 among them."""

from collections.abc import Mapping
from datetime import date

from rasid.reports.disclosure.affected import Account, Affected
from rasid.reports.disclosure.checking import Against
from rasid.reports.disclosure.claims import NUMBERS, Claim, Where
from rasid.reports.disclosure.telling import Facts

CANDIDATE = "US presidential campaign"
OFFICIAL = "government official"


def people(category: str, count: int, country: str = "US") -> list[Account]:
    """Return people of one kind, each with one account."""
    names = [f"{category.replace(' ', '-').lower()}-{country.lower()}-{n}" for n in range(count)]
    return [Account(f"{name}@mail.example", name, category, country) for name in names]


def affected(
    listed: Mapping[str, int],
    attacked: Mapping[str, int],
    compromised: Mapping[str, int],
    *,
    country: str = "US",
) -> Affected:
    """Return whom a campaign went for: of each category the first so many of the roster.

    Whoever was attacked was identified.
    """
    roster = {category: people(category, count, country) for category, count in listed.items()}

    def first(counts: Mapping[str, int]) -> tuple[Account, ...]:
        return tuple(one for name, count in counts.items() for one in roster[name][:count])

    hits = dict(zip(NUMBERS, map(first, (attacked, attacked, compromised)), strict=True))
    return Affected(hits, tuple(one for accounts in roster.values() for one in accounts))


def of(*categories: str) -> Where:
    """Return people of these categories."""
    return Where(frozenset(categories), None, " and ".join(categories))


def exact(number: str, count: int, where: Where) -> Claim:
    """Return a claim that tells one number."""
    return Claim(number, where, count, count)


def against(found: Affected, **more: object) -> Against:
    """Return what a disclosure on these people is held against."""
    return Against(found, **more)  # type: ignore[arg-type]


ONE_JOURNALIST = affected(
    {"journalist": 60, "activist": 30, "official": 40},
    {"journalist": 22, "activist": 12, "official": 9},
    {"journalist": 1, "activist": 6},
)
"""One journalist was compromised, and among activists enough to tell."""

AUTUMN_2019 = affected(
    {CANDIDATE: 12, OFFICIAL: 40, "journalist": 60, "diaspora": 30},
    {CANDIDATE: 6, OFFICIAL: 11, "journalist": 40, "diaspora": 20},
    {"journalist": 3, "diaspora": 1},
)
"""As in 2019: a presidential campaign among those attacked, four accounts compromised elsewhere."""


def facts(attempts: int = 2_713, **more: object) -> Facts:
    """Return what a disclosure tells of nobody."""
    told: dict[str, object] = {
        "first": date(2026, 3, 2),
        "last": date(2026, 3, 6),
        "attempts": attempts,
        "attempts_by_day": (700, 0, 1_013, 600, 400),
        "actor": "Ochre Sickle",
        "likelihood": 0.93,
        "withheld": False,
        "techniques": (("T1621", "Multi-Factor Authentication Request Generation"),),
        "traces": (("address", "198.51.100.7"), ("fingerprint", "t13d1516h2_8daaf6152771")),
        "producer": "Example Mail",
        "version": "0.1.0",
        "simulated": False,
        "made_on": date(2026, 4, 1),
    }
    return Facts(**(told | more))  # type: ignore[arg-type]
