"""The libraries that pages load are those that were pinned, byte for byte."""

import gzip
import hashlib
import json
import re
from importlib.resources import files
from pathlib import Path

from console.browser import Browser
from rasid.console.assets import asset_link

MOST = 200 * 1024
"""Bytes of the first page and all that it loads, packed."""

PACKAGES = Path(__file__).parents[2] / "scripts" / "browser-packages"
LIBRARIES = files("rasid.console") / "assets" / "libraries"


def sums() -> dict[str, str]:
    lines = (LIBRARIES / "SHA256SUMS").read_text("utf-8").splitlines()
    return {name: digest for digest, name in (line.split() for line in lines)}


def test_libraries_are_as_they_were_taken() -> None:
    found = {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in LIBRARIES.iterdir()
        if one.name.endswith(".js")
    }

    assert sums() == found


def test_they_are_of_the_versions_that_are_pinned() -> None:
    pinned = json.loads((PACKAGES / "package.json").read_text("utf-8"))["dependencies"]
    locked = json.loads((PACKAGES / "package-lock.json").read_text("utf-8"))["packages"]
    texts = {
        "echarts": (LIBRARIES / "echarts.min.js").read_text("utf-8"),
        "htmx.org": (LIBRARIES / "htmx.min.js").read_text("utf-8"),
    }

    assert pinned == {name: locked[f"node_modules/{name}"]["version"] for name in pinned}
    assert dict.fromkeys(pinned, True) == {
        name: f'"{version}"' in texts[name] for name, version in pinned.items()
    }
    assert all("resolved" not in one for one in locked.values())


def test_each_stands_with_its_licence() -> None:
    licences = {one.name for one in LIBRARIES.iterdir() if one.name.startswith("LICENSE-")}

    assert {f"LICENSE-{name}" for name in ("htmx", "echarts", "zrender", "d3", "tslib")} == licences


def test_they_are_served_packed(browser: Browser) -> None:
    told = browser.get(asset_link("htmx.min.js"), Accept_Encoding="gzip")

    assert (200, "gzip") == (told.status, told.headers["content-encoding"])


def test_the_first_page_is_light(browser: Browser) -> None:
    page = browser.get("/").text
    loaded = [
        browser.get(link, Accept_Encoding="gzip")
        for link in re.findall(r'(?:href|src)="(/assets/[^"]+)"', page)
    ]
    packed = [int(one.headers["content-length"]) for one in loaded]

    assert {200} == {one.status for one in loaded}
    assert len(gzip.compress(page.encode())) + sum(packed) < MOST
