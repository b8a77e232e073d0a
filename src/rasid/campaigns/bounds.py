"""How sure each of a campaign's four numbers is: its low and high of 90 %.

The bounds are given that the campaign is one, and that what the logs lack did not happen; how
likely it is a campaign at all is its own probability. Each visit is counted with the probability
that its bits stand for, those below the threshold too. Sessions of one source (address and
client) stand or fall together: their doubt is the same doubt.

Bits are not taken at their word. They are sums of families that overlap, weighed by shares that
are learnt from the sessions which they then judge, so they are surer than they may be: a bit
counts 1 / TEMPER here. All odds are then shifted alike, so that as many visits are expected as
are counted: what may be wrongly in is as much as what may be wrongly out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.special import expit

from rasid.campaigns.evidence import Chosen, names_of
from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.suspects import Suspects
from rasid.engines.duckdb import DuckDB, packaged_sql

TEMPER = 2.0
"""What a bit counts less. Set on six simulated months, in which the bounds of 1.5 missed one number
of twenty-four and those of 2 none; docs/how-it-judges.md says how they did in others."""

_HALVINGS = 64
"""After so many no number lies between the bounds of the shift."""

NEAR_BITS = -12.0
"""Visits with less (4,096 to 1 against) are no doubt worth counting."""

COVERAGE = 0.9
DRAWS = 1000
SEED = 7

NUMBERS = {
    "attempts": ("discover",),
    "accounts_identified": ("discover",),
    "accounts_attacked": ("attack", "compromise", "exploit"),
    "accounts_compromised": ("compromise", "exploit"),
}
"""The stages of the events behind each number."""

_STAGED = """
SELECT session_id, account, stage, coalesce(account_exists, false) AS account_exists
FROM staged WHERE number = $number ORDER BY session_id, account, event_uid
"""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Near:
    """The visits that are a campaign's or nearly so, by place among all visits, with their bits."""

    places: Codes
    bits: Bits
    counted: int


@dataclass(frozen=True, slots=True)
class Events:
    """Staged events of near visits: whose visit, which account, of which stage, and shown real."""

    visit: Codes
    account: Codes
    stage: npt.NDArray[np.str_]
    exists: Flags


def bound_numbers(
    engine: DuckDB,
    suspects: Suspects,
    found: Sequence[Chosen],
    ids: Mapping[int, str],
) -> None:
    """Give each row of `campaigns` the bounds of its numbers; they always enclose the number.

    Makes `chosen` and `staged` anew; whoever needs them afterwards makes them once more.
    """
    named = [one for one in found if one.number in ids]
    near = _near(suspects, named)
    engine.load("chosen", _near_rows(suspects, named, near))
    engine.run(packaged_sql(__package__, "staged"))
    sources = suspects.visit_source
    rows: list[dict[str, object]] = []
    for one, mine in zip(named, near, strict=True):
        events = _events(engine, suspects, one.number, mine)
        drawn = drawn_numbers(mine, sources[mine.places], events)
        row: dict[str, object] = {"campaign_id": ids[one.number]}
        for name, values in drawn.items():
            row[f"{name}_low"], row[f"{name}_high"] = bounds_of(values)
        rows.append(row)
    names = [f"{name}_{side}" for name in NUMBERS for side in ("low", "high")]
    schema = pa.schema([("campaign_id", pa.string()), *((name, pa.int64()) for name in names)])
    engine.load("bounds", pa.Table.from_pylist(rows, schema))
    engine.run(packaged_sql(__package__, "bounded"))


def tempered(bits: Bits, counted: int) -> Bits:
    """Return the probability of each visit: tempered odds that expect `counted` visits in all."""
    if not 0 < counted < len(bits):
        return np.asarray(expit(np.log(2.0) * bits / TEMPER))
    odds = np.log(2.0) * bits / TEMPER
    most = float(np.abs(odds).max()) + np.log(len(bits)) + 1.0
    low, high = -most, most
    for _ in range(_HALVINGS):
        middle = (low + high) / 2.0
        low, high = (low, middle) if expit(odds + middle).sum() >= counted else (middle, high)
    return np.asarray(expit(odds + high))


def drawn_numbers(near: Near, sources: Codes, events: Events) -> dict[str, Bits]:
    """Return draws of each number: every source is drawn once, and its visits stand in order."""
    chance = tempered(near.bits, near.counted)
    _, codes = np.unique(sources, return_inverse=True)
    draws = np.random.default_rng(SEED).random((DRAWS, int(codes.max(initial=-1)) + 1))
    drawn = {}
    for name, stages in NUMBERS.items():
        behind = np.isin(events.stage, stages)
        if name == "accounts_identified":
            behind &= events.exists
        visit = events.visit[behind]
        if name == "attempts":
            visits, weight = np.unique(visit, return_counts=True)
            drawn[name] = _held_weight(draws, codes[visits], chance[visits], weight)
        else:
            account = events.account[behind]
            drawn[name] = _held_accounts(draws, codes[visit], chance[visit], account)
    return drawn


def _held_weight(draws: Bits, source: Codes, chance: Bits, weight: Codes) -> Bits:
    """Return for each draw how much the visits weigh that it holds to be the campaign's."""
    return np.array([weight[row[source] < chance].sum() for row in draws], dtype=np.float64)


def _held_accounts(draws: Bits, source: Codes, chance: Bits, account: Codes) -> Bits:
    """Return for each draw how many accounts it holds to be of any of their visits.

    Of an account's visits from one source only the likeliest matters.
    """
    order = np.lexsort((-chance, source, account))
    source, chance, account = source[order], chance[order], account[order]
    first = np.ones(len(order), dtype=bool)
    first[1:] = (account[1:] != account[:-1]) | (source[1:] != source[:-1])
    source, chance, account = source[first], chance[first], account[first]
    starts = np.flatnonzero(np.append(True, account[1:] != account[:-1])[: len(account)])
    if not len(starts):
        return np.zeros(len(draws))
    return np.array(
        [np.logical_or.reduceat(row[source] < chance, starts).sum() for row in draws],
        dtype=np.float64,
    )


def bounds_of(drawn: Bits) -> tuple[int, int]:
    """Return the low and the high within which COVERAGE of the draws lie, whole numbers."""
    tail = (1.0 - COVERAGE) / 2.0
    low, high = np.quantile(drawn, [tail, 1.0 - tail])
    return int(np.floor(low)), int(np.ceil(high))


def _near(suspects: Suspects, found: Sequence[Chosen]) -> list[Near]:
    """Return each campaign's own visits, and those of no campaign that speak for it most."""
    if not found:
        return []
    weights = np.array([one.member.visit_bits(suspects) for one in found])
    taken = np.zeros(len(suspects.visit_session), dtype=bool)
    for one in found:
        taken[one.places] = True
    best = np.argmax(weights, axis=0)
    free = ~taken & (weights.max(axis=0) > NEAR_BITS)
    near = []
    for row, one in enumerate(found):
        others = np.flatnonzero(free & (best == row))
        places = np.concatenate([one.places, others])
        near.append(
            Near(places, np.concatenate([one.total, weights[row][others]]), len(one.places))
        )
    return near


def _near_rows(suspects: Suspects, found: Sequence[Chosen], near: Sequence[Near]) -> pa.Table:
    places = np.concatenate([np.zeros(0, dtype=np.int64), *(mine.places for mine in near)])
    numbers = np.repeat([one.number for one in found], [len(mine.places) for mine in near])
    return pa.table(
        {
            "session_id": names_of(suspects.session_ids, suspects.visit_session[places]),
            "account": names_of(suspects.accounts, suspects.visit_account[places]),
            "number": pa.array(numbers, pa.int64()),
            "bits": pa.array(np.concatenate([np.zeros(0), *(mine.bits for mine in near)])),
            "reason": pa.repeat("", len(places)),
        }
    )


def _events(engine: DuckDB, suspects: Suspects, number: int, near: Near) -> Events:
    place = {
        (suspects.session_ids[session], suspects.accounts[account]): row
        for row, (session, account) in enumerate(
            zip(
                suspects.visit_session[near.places],
                suspects.visit_account[near.places],
                strict=True,
            )
        )
    }
    rows = engine.rows(_STAGED, {"number": number})
    accounts = {account: code for code, account in enumerate(dict.fromkeys(r[1] for r in rows))}
    return Events(
        visit=np.array([place[session, account] for session, account, *_ in rows], np.int64),
        account=np.array([accounts[row[1]] for row in rows], np.int64),
        stage=np.array([row[2] for row in rows], dtype=str),
        exists=np.array([row[3] for row in rows], dtype=bool),
    )
