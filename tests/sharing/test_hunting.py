from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.engines.duckdb import DuckDB
from rasid.sharing.hunting import Hit, hunt
from rasid.sharing.indicators import Indicator, Kind
from reports.months import FIRST, Month
from sharing.worlds import KEY, a_month, entry

Opened = Callable[[Month], DuckDB]
START = FIRST.replace(tzinfo=UTC)


def sought(kind: Kind, value: str, **more: Any) -> Indicator:  # noqa: ANN401
    return Indicator("Example CERT", f"id of {value}", kind, value, **more)


def hits(engine: DuckDB, *indicators: Indicator) -> dict[str, Hit]:
    return {hit.value: hit for hit in hunt(engine, indicators, KEY)}


def test_an_address_is_told_with_its_counts(opened: Opened) -> None:
    """Events, accounts under pseudonyms, months, campaigns, and whether it was valid."""
    until = START + timedelta(minutes=30)
    found = hits(opened(a_month()), sought("address", "198.51.100.0", valid_until=until))

    hit = found["198.51.100.0"]
    assert (2, 1, 1, 1, 1) == (hit.events, hit.inside, hit.accounts, hit.protected, hit.entered)
    assert (("C-1",), {"2026-03": 2}) == (hit.campaigns, hit.months)
    assert ["j0"] == [one.pseudonym for one in hit.listed]
    assert not hit.shared


def test_an_account_on_no_roster_gets_a_mark(opened: Opened) -> None:
    (hit,) = hits(opened(a_month()), sought("address", "198.51.100.7")).values()

    assert KEY.pseudonym("account", "stranger@mail.example") == hit.listed[0].pseudonym


def test_what_many_strangers_share_says_so_and_comes_last(opened: Opened) -> None:
    month = a_month()
    month["events"] += [entry(3, f"neighbour{n}@mail.example") for n in range(3)]
    found = hunt(
        opened(month),
        [sought("address", "198.51.100.3"), sought("address", "198.51.100.7")],
        KEY,
    )

    assert [("198.51.100.7", False), ("198.51.100.3", True)] == [
        (hit.value, hit.shared) for hit in found
    ]


@pytest.mark.parametrize(
    ("kind", "value", "events"),
    [
        ("network", "198.51.100.0/24", 16),
        ("network", "198.51.100.4/30", 7),
        ("network", "198.51.100.8/29", 1),
        ("network", "198.0.0.0/8", 16),
        ("network", "2001:db8::/33", 1),
        ("network", "2001:db8:8000::/33", 0),
        ("fingerprint", "t13d_rare", 16),
        ("fingerprint", "t13d", 0),
        ("client", "Mozilla/5.0", 17),
        ("domain", "evil.example", 1),
        ("domain", "vil.example", 0),
        ("domain", "mail.example", 17),
    ],
)
def test_each_kind_finds_its_events(opened: Opened, kind: Kind, value: str, events: int) -> None:
    """Networks of both families, whole fingerprints, and domains with all below them."""
    month = a_month()
    month["events"] += [
        entry(9, "x@mail.example", source_ip="2001:db8::7", detail="to https://a.Evil.example/x")
    ]
    found = hits(opened(month), sought(kind, value))

    assert {value: events} if events else {} == {v: hit.events for v, hit in found.items()}
    assert events == sum(hit.events for hit in found.values())


def test_nothing_sought_is_nothing_found(opened: Opened) -> None:
    assert () == hunt(opened(a_month()), [], KEY)


def test_a_home_that_was_never_analysed_can_be_hunted(opened: Opened) -> None:
    month = {name: rows for name, rows in a_month().items() if name in ("events", "roster")}
    (hit,) = hits(opened(month), sought("address", "198.51.100.0")).values()

    assert (2, 1, ()) == (hit.events, hit.protected, hit.campaigns)


ADDRESSES = st.ip_addresses()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(ADDRESSES, min_size=1, max_size=4), st.data())
def test_membership_is_that_of_the_standard_library(
    opened: Opened, addresses: list[Any], data: st.DataObject
) -> None:
    """For any address and any network of either family."""
    addresses = [a for a in addresses if getattr(a, "ipv4_mapped", None) is None]
    near = data.draw(st.sampled_from(addresses or [ip_address("198.51.100.7")]))
    length = data.draw(st.integers(1, near.max_prefixlen - 1))
    network = ip_network(f"{near}/{length}", strict=False)
    events = [entry(n, "x@mail.example", source_ip=str(a)) for n, a in enumerate(addresses)]
    found = hits(opened({"events": events}), sought("network", str(network)))

    inside = sum(a in network for a in addresses if a.version == network.version)
    assert inside == sum(hit.events for hit in found.values())


def test_validity_is_half_open(opened: Opened) -> None:
    start = datetime(2026, 3, 2, 5, 10, tzinfo=UTC)
    month = a_month()
    inside = [
        hits(opened(month), sought("address", "198.51.100.0", valid_from=a, valid_until=b))[
            "198.51.100.0"
        ].inside
        for a, b in ((start, None), (None, start), (start, start + timedelta(hours=1)))
    ]

    assert [2, 0, 1] == inside
