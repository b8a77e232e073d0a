"""Agglomerative clustering of busy, mostly failing days of addresses, as studies of guessing do it.

A day of an address counts with more than 7 requests of which more than 80 % failed. Two days are
as far apart as the mean of six distances from 0 to 1: hours (total variation), number of accounts
and failure share (difference, the number by its logarithm), user agents and networks (Jaccard,
equality), and the letter pairs of the accounts' names (cosine). Average linkage, cut at a stated
height; each cluster is an alert that tells of its days' events.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csr_matrix
from scipy.spatial.distance import squareform

from rasid.engines.duckdb import DuckDB, packaged_sql

LEAST = {"requests": 7, "failures": 0.8}

MOST_DAYS = 6_000
"""Only so many of the busiest days of addresses are clustered: memory grows with their square."""

CUTS = (0.2, 0.35, 0.5)

_MOST_NAMES = 200

Matrix = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of one address."""

    events: tuple[str, ...]
    hours: tuple[int, ...]
    accounts: tuple[str, ...]
    failure_share: float
    user_agents: tuple[str, ...]
    network: str


def read_days(engine: DuckDB) -> list[Day]:
    """Return the days of addresses that are busy and mostly fail; reads `events`."""
    sql = packaged_sql(__package__, "address_days")
    rows = engine.rows(sql, LEAST | {"most": MOST_DAYS})
    return [
        Day(tuple(events), tuple(hours), tuple(accounts), share, tuple(agents), network)
        for events, hours, accounts, share, agents, network in rows
    ]


def clusters(
    days: Sequence[Day], cuts: Sequence[float] = CUTS
) -> dict[float, list[frozenset[str]]]:
    """Return the events of each cluster at each height of the cut."""
    if len(days) < 2:
        alone = [frozenset(day.events) for day in days]
        return dict.fromkeys(cuts, alone)
    tree = linkage(squareform(distances(days), checks=False), "average")
    return {cut: _cut(days, fcluster(tree, cut, "distance").tolist()) for cut in cuts}


def distances(days: Sequence[Day]) -> Matrix:
    """Return how far apart each two days are, from 0 to 1."""
    hours = np.array([np.bincount(day.hours, minlength=24) / len(day.hours) for day in days])
    accounts = np.log2([len(day.accounts) for day in days])
    shares = np.array([day.failure_share for day in days])
    networks = np.array([day.network for day in days])
    total = np.abs(accounts[:, None] - accounts) / max(float(np.ptp(accounts)), 1.0)
    total += np.abs(shares[:, None] - shares)
    total += networks[:, None] != networks
    for hour in hours.T:
        total += np.abs(hour[:, None] - hour) / 2
    total += 1.0 - _jaccard(_counted([Counter(day.user_agents) for day in days]))
    total += 1.0 - _cosine(_counted([_letter_pairs(day.accounts) for day in days]))
    np.fill_diagonal(total, 0.0)
    return np.asarray(np.clip(total / 6, 0.0, 1.0))


def _cut(days: Sequence[Day], labels: list[int]) -> list[frozenset[str]]:
    told: dict[int, set[str]] = {}
    for label, day in zip(labels, days, strict=True):
        told.setdefault(label, set()).update(day.events)
    return [frozenset(events) for _, events in sorted(told.items())]


def _letter_pairs(accounts: Sequence[str]) -> Counter[str]:
    names = [account.split("@", 1)[0][:64] for account in accounts[:_MOST_NAMES]]
    return Counter(name[place : place + 2] for name in names for place in range(len(name) - 1))


def _counted(counters: Sequence[Counter[str]]) -> Any:  # noqa: ANN401 - a sparse matrix
    """Return a sparse matrix with a row for each counter."""
    places = {key: place for place, key in enumerate({key for one in counters for key in one})}
    rows = [row for row, one in enumerate(counters) for _ in one]
    columns = [places[key] for one in counters for key in one]
    values = [float(value) for one in counters for value in one.values()]
    return csr_matrix((values, (rows, columns)), (len(counters), max(len(places), 1)))


def _jaccard(sets: Any) -> Matrix:  # noqa: ANN401
    shared = (sets @ sets.T).toarray()
    size = np.asarray(sets.sum(axis=1)).ravel()
    return np.asarray(shared / np.maximum(size[:, None] + size - shared, 1.0))


def _cosine(counts: Any) -> Matrix:  # noqa: ANN401
    shared = (counts @ counts.T).toarray()
    norm = np.sqrt(shared.diagonal())
    return np.asarray(shared / np.maximum(norm[:, None] * norm, 1e-12))
