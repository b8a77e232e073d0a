"""Each session, address, client and person of a campaign, as a script draws them."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from rasid.console.pages.campaigns import rows_link
from rasid.console.pages.events import client_id
from rasid.console.visit import Visit, link
from rasid.reports.charts import disc_columns
from rasid.reports.nodes import ADDRESS, CLIENT, KINDS, PERSON, SESSION, Node, read_nodes
from rasid.visible_text import visible

_COLUMNS = (ADDRESS, SESSION, PERSON)

_Groups = list[tuple[str, list[int]]]
"""Names of groups, the largest first, and the places of their nodes."""


def nodes_of(visit: Visit, campaign_id: str) -> Mapping[str, Any]:
    """Return what a script draws: `nodes`, `ties` between their places, and `groups`.

    A node is its kind's place in `kinds`, where it stands (x, y), its name, what it leads to and
    how many events it has. A group is where its name stands, and its name. `left_out` is a
    sentence, or empty.
    """
    found = read_nodes(visit.engine, campaign_id)
    of = {kind: _grouped(found.nodes, kind) for kind in _COLUMNS}
    clients = {node.name: place for place, node in enumerate(found.nodes) if node.kind == CLIENT}
    for name, places in of[SESSION]:
        if name:
            places.insert(0, clients[name])
    sizes = [[len(places) for _, places in of[kind]] for kind in _COLUMNS]
    drawn = list(zip(_COLUMNS, disc_columns(sizes), strict=True))
    stand = {
        place: point
        for kind, discs in drawn
        for (_, places), disc in zip(of[kind], discs, strict=True)
        for place, point in zip(places, disc.points, strict=True)
    }
    ways = _ways(visit, campaign_id)
    nodes = []
    for place, node in enumerate(found.nodes):
        name, href = ways[node.kind](node)
        where = _rounded(*stand[place])
        nodes.append([KINDS.index(node.kind), *where, visible(name), href, node.events])
    groups = [
        [
            *_rounded(disc.x, disc.y - disc.radius),
            visible(named_group(visit, name, of_people=kind == PERSON)),
        ]
        for kind, discs in drawn
        for (name, _), disc in zip(of[kind], discs, strict=True)
    ]
    return {
        "session": KINDS.index(SESSION),
        "kinds": [str(visit.speech.say(f"nodes.{kind}").unescape()) for kind in KINDS],
        "nodes": nodes,
        "ties": found.ties,
        "groups": groups,
        "left_out": _left_out(visit, found.left_out),
    }


def _grouped(nodes: Sequence[Node], kind: str) -> _Groups:
    groups: dict[str, list[int]] = {}
    for place, node in enumerate(nodes):
        if node.kind == kind:
            groups.setdefault(node.group, []).append(place)
    return sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))


def _ways(visit: Visit, campaign_id: str) -> Mapping[str, Callable[[Node], tuple[str, str]]]:
    """Return how nodes of each kind are called, and where they lead."""
    explained = partial(link, "explain", campaign=campaign_id)
    unlisted = explained()  # of thousands; a reference needs no quoting

    def person(node: Node) -> tuple[str, str]:
        if node.name != node.account:
            return node.name, link("people", node.name)
        reference = visit.mask.reference(node.account)
        return visit.mask.label(node.account), f"{unlisted}&account={reference}"

    def client(node: Node) -> tuple[str, str]:
        rows = rows_link(campaign_id, client=client_id(node.name))
        return visit.mask.record(node.name), rows

    return {
        ADDRESS: lambda node: (node.name, explained(address=node.name)),
        SESSION: lambda node: (node.name, explained(session=node.name)),
        CLIENT: client,
        PERSON: person,
    }


def named_group(visit: Visit, name: str, *, of_people: bool) -> str:
    """Return what a client, a network or, `of_people`, a category is called."""
    if of_people:
        return str(visit.speech.word("categories", name).unescape())
    return visit.mask.record(name) if name else "\u2013"


def _left_out(visit: Visit, sessions: int) -> str:
    return str(visit.speech.count("nodes.left_out", sessions).unescape()) if sessions else ""


def _rounded(*numbers: float) -> list[float]:
    return [round(number, 2) for number in numbers]
