"""Network and country of an address against the packaged tables read by another way."""

import random
from bisect import bisect_right
from functools import cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv6Address, ip_address
from pathlib import Path
from runpy import run_path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sources.log_home import Site, sign_in, write_lines

MAKE = Path(__file__).parents[2] / "scripts" / "address-tables" / "make.py"
NETWORK = ("asn", "as_name", "country")


@cache
def table(name: str) -> tuple[list[int], list[dict[str, Any]]]:
    path = files("rasid.sources") / "address_tables" / f"{name}.parquet"
    rows = pq.read_table(str(path)).to_pylist()
    return [number(row["first"]) for row in rows], rows


def number(stored: int | bytes) -> int:
    return stored if isinstance(stored, int) else int.from_bytes(stored)


def looked_up(address: str) -> tuple[int | None, str | None, str | None]:
    known = ip_address(address)
    found: dict[str, Any] = {}
    if known.is_global and not known.is_multicast:
        for kind in ("network", "country"):
            firsts, rows = table(f"{kind}_ipv{known.version}")
            at = bisect_right(firsts, int(known)) - 1
            if at >= 0 and int(known) <= number(rows[at]["last"]):
                found |= rows[at]
    return found.get("asn"), found.get("as_name"), found.get("country")


def told(site: Site, folder: Path, addresses: list[str]) -> dict[str, tuple[Any, ...]]:
    records = [sign_in(n, src_endpoint={"ip": ip}) for n, ip in enumerate(addresses)]
    site.take(write_lines(folder / "a.ndjson", records))
    return {ip: tuple(said) for ip, *said in site.events("source_ip", *NETWORK)}


def test_known_addresses(site: Site, tmp_path: Path) -> None:
    said = told(site, tmp_path, ["8.8.8.8", "2001:4860:4860::8888", "175.45.176.99"])

    assert (15169, "US") == (said["8.8.8.8"][0], said["8.8.8.8"][2])
    assert 15169 == said["2001:4860:4860::8888"][0]
    assert "KP" == said["175.45.176.99"][2]


@pytest.mark.parametrize(
    ("address", "country"), [("2001:200::1", "JP"), ("2001:e68::1", "MY"), ("1.1.1.1", "AU")]
)
def test_a_part_of_a_registry_block_is_in_its_holders_country(
    site: Site, tmp_path: Path, address: str, country: str
) -> None:
    assert country == told(site, tmp_path, [address])[address][2]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([(0, 9, "a"), (5, 6, "b")], [(0, 4, "a"), (5, 6, "b"), (7, 9, "a")]),
        ([(0, 4, "a"), (3, 20, "b")], [(0, 4, "a"), (5, 20, "b")]),
        ([(0, 20, "a"), (15, 25, "b")], [(0, 14, "a"), (15, 25, "b")]),
        ([(0, 4, "a"), (0, 4, "b"), (8, 9, "c")], [(0, 4, "a"), (8, 9, "c")]),
    ],
)
def test_the_narrowest_range_counts(
    given: list[tuple[int, int, str]], expected: list[tuple[int, int, str]]
) -> None:
    made = run_path(str(MAKE))
    rows = [made["Range"](first, last, (said,)) for first, last, said in given]

    parted = made["merged"](made["disjoint"](rows))

    assert expected == [(first, last, said) for first, last, (said,) in parted]


def test_edges_of_ranges_and_addresses_at_random(site: Site, tmp_path: Path) -> None:
    seeded = random.Random(7)
    numbers: dict[int, set[int]] = {4: set(), 6: set()}
    for version, kind in ((4, IPv4Address), (6, IPv6Address)):
        bits = kind(0).max_prefixlen
        numbers[version] |= {seeded.getrandbits(bits) for _ in range(500)}
        for name in (f"network_ipv{version}", f"country_ipv{version}"):
            for row in seeded.sample(table(name)[1], 200):
                first, last = number(row["first"]), number(row["last"])
                numbers[version] |= {first - 1, first, last, last + 1}
    known = [IPv4Address(n) for n in sorted(numbers[4]) if 0 <= n < 2**32]
    # Of IPv6 only global unicast is looked up; the tables know of nothing else.
    wide = [IPv6Address(n) for n in sorted(numbers[6]) if n >> 125 == 1]
    addresses = [str(address) for address in (*known, *wide)]

    said = told(site, tmp_path, addresses)

    assert {ip: looked_up(ip) for ip in said} == said


@pytest.mark.parametrize(
    "address",
    ["10.1.2.3", "172.31.255.255", "192.168.0.1", "100.127.0.1", "127.0.0.1", "169.254.1.1",
     "192.0.2.1", "198.51.100.1", "203.0.113.1", "198.19.0.1", "224.0.0.1", "255.255.255.255",
     "::1", "fe80::1", "fc00::1", "2001:db8::1", "ff02::1", "8.8.8", "8.8.8.256", "word", "1:2:3"],
)  # fmt: skip
def test_special_addresses_and_others_stay_without(
    site: Site, tmp_path: Path, address: str
) -> None:
    assert [(None, None, None)] == list(told(site, tmp_path, [address]).values())


@pytest.mark.parametrize(
    ("logged", "expected"),
    [
        ({"location": {"country": "DE"}}, (15169, True, "DE")),
        ({"autonomous_system": {"number": 64500}}, (64500, False, "US")),
        ({"autonomous_system": {"number": 15169}}, (15169, True, "US")),
        ({"autonomous_system": {"number": 15169, "name": "Own"}}, (15169, "Own", "US")),
    ],
)
def test_what_the_log_says_stays(
    site: Site, tmp_path: Path, logged: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    record = sign_in(1, src_endpoint={"ip": "8.8.8.8", **logged})
    site.take(write_lines(tmp_path / "a.ndjson", [record]))

    ((asn, name, country),) = site.events(*NETWORK)
    shown = name if isinstance(expected[1], str) else bool(name)
    assert expected == (asn, shown, country)


def test_ranges_are_in_order_and_disjoint() -> None:
    for name in ("network_ipv4", "network_ipv6", "country_ipv4", "country_ipv6"):
        firsts, rows = table(name)
        ends = [-1, *(number(row["last"]) for row in rows)]
        assert all(end < first for end, first in zip(ends, firsts, strict=False))
