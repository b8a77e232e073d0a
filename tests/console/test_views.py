"""Views are pages under names: kept once, shown to who is inside, and never another site's."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.browser import Browser, Served
from rasid.console.speech import speech_in
from rasid.console.views import forget_view, page_of, read_views, save_view
from rasid.errors import UsageError
from rasid.settings import Home

NOW = datetime(2026, 4, 1, 9, tzinfo=UTC)
SAY = speech_in("en").say


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.create()
    return made


def test_a_name_stands_for_one_page(home: Home) -> None:
    for name, address in (("B", "/people"), ("a", "/rules"), ("B", "/coverage")):
        save_view(home, f" \u2068{name}\u2069 ", address, NOW)

    assert [("a", "/rules"), ("B", "/coverage")] == [
        (one.name, one.address) for one in read_views(home)
    ]
    forget_view(home, read_views(home)[0].key)
    forget_view(home, "nobody's")
    assert ["B"] == [one.name for one in read_views(home)]
    assert 0o600 == (home.root / "views.json").stat().st_mode & 0o777


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/people?touched=yes&lang=ar&csv=people", "/people?touched=yes"),
        ("/search?q=a+b&token=x", "/search?q=a+b"),
        ("/", "/"),
    ],
)
def test_what_is_of_one_look_is_not_kept(address: str, page: str) -> None:
    assert page == page_of(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "people", "//other.example/", "/\\other.example", "https://other.example/"),
        *("javascript:alert(1)", "/a\nb", f"/{'a' * 2000}"),
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(UsageError):
        page_of(address)


@pytest.mark.parametrize("name", ["", " \u202e ", "a" * 81])
def test_a_view_has_a_name(home: Home, name: str) -> None:
    with pytest.raises(UsageError):
        save_view(home, name, "/", NOW)


def test_a_file_of_others_is_refused(home: Home) -> None:
    (home.root / "views.json").write_text('{"a": 1}')

    with pytest.raises(UsageError):
        read_views(home)


def test_from_the_foot_of_a_page_to_the_list_and_out_of_it(
    console: Served, browser: Browser
) -> None:
    """With markup and a person's name in its own, which stay text and pseudonym."""
    foot = browser.get("/people?touched=yes").text
    saved = browser.fill("/views", name="<b>Name of p1</b>", address="/people?touched=yes").text
    found = browser.get("/search?q=%3Cb").text
    (key,) = re.findall('name="forget" value="([^"]*)"', saved)
    left = browser.fill("/views", forget=key).text

    assert 'name="address" value="/people?touched=yes"' in foot
    assert str(SAY("views.saved")) in saved
    assert '<a href="/people?touched=yes">' in saved
    assert '<a href="/people?touched=yes">' in found
    assert [] == [text for text in (saved, found) if "<b>Name" in text or "Name of p1" in text]
    assert '<a href="/people?touched=yes">' not in left
    assert 401 == console.stranger().post("/views", {"form": "x.y"}).status


def test_what_is_no_page_is_not_saved(browser: Browser) -> None:
    told = browser.fill("/views", name="a", address="https://other.example/").text

    assert str(SAY("views.refused")) in told
    assert "other.example" not in told
