"""Every record of a JSON text on a line of its own, however it lay and was cut into chunks."""

import io
import json
from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.sources.counting import LONGEST_RECORD
from rasid.sources.levelling import PAGES, Leveller


def level(text: bytes, lists: Collection[str] = (), size: int = 1 << 20) -> tuple[int, list[bytes]]:
    target = io.BytesIO()
    leveller = Leveller(target, lists)
    for at in range(0, len(text), size):
        leveller.feed(text[at : at + size])
    return leveller.end().records, target.getvalue().splitlines()


@pytest.mark.parametrize(
    ("text", "lists", "lines"),
    [
        ("", (), []),
        ("[]", (), []),
        (' [\n{"a": "]}\\""} ,\r\n{"b": [{}]}]\n', (), ['{"a": "]}\\""}', '{"b": [{}]}']),
        ('{"a":\n1}\n{"b": 2}{"c": 3}', (), ['{"a": 1}', '{"b": 2}', '{"c": 3}']),
        ('[{"a": 1}][{"b": 2}]', (), ['{"a": 1}', '{"b": 2}']),
        ('{"value": [{"a": 1}, {"b": 2}], "n": {"x": [1]}}', PAGES, ['{"a": 1}', '{"b": 2}']),
        ('{"n": 1, "items": []}\n{"items": [{"a": 1}]}', PAGES, ['{"a": 1}']),
        (
            '{"n": {"a": [1]}, "hits": {"n": {}, "hits": [{"a": 1}, {"hits": [2]}]}, "m": {}}',
            PAGES,
            ['{"a": 1}', '{"hits": [2]}'],
        ),
        ('{"a": [1], "b": 2}', PAGES, ['{"a": [1], "b": 2}']),
        ('[{"items": [1]}]', PAGES, ['{"items": [1]}']),
        (
            '{"clicksBlocked": [{"a": 1}, {}]}',
            PAGES,
            ['{"_list":"clicksBlocked","a": 1}', '{"_list":"clicksBlocked"}'],
        ),
        ("[1, {}, [2], 3]", (), ["1", "{}", "[2]", "3"]),
        ('[{"a": 1}, {"b": ', (), ['{"a": 1}', '{"b": ']),
        ('[{"a": "torn\n{"b": 1},\n{"c": 2}]', (), ['{"a": "torn', '{"b": 1}', '{"c": 2}']),
        (']}{"a": 1}', (), ['{"a": 1}']),
        ('rubbish {"a": 1} more', (), ["rubbish", '{"a": 1}', " more"]),
    ],
)
def test_records_become_lines(text: str, lists: Collection[str], lines: list[str]) -> None:
    expected = (len(lines), [line.encode() for line in lines])

    assert [expected] * 4 == [level(text.encode(), lists, size) for size in (1, 2, 7, 1000)]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
records = st.lists(st.dictionaries(st.text(max_size=5), values, max_size=4), max_size=6)


@given(records=records, indent=st.sampled_from([None, 0, 2]), size=st.integers(1, 64))
def test_array_and_page_hold_the_same_records(
    records: list[dict[str, Any]], indent: int | None, size: int
) -> None:
    array = json.dumps(records, indent=indent).encode()
    page = json.dumps({"@odata.context": "x", "value": records}, indent=indent).encode()

    assert records == [json.loads(line) for line in level(array, (), size)[1]]
    assert records == [json.loads(line) for line in level(page, PAGES, size)[1]]


@given(text=st.binary(max_size=200), size=st.integers(1, 64))
def test_any_bytes_give_as_many_lines_as_were_counted(text: bytes, size: int) -> None:
    count, lines = level(text, PAGES, size)

    assert count == len([line for line in b"\n".join(lines).split(b"\n") if line])
    assert (count, lines) == level(text, PAGES)


def test_record_far_too_long_is_cut_and_still_too_long() -> None:
    target = io.BytesIO()
    leveller = Leveller(target, ())
    leveller.feed(b'[{"a": "')
    for _ in range(40):
        leveller.feed(b"x" * (1 << 20))
    leveller.feed(b'"}, {"b": 1}]')

    count = leveller.end()

    first, second = target.getvalue().splitlines()
    assert (2, True) == (count.records, count.too_long)
    assert LONGEST_RECORD < len(first) < 2 * LONGEST_RECORD
    assert b'{"b": 1}' == second
