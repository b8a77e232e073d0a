"""Capability: the client programs of a campaign against those that are said to be an actor's."""

from itertools import groupby
from math import log2
from typing import NamedTuple

from rasid.attribution.profile import ActorProfile
from rasid.attribution.validity import holds, read_spans
from rasid.attribution.weighing import Weigher, Weight, listed
from rasid.engines.duckdb import DuckDB, packaged_sql

FAMILY = "clients"

CAP_BITS = 3.0
COINCIDENCE = 2.0**-4
"""That an unknown group comes with a client that nobody else here has: a fingerprint is of a
version of a program, and programs are passed on."""


class Client(NamedTuple):
    """A fingerprint or user agent of a campaign, and how many other accounts come with it."""

    value: str
    sessions: int
    others: int
    everybody: int


def clients_weigher(engine: DuckDB) -> Weigher:
    """Return what weighs the clients of each campaign by how rare they are among everybody."""
    rows = engine.rows(packaged_sql(__package__, "clients"))
    used = {
        campaign_id: [Client(*row[1:]) for row in found]
        for campaign_id, found in groupby(rows, key=lambda row: str(row[0]))
    }
    spans = read_spans(engine)

    def weigh(campaign_id: str, profile: ActorProfile) -> Weight:
        said = holds(profile.fingerprints | profile.user_agents, spans[campaign_id])
        found = used.get(campaign_id, [])
        if not said:
            return Weight(FAMILY, 0.0, "the bundle names no client program of it")
        hits = [client for client in found if client.value in said]
        if not hits:
            text = f"none of its {len(found):,} clients is in the bundle's list"
            return Weight(FAMILY, 0.0, text)
        bits = sum(_bits(client, said[client.value], len(found)) for client in hits)
        return Weight(FAMILY, min(bits, CAP_BITS), _reason(hits, len(found)))

    return weigh


def _bits(client: Client, hold: float, clients: int) -> float:
    share = client.others / max(client.everybody, 1)
    chance = COINCIDENCE + (1.0 - COINCIDENCE) * (1.0 - (1.0 - share) ** clients)
    return log2(hold / chance + 1.0 - hold)


def _reason(hits: list[Client], total: int) -> str:
    told = [f"{_short(hit.value)} ({hit.others:,} of {hit.everybody:,} others)" for hit in hits]
    return f"{len(hits)} of its {total:,} clients are in the bundle's list: {listed(told, most=3)}"


def _short(value: str) -> str:
    return value if len(value) <= 40 else value[:39] + "\u2026"
