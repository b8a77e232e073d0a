"""What an analysis found, read from an open case."""

from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.truth import NUMBERS, Truth
from rasid.reports import campaign_list
from rasid.reports.naming import UNKNOWN, Candidate, campaign_namings

COLUMNS = {number: f"accounts_{number}" if number != "attempts" else number for number in NUMBERS}
"""The column of each number in `campaigns`."""

_CONFIRMED = "account_exists IS TRUE"


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as it is shown, with its most likely numbers and their 90 % bounds.

    `actor` is null where it is not named; `leader` is the most likely candidate all the same,
    `unknown` where that is nobody who is described.
    """

    campaign_id: str
    probability: float
    actor: str | None
    leader: str | None
    leader_probability: float
    numbers: dict[str, int]
    bounds: dict[str, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Find:
    """One event of a campaign."""

    campaign: str
    stage: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Accounts that each number but the attempts counts; `touched` are those of any event."""

    touched: frozenset[str]
    identified: frozenset[str]
    attacked: frozenset[str]
    compromised: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Campaigns and their events by id."""

    campaigns: tuple[Campaign, ...]
    events: dict[str, Find]


def read_found(engine: DuckDB) -> Found:
    """Read the campaigns of an open case, and their events."""
    bounds = _bounds(engine)
    namings = campaign_namings(engine)
    campaigns = []
    for row in campaign_list(engine):
        campaign_id = row["campaign_id"]
        leader = namings[campaign_id].leader if campaign_id in namings else None
        campaigns.append(
            Campaign(
                campaign_id,
                row["campaign_probability"],
                row["actor"],
                _leader(leader),
                leader.probability if leader else 0.0,
                {number: row[column] for number, column in COLUMNS.items()},
                bounds[campaign_id],
            )
        )
    events = {
        uid: Find(campaign, stage)
        for uid, campaign, stage in engine.rows("SELECT event_uid, campaign_id, stage FROM hostile")
    }
    return Found(tuple(campaigns), events)


def _leader(leader: Candidate | None) -> str | None:
    if leader is None:
        return None
    return UNKNOWN if leader.is_nobody else leader.actor


def reach_found(engine: DuckDB) -> Reach:
    """Return the accounts that the campaigns together reached."""
    return _reach(engine, "hostile")


def reach_of_truth(engine: DuckDB, truth: Truth) -> Reach:
    """Return the accounts that the groups together reached, as the events name them."""
    engine.load("deeds", _deeds((uid, deed.stage) for uid, deed in truth.events.items()))
    return _reach(
        engine,
        "(SELECT events.account, events.account_exists, deeds.stage "
        "FROM events JOIN deeds ON events.event_uid = deeds.event_uid)",
    )


def _reach(engine: DuckDB, staged: str) -> Reach:
    chosen = (
        "true",
        f"stage = 'discover' AND {_CONFIRMED}",
        "stage <> 'discover'",
        "stage IN ('compromise', 'exploit')",
    )
    return Reach(
        *(
            frozenset(row[0] for row in engine.rows(f"SELECT account FROM {staged} WHERE {which}"))
            for which in chosen
        )
    )


def _deeds(staged: Iterable[tuple[str, str]]) -> pa.Table:
    rows = list(staged)
    return pa.table(
        {
            "event_uid": pa.array([uid for uid, _ in rows], pa.string()),
            "stage": pa.array([stage for _, stage in rows], pa.string()),
        }
    )


def _bounds(engine: DuckDB) -> dict[str, dict[str, tuple[float, float]]]:
    """Return the bounds of each campaign's numbers."""
    columns = ", ".join(f"{column}_low, {column}_high" for column in COLUMNS.values())
    return {
        row[0]: {number: (row[1 + 2 * n], row[2 + 2 * n]) for n, number in enumerate(COLUMNS)}
        for row in engine.rows(f"SELECT campaign_id, {columns} FROM campaigns")
    }
