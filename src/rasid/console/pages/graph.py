"""How a campaign hangs together, as a picture of groups and as tables."""

from collections.abc import Sequence
from functools import partial

from rasid.console.listing import Column, Row, Table
from rasid.console.pages.campaigns import require_listed, rows_link
from rasid.console.pages.events import client_id
from rasid.console.pages.graph_nodes import named_group, nodes_of
from rasid.console.visit import Page, Visit
from rasid.reports.charts import Flow, Layer, Node, flow_chart
from rasid.reports.graph import LAYERS, Graph, Group, condensed, read_graph
from rasid.reports.nodes import KINDS

_LONGEST = 30


def graph(visit: Visit) -> Page:
    """Draw with which clients, from which networks, against whom a campaign worked."""
    campaign_id = visit.names["campaign"]
    require_listed(visit, campaign_id)
    whole = graph_of(visit, campaign_id)
    told = {
        "campaign": campaign_id,
        "drawing": _drawn(visit, campaign_id, condensed(whole)),
        "layers": LAYERS,
        "kinds": KINDS,
    }
    tables = [_table(visit, campaign_id, layer, whole.groups[layer]) for layer in LAYERS]
    title = visit.speech.say("graph.title", id=campaign_id)
    figures = {"nodes": partial(nodes_of, visit, campaign_id)}
    return Page("graph.html.j2", "campaigns", title, told, tables, figures)


def graph_of(visit: Visit, campaign_id: str) -> Graph:
    """Return the whole graph of a campaign."""
    return visit.snapshot.lately(
        ("graph", campaign_id), lambda: read_graph(visit.engine, campaign_id)
    )


def _table(visit: Visit, campaign_id: str, layer: str, groups: Sequence[Group]) -> Table:
    rows = [
        {
            "name": _named(visit, one),
            "href": _link(campaign_id, one),
            "sessions": one.sessions,
            "addresses": one.addresses,
            "accounts": one.accounts,
        }
        for one in groups
    ]
    columns = (
        Column("name", "text", head=True, link=_href, title=f"{layer}_group"),
        Column("sessions", "count", bar="discover"),
        Column("addresses", "count"),
        Column("accounts", "count"),
    )
    return Table(layer, columns, rows, size=50)


def _href(row: Row) -> str:
    return str(row["href"])


def _link(campaign_id: str, one: Group) -> str:
    value = client_id(one.name) if one.layer == "client" else one.name
    return rows_link(campaign_id, **{one.layer: value}) if value else ""


def _named(visit: Visit, one: Group) -> str:
    return named_group(visit, one.name, of_people=one.layer == "category")


def _drawn(visit: Visit, campaign_id: str, found: Graph) -> object:
    speech = visit.speech

    def node(one: Group) -> Node:
        sessions = str(speech.count("graph.sessions", one.sessions).unescape())
        if one.is_rest:
            name = str(speech.count("graph.rest", one.members).unescape())
            return Node(one.name, one.sessions, name, sessions, f"#{one.layer}")
        name = _named(visit, one)
        short = name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}\u2026"
        return Node(one.name, one.sessions, short, sessions, _link(campaign_id, one))

    layers = [
        Layer(layer, str(speech.say(f"graph.{layer}").unescape()), [node(one) for one in of])
        for layer, of in found.groups.items()
    ]
    names = [{one.key: one.name for one in layer.nodes} for layer in layers]
    between = []
    for tie in found.ties:
        place = LAYERS.index(tie.layer)
        ends = names[place][tie.start], names[place + 1][tie.end]
        sessions = str(speech.count("graph.sessions", tie.sessions).unescape())
        told = f"{ends[0]} \u2013 {ends[1]}: {sessions}"
        between.append(Flow(place, tie.start, tie.end, tie.sessions, told))
    title = str(speech.say("graph.title", id=campaign_id).unescape())
    return flow_chart(layers, between, title, mirrored=speech.language.direction == "rtl")
