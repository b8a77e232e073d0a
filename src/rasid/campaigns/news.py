"""What rules say of a campaign's visits that the judgement does not weigh by itself."""

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import bdtrc

from rasid.campaigns.links import Codes, Link
from rasid.engines.duckdb import DuckDB, packaged_sql

LATE = timedelta(days=14)
"""So long after an attempt a provider still warns of it."""

CAP_BITS = 6.0
"""What all rules together may say: they were never measured here."""

LONE_BITS = 2.0
"""What one occasion may add: less than what speaks against any campaign before evidence, so that a
false warning alone makes none."""

CLAIMED = Link(
    title="claimed",
    family="infrastructure",
    cap_bits=6.0,
    says="an address of which a rule knows whose it is said to be",
    sql="",
)
"""What rules say of addresses, as a link."""

_NOBODYS = """
CREATE TEMP TABLE IF NOT EXISTS news (
    rule VARCHAR, title VARCHAR, bits DOUBLE, speaks VARCHAR, provider VARCHAR, tenant VARCHAR,
    event_uid VARCHAR
)
"""


@dataclass(frozen=True, slots=True)
class News:
    """Which rules speak of which suspect visits: parallel arrays, a rule by its place.

    `of_address` are the visits that a rule speaks of by where they came from.
    """

    titles: tuple[str, ...]
    bits: tuple[float, ...]
    rule: Codes
    visit: Codes
    of_address: Codes = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


NO_NEWS = News((), (), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Visits:
    """Suspect visits as news is weighed by: occasion, account and address, and which count."""

    occasion: Codes
    account: Codes
    address: Codes
    chosen: npt.NDArray[np.bool_]
    others: npt.NDArray[np.bool_]


def read_news(engine: DuckDB, visits: pa.Table) -> News:
    """Return what the step `news` says of these visits; where there is none, nothing."""
    engine.run(_NOBODYS)
    rows = engine.rows(packaged_sql(__package__, "news"), {"late": LATE})
    if not rows:
        return NO_NEWS
    told = np.flatnonzero(np.isin(visits["place"].to_numpy(), [row[0] for row in rows]))
    some = visits.select(["place", "account"]).take(told)
    pairs = zip(some["place"].to_pylist(), some["account"].to_pylist(), strict=True)
    at = dict(zip(pairs, told.tolist(), strict=True))
    said = {rule: (title, bits) for _, _, rule, title, bits, _ in rows}
    number = {rule: n for n, rule in enumerate(sorted(said))}
    return News(
        tuple(said[rule][0] for rule in number),
        tuple(said[rule][1] for rule in number),
        np.array([number[row[2]] for row in rows], dtype=np.int64),
        np.array([at[row[0], row[1]] for row in rows], dtype=np.int64),
        np.array([at[row[0], row[1]] for row in rows if row[5]], dtype=np.int64),
    )


def weigh_news(news: News, visits: Visits) -> tuple[float, str] | None:
    """Weigh what rules say of the chosen visits, in bits and words; None where they say nothing.

    Of each rule: how unlikely it is by chance on so many occasions, given how often it speaks of
    others, less the number of rules that were asked. What errs of an address (a list, say) errs of
    all that comes from there, so an address adds no more than that is unlikely of so many
    addresses, or than one occasion. An account is one occasion at most, for one warning may speak
    of visits on several days. Rules look at the same things, so only the weightiest counts. It
    never speaks against a campaign.
    """
    mine, rest = np.flatnonzero(visits.chosen), np.flatnonzero(visits.others)
    found = []
    for rule in np.unique(news.rule[visits.chosen[news.visit]]).tolist():
        about = news.visit[news.rule == rule]
        here, beside = about[visits.chosen[about]], about[visits.others[about]]
        of, by = visits.occasion, visits.address
        on = min(_different(of, here), _different(visits.account, here))
        seen, asked = _different(of, beside), _different(of, rest)
        tried, sources = _different(of, mine), _different(by, here)
        at_these = _unlikely(
            sources, _different(by, mine), _different(by, beside), _different(by, rest)
        )
        unlikely = min(
            _unlikely(on, tried, seen, asked), max(at_these, LONE_BITS * min(sources, on))
        )
        weight = min(unlikely - float(np.log2(len(news.titles))), LONE_BITS * on)
        bits = max(0.0, min(weight, news.bits[rule], CAP_BITS))
        said = f"on {on} of its {tried} occasions, and on {seen} of {asked} of others"
        found.append((bits, f"{news.titles[rule]}: {said}"))
    if not found:
        return None
    bits, said = max(found)
    more = len(found) - 1
    return bits, said + (
        f"; {more} more rule{'s' * (more > 1)} speak{'s' * (more == 1)} too" if more else ""
    )


def _different(codes: Codes, places: Codes) -> int:
    return len(np.unique(codes[places]))


def _unlikely(here: int, mine: int, beside: int, rest: int) -> float:
    """Weigh, in bits, `here` or more of `mine` by chance, where it is `beside` of the `rest`."""
    chance = (beside + 1.0) / (rest + 2.0)
    return float(-np.log2(bdtrc(here - 1, mine, chance)))
