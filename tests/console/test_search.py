"""A search finds what pages show, under the names that they show."""

import re

import pytest

from console.browser import Browser


@pytest.mark.parametrize(
    ("text", "kind", "href"),
    [
        ("foothold", "rule", "/rules/foothold_after_entry"),
        ("AS64500", "network", "/campaigns/C-1/events?network=AS64500"),
        ("public.html", "report", "/published"),
        ("answer-1", "answer", "/answers/answer-1.json"),
        ("a court", "evidence", "/evidence?what=hold+placed"),
        ("Evidence", "page", "/evidence"),
        ("march", "log file", "/rejects?file="),
    ],
)
def test_a_text_is_found_where_it_stands(browser: Browser, text: str, kind: str, href: str) -> None:
    told = browser.get(f"/search?q={text.replace(' ', '+')}").text
    rows = re.findall(r'<td class="word">.*?</tr>', told)
    found = [row for row in rows if f">{kind}<" in row and f'href="{href}' in row]

    assert 1 == len(found)


@pytest.mark.parametrize("text", ["Name of p1", "p1@mail", "mail.example"])
def test_a_name_cannot_be_guessed_by_searching(browser: Browser, text: str) -> None:
    """Nothing that people wrote is found by it, though they wrote it."""
    told = browser.get(f"/search?q={text.replace(' ', '+')}").text

    assert not re.findall(r'<td class="word"><bdi>(?:evidence|decision|rule)', told)
