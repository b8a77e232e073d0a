"""How a campaign hangs together: with which clients, from which networks, against whom.

Thousands of sessions, addresses and accounts are told as a few groups, so that a picture of them
stays one that can be read.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB, packaged_sql

LAYERS = ("client", "network", "category")
MOST_OF_A_LAYER = 12
"""Groups of a layer that are told apart; the lightest others are told as one."""

REST = "\0"
"""The name of the group of all others; one that is not logged is called by nothing."""


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a layer; the `members` of the rest are the groups that it stands for."""

    layer: str
    name: str
    sessions: int
    addresses: int
    accounts: int
    members: int = 1

    @property
    def is_rest(self) -> bool:
        """Whether it stands for all that are not told apart."""
        return self.members > 1


@dataclass(frozen=True, slots=True)
class Tie:
    """Sessions that a group of one layer shares with one of the next."""

    layer: str
    start: str
    end: str
    sessions: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Groups by their layer, the heaviest first, and the ties between neighbouring layers."""

    groups: Mapping[str, Sequence[Group]]
    ties: Sequence[Tie]


def read_graph(engine: DuckDB, campaign_id: str) -> Graph:
    """Return the whole graph of a campaign; a session that sought several categories is in each."""
    groups: dict[str, list[Group]] = {layer: [] for layer in LAYERS}
    ties = []
    for *keys, sessions, addresses, accounts in engine.rows(
        packaged_sql(__package__, "graph"), {"campaign": campaign_id}
    ):
        named = [(layer, key) for layer, key in zip(LAYERS, keys, strict=True) if key is not None]
        if len(named) == 1:
            ((layer, name),) = named
            groups[layer].append(Group(layer, name, sessions, addresses, accounts))
        else:
            (layer, start), (_, end) = named
            ties.append(Tie(layer, start, end, sessions))
    return Graph(groups, ties)


def condensed(graph: Graph, most: int = MOST_OF_A_LAYER) -> Graph:
    """Return a graph with so many groups a layer; the others are one, and so are their ties.

    Sessions of the rest are summed, so that one which is in several of its groups counts in each.
    """
    kept = {layer: {one.name for one in of[:most]} for layer, of in graph.groups.items()}
    groups = {layer: [*of[:most], *_rest(layer, of[most:])] for layer, of in graph.groups.items()}
    ties: dict[tuple[str, str, str], int] = {}
    for tie in graph.ties:
        after = LAYERS[LAYERS.index(tie.layer) + 1]
        start = tie.start if tie.start in kept[tie.layer] else REST
        end = tie.end if tie.end in kept[after] else REST
        ties[tie.layer, start, end] = ties.get((tie.layer, start, end), 0) + tie.sessions
    return Graph(groups, [Tie(*key, sessions) for key, sessions in ties.items()])


def _rest(layer: str, others: Sequence[Group]) -> Iterable[Group]:
    if others:
        yield Group(
            layer,
            REST,
            sum(one.sessions for one in others),
            sum(one.addresses for one in others),
            sum(one.accounts for one in others),
            len(others),
        )
