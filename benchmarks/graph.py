"""How smoothly the graph of a campaign is moved in a browser: its own nodes, and many made-up ones.

    python benchmarks/graph.py HOME [--nodes 5000 20000]

Debian's chromium without a graphics card comes closer and goes back, a step at a time; a step is
what the library does and draws before the next; what is left it draws in pieces between steps.
The first campaign of the list is tried, then made-up graphs.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# In place of this folder, whose console.py would be taken for the folder of tests.
sys.path[0] = str(Path(__file__).parents[1] / "tests")

from numpy.random import default_rng  # noqa: E402 - as above
from playwright.sync_api import Page, Route  # noqa: E402 - as above

from console.browser import served  # noqa: E402 - as above
from console.tour import browsing  # noqa: E402 - as above
from rasid.console import ENTER  # noqa: E402 - as above
from rasid.settings import Home  # noqa: E402 - as above

_STEPS = """() => {
  const chart = echarts.getInstanceByDom(document.querySelector("[data-picture]"));
  const taken = [];
  for (let n = 0; n < 60; n++) {
    const start = n < 30 ? n * 1.5 : (60 - n) * 1.5;
    const began = performance.now();
    const batch = [0, 1].map((dataZoomIndex) => ({ dataZoomIndex, start, end: 100 - start }));
    chart.dispatchAction({ type: "dataZoom", batch });
    chart.getZr().flush();
    taken.push(performance.now() - began);
  }
  taken.sort((one, other) => one - other);
  return [taken[30], taken[57], taken[59]];
}"""


def made_up(nodes: int) -> dict[str, Any]:
    """Return a figure of so many nodes: a quarter sessions, each tied to some nine others."""
    dice = default_rng(7)
    sessions = nodes // 4
    places = (dice.random((nodes, 2)) * (100, 60)).tolist()
    drawn = [[1 if n < sessions else 3, *place, f"n{n}", "/", 1] for n, place in enumerate(places)]
    ties = dice.integers((0, sessions), (sessions, nodes), (nodes * 9 // 4, 2)).tolist()
    figure = {"session": 1, "nodes": drawn, "ties": ties, "groups": [], "left_out": ""}
    return {**figure, "kinds": ["addresses", "sessions", "clients", "people"]}


def answering(figure: dict[str, Any]) -> Callable[[Route], None]:
    """Return what answers with a figure, whatever the home has."""
    return lambda route: route.fulfill(json=figure)


def tried(page: Page, address: str, name: str) -> None:
    """Print how long steps take on a graph."""
    page.goto(address)
    page.wait_for_selector("[data-drawn]", timeout=60_000)
    nodes = page.get_attribute("[data-drawn]", "data-drawn")
    middle, high, highest = page.evaluate(_STEPS)
    print(f"{name}: {nodes} nodes; a step {middle:.0f} ms, p95 {high:.0f}, at most {highest:.0f}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve the home, and try its largest campaign and made-up ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--nodes", type=int, nargs="*", default=[5_000, 20_000])
    asked = parser.parse_args(arguments)
    with served(Home(asked.home)) as console, browsing() as context:
        page, url = context.new_page(), console.url.rstrip("/")
        page.goto(f"{url}{ENTER}?token={console.gate.issue()}")
        page.wait_for_url(console.url)
        listed = console.browser().get("/campaigns?csv=campaigns").text.splitlines()[1:]
        address = f"{url}/campaigns/{listed[0].split(',')[0]}/graph"
        tried(page, address, "the first campaign")
        for nodes in asked.nodes:
            page.route("**/*figure=nodes*", answering(made_up(nodes)))
            tried(page, address, "made up")
            page.unroute("**/*figure=nodes*")
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
