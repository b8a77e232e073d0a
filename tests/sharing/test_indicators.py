from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.sharing.indicators import Kind, guessed, moment, normalised, percent


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("address", " 198.51.100[.]7 ", ("address", "198.51.100.7")),
        ("address", "2001:DB8:0::1", ("address", "2001:db8::1")),
        ("address", "::ffff:198.51.100.7", ("address", "198.51.100.7")),
        ("network", "198.51.100.7/24", ("network", "198.51.100.0/24")),
        ("network", "198.51.100.7/32", ("address", "198.51.100.7")),
        ("address", "2001:db8::/40", ("network", "2001:db8::/40")),
        ("network", "::ffff:198.51.100.0/120", ("network", "198.51.100.0/24")),
        ("domain", "*.Evil.Example.", ("domain", "evil.example")),
        ("domain", "bücher.example", ("domain", "xn--bcher-kva.example")),
        ("fingerprint", "t13d1516h2_a_b", ("fingerprint", "t13d1516h2_a_b")),
    ],
)
def test_values_are_written_as_the_tables_write_them(
    kind: Kind, text: str, expected: tuple[str, str]
) -> None:
    assert expected == normalised(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("network", "0.0.0.0/0"),
        ("network", "::/0"),
        ("network", "10.0.0.0/7"),
        ("address", "not an address"),
        ("address", "fe80::1%eth0"),
        ("domain", "com"),
        ("domain", "<script>.example"),
        ("domain", "-a.example"),
        ("domain", "a." * 200 + "example"),
        ("domain", "198.51.100.7.1"),
        ("client", "\x1b[2J"),
        ("fingerprint", ""),
        ("client", "x" * 10_000_000),
    ],
)
def test_what_tells_nobody_apart_is_refused(kind: Kind, text: str) -> None:
    """Everybody's networks, top-level domains, control characters and endless texts."""
    with pytest.raises(ValueError, match=r"it is|network as broad"):
        normalised(kind, text)


@given(st.ip_addresses())
def test_addresses_have_one_form(address: Any) -> None:  # noqa: ANN401
    mapped = getattr(address, "ipv4_mapped", None) or address

    assert ("address", str(mapped)) == normalised("address", str(address))
    assert ("address", str(mapped)) == normalised("address", address.exploded)


@given(st.ip_addresses(), st.integers(21, 127))
def test_networks_hold_their_addresses(address: Any, length: int) -> None:  # noqa: ANN401
    length = min(length, 31) if address.version == 4 else length
    kind, value = normalised("network", f"{address}/{length}")

    mapped = getattr(address, "ipv4_mapped", None)
    assert "network" == kind
    assert (mapped or address) in ip_network(value) or address in ip_network(value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("198.51.100.0/24", ("network", "198.51.100.0/24")),
        ("hxxp://evil[.]example:8080/x", ("domain", "evil.example")),
        ("https://[2001:db8::1]/", ("address", "2001:db8::1")),
    ],
)
def test_a_kind_is_guessed(text: str, expected: tuple[str, str]) -> None:
    assert expected == guessed(text)


@pytest.mark.parametrize("value", ["yesterday", True, [], "9" * 400, 1e300, float("inf")])
def test_odd_times_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="time"):
        moment(value)


def test_times_are_read_in_three_forms() -> None:
    """ISO 8601 with and without a zone, and seconds since 1970."""
    forms = ("2026-03-01T00:00:00Z", "2026-03-01", "2026-03-01T03:30:00+03:30", 1772323200)

    assert {ip_moment.isoformat() for form in forms if (ip_moment := moment(form))} == {
        "2026-03-01T00:00:00+00:00"
    }


@pytest.mark.parametrize("value", [-1, 101, "many", True, 5.5, []])
def test_odd_confidences_are_refused(value: object) -> None:
    with pytest.raises(ValueError, match="0 to 100"):
        percent(value)


def test_a_round_address_is_an_address() -> None:
    assert str(ip_address("198.51.100.7")) == normalised("address", "198.51.100.7")[1]
