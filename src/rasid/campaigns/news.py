"""What rules say of a campaign's visits that the judgement does not weigh by itself."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.stats import binom

from rasid.campaigns.links import Codes
from rasid.engines.duckdb import DuckDB, packaged_sql

LATE = timedelta(days=14)
"""So long after an attempt a provider still warns of it."""

CAP_BITS = 6.0
"""What all rules together may say: they were never measured here."""

LONE_BITS = 2.0
"""What one occasion, or one address, may add: less than what speaks against any campaign before
evidence, so that a false warning alone makes none."""

_NOBODYS = """
CREATE TEMP TABLE IF NOT EXISTS news (
    rule VARCHAR, title VARCHAR, bits DOUBLE, speaks VARCHAR, provider VARCHAR, tenant VARCHAR,
    event_uid VARCHAR
)
"""


@dataclass(frozen=True, slots=True)
class News:
    """Which rules speak of which suspect visits: parallel arrays, a rule by its place."""

    titles: tuple[str, ...]
    bits: tuple[float, ...]
    rule: Codes
    visit: Codes


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
    pairs = zip(visits["place"].to_pylist(), visits["account"].to_pylist(), strict=True)
    at = {pair: number for number, pair in enumerate(pairs)}
    said = {rule: (title, bits) for _, _, rule, title, bits in rows}
    number = {rule: n for n, rule in enumerate(sorted(said))}
    return News(
        tuple(said[rule][0] for rule in number),
        tuple(said[rule][1] for rule in number),
        np.array([number[row[2]] for row in rows], dtype=np.int64),
        np.array([at[row[0], row[1]] for row in rows], dtype=np.int64),
    )


def weigh_news(news: News, visits: Visits) -> tuple[float, str] | None:
    """Weigh what rules say of the chosen visits, in bits and words; None where they say nothing.

    Of each rule: how unlikely it is by chance on so many occasions, given how often it speaks of
    others, less the number of rules that were asked. An account is one occasion at most, for one
    warning may speak of visits on several days. Rules look at the same things, so only the
    weightiest counts. It never speaks against a campaign.
    """
    mine = _occasions(visits, np.flatnonzero(visits.chosen))
    rest = _occasions(visits, np.flatnonzero(visits.others))
    found = []
    for rule in np.unique(news.rule[visits.chosen[news.visit]]).tolist():
        about = news.visit[news.rule == rule]
        here = about[visits.chosen[about]]
        beside = _occasions(visits, about[visits.others[about]])
        on = min(_occasions(visits, here), len(np.unique(visits.account[here])))
        chance = (beside + 1.0) / (rest + 2.0)
        unlikely = -binom.logsf(on - 1, mine, chance) / np.log(2.0) - np.log2(len(news.titles))
        alone = LONE_BITS * min(on, len(np.unique(visits.address[here])))
        bits = max(0.0, min(float(unlikely), news.bits[rule], alone, CAP_BITS))
        said = f"on {on} of its {mine} occasions, and on {beside} of {rest} of others"
        found.append((bits, f"{news.titles[rule]}: {said}"))
    if not found:
        return None
    bits, said = max(found)
    more = len(found) - 1
    return bits, said + (
        f"; {more} more rule{'s' * (more > 1)} speak{'s' * (more == 1)} too" if more else ""
    )


def _occasions(visits: Visits, places: Codes) -> int:
    return len(np.unique(visits.occasion[places]))
