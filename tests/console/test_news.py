"""What is new is told once each, wherever somebody who listens was interrupted."""

import http.client
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from console.browser import Served, served
from console.homes import home_of, whole_month
from rasid.accounts import Role
from rasid.campaigns import decide
from rasid.console import Item, Reading
from rasid.console.news import Place, news_after, place_in, spoken
from rasid.console.speech import speech_in
from rasid.console.streaming import MOST_OF_ONE
from rasid.languages import LANGUAGES
from rasid.ledger import alerts, open_ledger
from rasid.settings import Home
from rasid.tables.history import PAST_ATTRIBUTIONS, PAST_CAMPAIGNS
from reports.months import FIRST, Month

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)


def found(analysis: int, campaign_id: str, actor: str, probability: float = 0.9) -> Month:
    """Return what an analysis found of a campaign."""
    at = {"analysis": analysis, "analysed_at": FIRST + timedelta(hours=analysis)}
    campaign = dict.fromkeys(PAST_CAMPAIGNS.column_names, 1) | {
        **at,
        "campaign_id": campaign_id,
        "campaign_probability": probability,
        "first_seen": FIRST,
        "last_seen": FIRST,
        "by_category": "{}",
        "confirmed_by": None,
    }
    named = dict(zip(PAST_ATTRIBUTIONS.column_names[3:], (actor, 3.0, 0.8, "likely"), strict=True))
    window = {"start_at": FIRST, "end_at": FIRST, "version": "0"}
    return {
        "past_campaigns": [campaign],
        "past_attributions": [{**at, "campaign_id": campaign_id, **named}],
        "past_analyses": [{**at, **window}],
    }


def a_past() -> Month:
    """Return a month that was analysed three times: found, judged otherwise, and one more found."""
    month = whole_month()
    (first,) = month["campaign_history"]
    told = [
        found(1, "C-1", "Sable Heron"),
        found(2, "C-1", "unknown"),
        found(3, "C-1", "unknown"),
        found(3, "C-2", "Sable Heron"),
    ]
    for name in told[0]:
        month[name] = [row for one in told for row in one[name]]
    month["past_analyses"] = month["past_analyses"][:3]
    later = {"analysis": 3, "analysed_at": FIRST + timedelta(hours=3), "campaign_id": "C-2"}
    month["campaign_history"] = [first, {**first, **later}]
    return month


def warn(home: Home, campaign_id: str) -> None:
    """Let there be an alert."""
    row = {
        "made_at": AT.isoformat(),
        "campaign_id": campaign_id,
        "kind": "new",
        "state": "{}",
        "changes": "{}",
        "delivered_at": "",
    }
    with open_ledger(home) as ledger, ledger.begin() as connection:
        connection.execute(alerts.insert(), row)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = home_of(a_past(), tmp_path_factory.mktemp("news") / "home")
    for campaign_id in ("C-1", "C-2"):
        warn(home, campaign_id)
    return home


@pytest.fixture(scope="module")
def all_of_it(home: Home) -> Sequence[Item]:
    return after(home, Place())


def after(home: Home, place: Place) -> Sequence[Item]:
    reading = Reading(home)
    try:
        return news_after(reading, place)
    finally:
        reading.close()


def test_all_that_is_new(all_of_it: Sequence[Item]) -> None:
    kinds = [item.kind for item in all_of_it]
    changes = [
        [(one["campaign_id"], one["changes"]) for one in item.told["campaigns"]]
        for item in all_of_it
        if item.kind == "analysis"
    ]

    assert ["import", *["analysis"] * 3, "decision", "alert", "alert"] == kinds
    assert [[("C-1", ["appeared"])], [("C-1", ["verdict"])], [("C-2", ["appeared"])]] == changes


def test_wherever_one_was_interrupted_the_rest_follows(
    home: Home, all_of_it: Sequence[Item]
) -> None:
    """Nothing of it is lost, and nothing told twice."""
    places = [Place(), *(item.place for item in all_of_it)]

    assert [list(all_of_it[known:]) for known in range(len(places))] == [
        after(home, place) for place in places
    ]


def test_a_home_that_was_put_back_says_so(home: Home, all_of_it: Sequence[Item]) -> None:
    now = all_of_it[-1].place
    (told,) = after(home, replace(now, decisions=now.decisions + 1))

    assert ("reset", now) == (told.kind, told.place)


@pytest.mark.parametrize("text", ["", "i1", "i1.a1.d1", "i1.a1.d1.w-1", "i1.a1.d1.w١", "x" * 80])
def test_what_names_no_place(text: str) -> None:
    assert place_in(text) is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_is_a_sentence_without_markup(code: str, all_of_it: Sequence[Item]) -> None:
    told = [spoken(speech_in(code), item)["text"] for item in all_of_it]

    assert all(told)
    assert not {"<", "&"} & set("".join(told))


@pytest.fixture(scope="module")
def console(home: Home) -> Iterator[Served]:
    with served(home) as opened:
        yield opened


def events(text: str) -> list[dict[str, str]]:
    """Return the events of a stream, as a browser takes them apart."""
    blocks = [block.split("\n") for block in text.split("\n\n")]
    fields = [dict(line.split(": ", 1) for line in block if line) for block in blocks]
    return [block for block in fields if "event" in block]


def test_a_stream_from_a_place_on(console: Served, all_of_it: Sequence[Item]) -> None:
    """The header goes first: a browser sends it when it comes again."""
    browser = console.browser(Role.VIEWER, "Vera")
    told = browser.get(f"/events?wait=0&lang=en&since={Place()}")
    last = all_of_it[-2].place
    rest = browser.get(f"/events?wait=0&since={Place()}", Last_Event_ID=str(last))

    assert "text/event-stream; charset=utf-8" == told.headers["content-type"]
    assert [str(item.place) for item in all_of_it] == [one["id"] for one in events(told.text)]
    assert (
        "A new analysis found a new campaign." == json.loads(events(told.text)[1]["data"])["text"]
    )
    assert [str(all_of_it[-1].place)] == [one["id"] for one in events(rest.text)]


def test_without_a_place_it_begins_now(console: Served, all_of_it: Sequence[Item]) -> None:
    (told,) = events(console.browser().get("/events?wait=0").text)

    assert ("present", str(all_of_it[-1].place)) == (told["event"], told["id"])


@pytest.mark.parametrize("wait", ["-1", "101", "x", "", "%D9%A3", "1" * 5000])
def test_a_wait_that_is_none(console: Served, wait: str) -> None:
    assert 400 == console.browser().get(f"/events?wait={wait}").status


def opened(console: Served, cookies: dict[str, str]) -> tuple[http.client.HTTPResponse, Any]:
    """Open a stream and return it, with its connection."""
    place = urlsplit(console.url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=20)
    kept = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection.request("GET", f"/events?since={Place()}", headers={"Cookie": kept})
    return connection.getresponse(), connection


def first_line(stream: http.client.HTTPResponse) -> bytes:
    return stream.readline()


def test_a_session_holds_so_many_streams(console: Served) -> None:
    """A stream that its browser let go makes room."""
    browser = console.browser()
    streams = [opened(console, browser.cookies) for _ in range(MOST_OF_ONE)]
    assert [b"retry: 3000\n"] * MOST_OF_ONE == [first_line(stream) for stream, _ in streams]

    assert 429 == browser.get("/events?wait=0").status
    assert 200 == console.browser(Role.VIEWER, "Vera").get("/events?wait=0").status
    streams[0][1].close()
    streams[0][0].close()
    until = time.monotonic() + 10
    while browser.get("/events?wait=0").status == 429:
        assert time.monotonic() < until
    for stream, connection in streams[1:]:
        stream.close()
        connection.close()


def test_listening_keeps_no_session_from_ending(console: Served) -> None:
    browser = console.browser()
    console.clock[0] += timedelta(minutes=20)
    assert 200 == browser.get("/events?wait=0").status
    console.clock[0] += timedelta(minutes=20)

    assert 401 == browser.get("/").status


@pytest.mark.slow
def test_what_happens_meanwhile_is_heard_and_a_session_that_ended_is_not_told(
    tmp_path: Path,
) -> None:
    home = home_of(whole_month(), tmp_path / "home")
    with served(home) as console:
        browser = console.browser()
        stream, connection = opened(console, browser.cookies)
        heard = b""
        while b"event: decision" not in heard:
            heard += first_line(stream)
        with open_ledger(home) as ledger:
            decide(ledger, "confirm", why="seen", by="Ben", now=AT, campaign_id="C-1")
        while b"d2.w0" not in heard:
            heard += first_line(stream)
        console.gate.end(lambda _: True)
        rest = stream.read()
        connection.close()

    assert [b"i1.a0.d1.w0", b"i1.a0.d2.w0"] == [
        line.removeprefix(b"id: ")
        for line in heard.split(b"\n")
        if b".d" in line and b"d0" not in line
    ]
    assert b"event" not in rest
