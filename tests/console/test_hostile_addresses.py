"""Addresses that no page of ours leads to: each is answered, and none by a failure of ours."""

import re

import pytest

from console.browser import Browser
from console.homes import paths
from rasid.console.permissions import LEAST

HOSTILE = {
    "a zero": "%00",
    "another folder": "..%2F..%2Fetc%2Fpasswd",
    "a line end": "a%0D%0AX-Evil:%20yes",
    "half a letter": "%ED%A0%80",
    "digits without end": "9" * 5_000,
    "markup": "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
}
PLACES = sorted(
    path
    for method, path in map(str.split, LEAST)
    if method == "GET" and "{" in path and path != "/assets/{name}"
)
ASKED = ("page", "csv", "day", "account", "address", "at")


def failures(browser: Browser, addresses: list[str]) -> list[tuple[str, int]]:
    """Return those that are answered by a failure of ours, or by what they bring."""
    told = {address: browser.get(address) for address in addresses}
    return [
        (address, answer.status)
        for address, answer in told.items()
        if answer.status >= 500 or "x-evil" in answer.headers or "<script>alert" in answer.text
    ]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_a_path_names_may_be_anything(browser: Browser, hostile: str) -> None:
    asked = [re.sub(r"\{\w+(:path)?\}", lambda _: HOSTILE[hostile], path) for path in PLACES]

    assert len(asked) > 10
    assert [] == failures(browser, asked)


@pytest.mark.parametrize("name", ASKED)
def test_what_is_asked_for_may_be_anything(browser: Browser, name: str) -> None:
    """Each page gets one of them, another with each name."""
    pages = sorted({path.partition("?")[0] for path in paths()})
    values = list(HOSTILE.values())
    turned = ASKED.index(name)
    asked = [
        f"{page}?{name}={values[(place + turned) % len(values)]}"
        for place, page in enumerate(pages)
    ]

    assert [] == failures(browser, asked)
