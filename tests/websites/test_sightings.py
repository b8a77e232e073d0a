from datetime import UTC, datetime
from typing import Any

import pytest

from rasid.websites.formats import format_of
from rasid.websites.hosts import NotAName
from rasid.websites.sightings import read_sightings


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[arg-type,misc]


CERTSTREAM = {
    "data": {
        "leaf_cert": {"all_domains": ["*.a.example", "b.example"], "fingerprint": "AA:BB"},
        "seen": 1_544_700_000.5,
    }
}
RDAP = {
    "objectClassName": "domain",
    "ldhName": "A.example",
    "events": [
        {"eventAction": "expiration", "eventDate": "2020-01-01T00:00:00Z"},
        {"eventAction": "registration", "eventDate": "2018-11-01T11:30:00+01:00"},
    ],
    "nameservers": [{"ldhName": "NS1.h.example"}],
    "entities": [
        {"roles": ["registrar"], "vcardArray": ["vcard", [["fn", {}, "text", "A Registrar"]]]}
    ],
}
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("certstream", CERTSTREAM, {"kind": "certificate", "certificate": "aabb"}),
    (
        "ct_entry",
        {"name_value": "a.example\nwww.b.example", "not_before": "2018-12-01T00:00:00"},
        {"seen_at": utc(2018, 12, 1)},
    ),
    (
        "passive_dns",
        {"rrname": "a.example.", "rrtype": "A", "rdata": ["192.0.2.1"], "time_first": 1544700000},
        {"addresses": ("192.0.2.1",), "seen_at": utc(2018, 12, 13, 11, 20)},
    ),
    (
        "passive_dns",
        {"rrname": "a.example", "rrtype": "NS", "rdata": "ns1.h.example."},
        {"name_servers": ("ns1.h.example",)},
    ),
    (
        "rdap",
        RDAP,
        {
            "registrar": "A Registrar",
            "registered_at": utc(2018, 11, 1, 10, 30),
            "name_servers": ("ns1.h.example",),
        },
    ),
    (
        "whois",
        {"domain_name": "A.EXAMPLE", "creation_date": ["20181101"], "registrar": "R\x1b[31m Inc"},
        {"registered_at": utc(2018, 11, 1), "registrar": "R[31m Inc"},
    ),
    (
        "ocsf_dns",
        {"query": {"hostname": "a.example"}, "time": 1544700000000, "answers": [{"rdata": "::1"}]},
        {"kind": "query", "addresses": ("::1",)},
    ),
    (
        "ocsf_http",
        {"http_request": {"url": {"hostname": "a.example"}}, "dst_endpoint": {"ip": "192.0.2.1"}},
        {"kind": "url", "addresses": ("192.0.2.1",)},
    ),
    ("mail_url", {"url": "hxxp://a[.]example/x", "time": "2019-01-01"}, {"kind": "url"}),
    (
        "listed",
        {"registered_domain": "a.example", "canonical": "A Group", "first_date": "2017-12"},
        {"hostile": True, "group": "A Group", "known_at": utc(2017, 12, 31, 23, 59, 59)},
    ),
    ("listed", {"domain": "a.example", "label": "benign"}, {"hostile": False, "group": ""}),
]


@pytest.mark.parametrize(("name", "record", "expected"), CASES)
def test_record_is_read(name: str, record: dict[str, Any], expected: dict[str, Any]) -> None:
    """A record's format is found from what it holds, and read by it."""
    found = format_of(record)
    assert found is not None

    first = read_sightings(record, found)[0]

    assert (name, "a.example") == (found.name, first.host.domain)
    assert expected == {what: getattr(first, what) for what in expected}


@pytest.mark.parametrize("value", [5, True, None, {}, [], {"a": 1}, [[[1]]], "nothing here"])
def test_wrong_types_are_refused(value: object) -> None:
    """A field of names that holds something else is refused, never read as a name."""
    record = {"domain": value}
    found = format_of(record) or format_of({"domain": "x"})
    assert found is not None

    with pytest.raises(NotAName):
        read_sightings(record, found)


def test_every_name_of_a_certificate_is_seen() -> None:
    """One record tells of several hosts; what is no name among them is left out."""
    found = format_of(CERTSTREAM)
    assert found is not None

    hosts = [sighting.host.host for sighting in read_sightings(CERTSTREAM, found)]

    assert ["a.example", "b.example"] == hosts


@pytest.mark.parametrize("time", ["soon", "1e400", 10**30, float("nan"), -1, "0001-01-01", {}])
def test_what_is_no_time_is_not_told(time: object) -> None:
    """A time that cannot be read leaves the sighting without one."""
    record = {"domain": "a.example", "first_seen": time}
    found = format_of(record)
    assert found is not None

    assert read_sightings(record, found)[0].seen_at is None
