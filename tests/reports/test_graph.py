"""A campaign as few groups: nothing is lost in them, however many sessions there are."""

from rasid.engines.duckdb import DuckDB
from rasid.reports.charts import Flow, Layer, Node, flow_chart
from rasid.reports.graph import LAYERS, REST, Graph, Group, Tie, condensed, read_graph
from reports.months import Month, OpenMonth

MOST_BYTES = 60_000


def test_groups_count_sessions_addresses_and_accounts(month: Month, open_month: OpenMonth) -> None:
    for row in month["sessions"]:
        row["fingerprint"] = "one client"
    found = read_graph(open_month(month), "C-1")
    hostile = [row for row in month["hostile"] if row["campaign_id"] == "C-1"]
    (client,) = found.groups["client"]

    assert (
        len({row["session_id"] for row in hostile}),
        len({row["source_ip"] for row in hostile}),
        len({row["account"] for row in hostile}),
    ) == (client.sessions, client.addresses, client.accounts)
    assert client.sessions == sum(one.sessions for one in found.groups["network"])
    assert client.sessions == sum(tie.sessions for tie in found.ties if tie.layer == "client")


def test_a_campaign_that_is_none_has_no_groups(engine: DuckDB) -> None:
    assert [] == [one for of in read_graph(engine, "C-9").groups.values() for one in of]


def _large(groups: int) -> Graph:
    made = {
        layer: [Group(layer, f"{layer}{n}", groups - n, 1, 1) for n in range(groups)]
        for layer in LAYERS
    }
    ties = [
        Tie(layer, f"{layer}{n}", f"{after}{n}", groups - n)
        for layer, after in (("client", "network"), ("network", "category"))
        for n in range(groups)
    ]
    return Graph(made, ties)


def test_thousands_of_groups_are_told_as_a_few_and_none_is_lost() -> None:
    whole = _large(3000)
    found = condensed(whole, 12)

    assert [13] * 3 == [len(of) for of in found.groups.values()]
    assert [2988] * 3 == [of[-1].members for of in found.groups.values()]
    assert {REST} == {of[-1].name for of in found.groups.values()}
    assert sum(tie.sessions for tie in whole.ties) == sum(tie.sessions for tie in found.ties)


def test_who_is_called_by_nothing_is_not_the_rest() -> None:
    nameless = Group("client", "", 1, 1, 1)
    graph = Graph({"client": [nameless], "network": [], "category": []}, [])

    assert [nameless] == condensed(graph).groups["client"]


def test_the_picture_of_thousands_stays_small_and_every_group_is_in_it() -> None:
    found = condensed(_large(3000), 12)
    layers = [
        Layer(layer, layer, [Node(one.name, one.sessions, one.name, "n", "/x") for one in of])
        for layer, of in found.groups.items()
    ]
    between = [
        Flow(LAYERS.index(tie.layer), tie.start, tie.end, tie.sessions, "told")
        for tie in found.ties
    ]
    drawn = str(flow_chart(layers, between, "<title>", mirrored=False))

    assert len(drawn.encode()) < MOST_BYTES
    assert 39 == drawn.count('<a href="/x">')
    assert len(between) == drawn.count('class="flow"')
    assert "<title>&lt;title&gt;</title>" in drawn
