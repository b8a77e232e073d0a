"""The picture of single nodes: what its script gets tells no name, and each link of it leads on."""

from typing import Any

import pytest

from console.browser import Browser, Served
from console.test_pages import PEOPLE

FIGURE = "/campaigns/C-1/graph?figure=nodes"


@pytest.fixture
def told(browser: Browser) -> dict[str, Any]:
    figure: dict[str, Any] = browser.get(FIGURE).document
    return figure


def test_it_is_data_and_names_nobody(browser: Browser) -> None:
    answer = browser.get(FIGURE)

    assert 200 == answer.status
    assert "application/json" == answer.headers["content-type"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert [] == PEOPLE.findall(answer.text)


def test_every_kind_is_there_and_ties_join_them(told: dict[str, Any]) -> None:
    nodes = told["nodes"]
    kinds = {node[0] for node in nodes}
    ends = {(nodes[start][0], nodes[end][0]) for start, end in told["ties"]}

    assert [0, 1, 2, 3] == sorted(kinds)
    assert len(kinds) == len(told["kinds"])
    assert {(told["session"], other) for other in kinds - {told["session"]}} == ends
    assert len(nodes) == len({(node[1], node[2]) for node in nodes}), "each stands alone"
    assert "" == told["left_out"]


def test_each_node_leads_to_a_page(browser: Browser, told: dict[str, Any]) -> None:
    links = {str(node[4]) for node in told["nodes"]}

    assert dict.fromkeys(links, 200) == {link: browser.get(link).status for link in links}


@pytest.mark.parametrize(
    "path",
    ["/campaigns/C-1/graph?figure=else", "/campaigns/C-9/graph?figure=nodes", "/?figure=nodes"],
)
def test_a_figure_that_is_none_is_not_there(browser: Browser, path: str) -> None:
    assert 404 == browser.get(path).status


def test_strangers_get_no_figure(console: Served) -> None:
    assert 401 == console.stranger().get(FIGURE).status
