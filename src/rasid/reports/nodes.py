"""Each session, address, client and person of a campaign as a node, and what is tied to what."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from rasid.engines.duckdb import DuckDB, packaged_sql

ADDRESS, SESSION, CLIENT, PERSON = KINDS = ("address", "session", "client", "person")

MOST_VISITS = 20_000
"""Accounts visited in sessions that a picture holds; beyond it the sessions of fewest events go."""

_ALL = "SELECT count(DISTINCT session_id) FROM hostile WHERE campaign_id = $campaign"


@dataclass(slots=True)
class Node:
    """One node: its own `name` in its kind, and its group's: network, client or category.

    A person of the roster is named by their id; whoever is on none by the `account`.
    """

    kind: str
    name: str
    group: str
    account: str = ""
    events: int = 0


@dataclass(frozen=True, slots=True)
class Nodes:
    """Nodes, sessions by their start, and ties as pairs of places in them, each once.

    `left_out` is how many sessions there are beside these.
    """

    nodes: Sequence[Node]
    ties: Sequence[tuple[int, int]]
    left_out: int = 0


@dataclass(slots=True)
class _Gathered:
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    nodes: list[Node] = field(default_factory=list)
    ties: dict[tuple[int, int], None] = field(default_factory=dict)

    def counted(self, node: Node, events: int) -> int:
        """Return the place of a node, which has so many events more."""
        key = (node.kind, node.name)
        place = self.places.setdefault(key, len(self.nodes))
        if place == len(self.nodes):
            self.nodes.append(node)
        self.nodes[place].events += events
        return place


def read_nodes(engine: DuckDB, campaign_id: str, most: int = MOST_VISITS) -> Nodes:
    """Return the nodes of a campaign; at least its busiest session, whatever `most` is."""
    asked = {"campaign": campaign_id}
    rows = engine.rows(packaged_sql(__package__, "nodes"), {**asked, "most": max(1, most)})
    found = _Gathered()
    for session_id, address, network, client, person_id, account, category, events in rows:
        session = found.counted(Node(SESSION, session_id, client or ""), events)
        whom = Node(PERSON, person_id or account, category or "", account)
        others = [found.counted(whom, events)] if account else []
        if address:
            others.append(found.counted(Node(ADDRESS, address, network or ""), events))
        if client:
            others.append(found.counted(Node(CLIENT, client, client), events))
        found.ties.update(dict.fromkeys((session, other) for other in others))
    ((sessions,),) = engine.rows(_ALL, asked)
    shown = sum(node.kind == SESSION for node in found.nodes)
    return Nodes(found.nodes, list(found.ties), sessions - shown)
