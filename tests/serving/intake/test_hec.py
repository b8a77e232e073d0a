"""Events are taken out of their envelopes whole, or the request is refused with its place."""

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.serving.intake.hec import Refusal, event_lines, raw_lines, unpacked

JSON_TEXT = st.text(st.characters(exclude_categories=["Cs"]))
EVENTS = st.lists(
    st.dictionaries(
        JSON_TEXT, JSON_TEXT | st.integers() | st.none() | st.lists(st.booleans()), min_size=1
    ),
    min_size=1,
)


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ('{"event": {"a": 1}}', ['{"a":1}']),
        ('{"event":{"a":1},"time":1,"host":"h"}{"event":{"b":"ب"}}', ['{"a":1}', '{"b":"ب"}']),
        ('[{"event":{"a":1}},{"event":"x y"}]', ['{"a":1}', "x y"]),
        ('{"event":"{\\n \\"a\\": 1\\n}"}', ['{"a":1}']),
        ('{"event":"two\\nlines"}', ["two lines"]),
        ('\n {"event": 7} \n', ["7"]),
    ],
)
def test_events_become_lines(body: str, lines: list[str]) -> None:
    assert lines == [line.decode() for line in event_lines(body.encode())]


@pytest.mark.parametrize(
    ("body", "code", "place"),
    [
        (b"", 5, None),
        (b" \n", 5, None),
        (b"{", 6, 0),
        (b"\xff", 6, 0),
        (b"[1]", 6, 0),
        (b'{"event":1}{"ev', 6, 1),
        (b'{"event":{"a":1}}{"time":1}', 12, 1),
        (b'{"event":""}', 13, 0),
        (b'{"event":null}', 13, 0),
        (b'{"event":{"a":"\\ud800"}}', 6, 0),
        (b"[" * 100_000, 6, 0),
    ],
)
def test_what_is_no_event_is_refused(body: bytes, code: int, place: int | None) -> None:
    with pytest.raises(Refusal) as told:
        event_lines(body)
    assert (code, place) == (told.value.code, told.value.place)


@given(EVENTS, st.sampled_from(["", " ", "\n", "\r\n"]))
def test_every_event_comes_through(events: list[dict[str, object]], between: str) -> None:
    body = between.join(json.dumps({"event": event}) for event in events).encode()

    assert events == [json.loads(line) for line in event_lines(body)]
    assert not any(b"\n" in line for line in event_lines(body))


@given(st.binary(max_size=200))
def test_any_body_is_taken_or_refused(body: bytes) -> None:
    for read in (event_lines, raw_lines, lambda one: [unpacked(one, "gzip")]):
        with suppress(Refusal):
            assert read(body)


def test_packed_body_is_unpacked_within_bounds() -> None:
    assert b"abc" == unpacked(gzip.compress(b"abc"), "gzip")
    for bad in (gzip.compress(bytes(100 << 20)), gzip.compress(b"abc")[:-1], b"abc"):
        with pytest.raises(Refusal):
            unpacked(bad, "gzip")


def test_raw_lines_are_those_with_text() -> None:
    assert [b"a", b" b"] == raw_lines(b"a\r\n\n b\n")
