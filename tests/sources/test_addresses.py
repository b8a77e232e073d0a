"""The `address` macro against Python's own reading of addresses."""

from collections.abc import Iterator
from ipaddress import AddressValueError, IPv4Address, IPv6Address

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from rasid.engines.duckdb import DuckDB
from rasid.sources.reading import prepare
from sources.log_home import SETTINGS


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(SETTINGS, tmp_path_factory.mktemp("spill")) as engine:
        prepare(engine, {})
        yield engine


def read(engine: DuckDB, text: str) -> object:
    return engine.rows("SELECT address($text)", {"text": text})[0][0]


def test_column_that_nobody_maps_is_no_address(engine: DuckDB) -> None:
    """What a column of nothing but NULL is folded to, DuckDB 2.0.0 cannot compare."""
    assert engine.rows("SELECT address(x) FROM (SELECT NULL AS x)") == [(None,)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("192.0.2.7, 10.0.0.1", "192.0.2.7"),
        ("2001:db8::7, 10.0.0.1", "2001:db8::7"),
    ],
)
def test_first_of_a_list_is_taken(engine: DuckDB, text: str, first: str) -> None:
    assert read(engine, text) == first


GROUPS = st.lists(st.just(0) | st.integers(0, 0xFFFF), min_size=8, max_size=8)
SPELLING = st.tuples(st.lists(st.integers(1, 4), min_size=8, max_size=8), st.integers(0, 99))


def spelt(groups: list[int], widths: list[int], cut: int) -> str:
    """Write an address with leading zeros, and of one run of zero groups some left out."""
    written = [f"{group:x}".zfill(width) for group, width in zip(groups, widths, strict=True)]
    zeros = [at for at, group in enumerate(groups) if group == 0]
    if not zeros or cut % 3 == 0:
        return ":".join(written)
    start = zeros[cut % len(zeros)]
    end = start + 1
    while end < 8 and groups[end] == 0 and end - start < cut % 8:
        end += 1
    return ":".join(written[:start]) + "::" + ":".join(written[end:])


@given(groups=GROUPS, spelling=SPELLING)
def test_ipv6_has_one_spelling(
    engine: DuckDB, groups: list[int], spelling: tuple[list[int], int]
) -> None:
    address = IPv6Address(sum(group << 16 * (7 - at) for at, group in enumerate(groups)))
    text = spelt(groups, *spelling)

    assert IPv6Address(text) == address
    for given_text in (text, text.upper(), f"[{text}]:443", f"{text}%eth0", f"[{text}]"):
        assert address.ipv4_mapped or str(address) == read(engine, given_text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2001:db8::0:1", "2001:db8::1"), ("0::0", "::"), ("1::2:0:0:0:3", "1:0:0:2::3")],
)
def test_short_form_is_the_shortest(engine: DuckDB, text: str, expected: str) -> None:
    assert expected == str(IPv6Address(text)) == read(engine, text)


@given(number=st.integers(0, 2**32 - 1), port=st.integers(0, 65535))
def test_ipv4_is_told_without_what_surrounds_it(engine: DuckDB, number: int, port: int) -> None:
    address = str(IPv4Address(number))

    for text in ("{}", "{}:{}", "::ffff:{}", "[::ffff:{}]:{}", "::FFFF:{}", " {} ", "[{}]"):
        assert address == read(engine, text.format(address, port))


@given(text=st.text("0123456789abcdef:", min_size=1, max_size=40))
@example(text="1::2::3")
@example(text="1:2:3:4:5:6:7")
@example(text="1:2:3:4:5:6:7:8:9")
@example(text="12345::1")
@example(text="1:2:3:4::5:6:7:8")
def test_what_is_no_address_stays_as_it_is(engine: DuckDB, text: str) -> None:
    try:
        expected = str(IPv6Address(text))
    except AddressValueError:
        expected = text

    assert "ffff" in text or expected == read(engine, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.1, 198.51.100.2", "192.0.2.1"),
        ("192.0.2.1,198.51.100.2", "192.0.2.1"),
        ("2001:db8::1, 192.0.2.1", "2001:db8::1"),
    ],
)
def test_of_a_list_the_first_is_taken(engine: DuckDB, text: str, expected: str) -> None:
    assert expected == read(engine, text)
