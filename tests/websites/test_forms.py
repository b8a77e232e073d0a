"""Files as their makers write them: each names what it saw, whatever stands around it."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from rasid.websites.broken import Broken
from rasid.websites.formats import format_of
from rasid.websites.hosts import NotAName
from rasid.websites.records import read_records
from rasid.websites.sightings import read_sightings

CERTIFICATES = (
    '"crt.sh ID",Logged At,Common Name,Matching Identities,Issuer Name\n'
    '1,2018-12-13,a.example,"a.example\nb.example","C=US, O=An Issuer"\n'
)
ZONE = (
    "; a zone\n$ORIGIN example.\n$TTL 86400\nexample.\t86400\tin\tsoa\tns.a.test. b. 1 2 3 4 5\n"
    "a.example.\t86400\tin\tns\tns1.h.test.\n\t86400\tin\tns\tns2.h.test.\nB NS NS1\n"
)
DIFFERENCE = (
    "--- old\n+++ new\n@@ -1 +1 @@\n+a.example.\t60\tin\tns\tns1.h.test.\n-b.example. NS x.\n"
)
WHOIS = (
    "Domain Name: A.EXAMPLE\nCreation Date: 2018-12-01T10:20:30Z\nRegistrar: R, Inc.\n"
    "Registrar Abuse Contact Email: a@r.test\nName Server: NS1.H.TEST\nName Server: NS2.H.TEST\n"
    ">>> Last update of WHOIS database: 2018-12-20 <<<\n\nSee https://icann.test for: codes\n"
    "Domain name:\n    b.example\nCreated: 01-Dec-2018\nRegistrar: S\n"
)
ZEEK = (
    "#separator \\x09\n#fields\tts\tid.resp_h\tquery\tqtype_name\tanswers\n#types\tt\ta\ts\ts\tv\n"
    "1544692272.1\t192.0.2.53\ta.example\tA\t192.0.2.1,192.0.2.2\n1544692272.1\t192.0.2.53\t-\t-\t-\n"
)
BIND = "13-Dec-2018 10:00:00.000 queries: info: client 10.0.0.1#53: query: a.example IN A +E\n"
SQUID = (
    "1544692272.123 100 10.0.0.1 TCP_MISS/200 12 GET http://a.example/x - HIER_DIRECT/192.0.2.1 -\n"
)
ABUSE_CH = (
    '# a dump\n# id,dateadded,url,urlhaus_link\n"1", "2018-12-13 10:00:00", "http://a.example/x.exe",'
    ' "https://urlhaus.test/1/"\n'
)
PROSE = "Indicators of compromise\n\nDomains:\n- a[.]example\n• b[.example\n1. c\\.example\n"
FILTER = "[Adblock Plus]\n! title\n||a.example^$third-party\n@@||b.example^\n"
HOSTS = "127.0.0.1 localhost\n0.0.0.0 a.example www.a.example\n192.0.2.1\tb.example # ours\n"

TEXTS = [
    (CERTIFICATES, ["a.example", "b.example"], 0),
    (ZONE, ["a.example", "a.example", "b.example"], 1),
    (DIFFERENCE, ["a.example"], 1),
    ("+a.example\n-b.example\n", ["a.example"], 1),
    (WHOIS, ["a.example", "b.example"], 0),
    (ZEEK, ["a.example"], 1),
    (BIND, ["a.example"], 0),
    (SQUID, ["a.example"], 0),
    (ABUSE_CH, ["a.example"], 0),
    (PROSE, ["a.example", "b.example", "c.example"], 2),
    (FILTER, ["a.example"], 1),
    (HOSTS, ["a.example", "www.a.example", "b.example"], 1),
    ('1,a.example\n2,"b.example\n3,c.example\n', ["a.example", "b.example", "c.example"], 0),
]

BUNDLE = {
    "type": "bundle",
    "objects": [
        {"type": "identity", "name": "x.example"},
        {
            "type": "indicator",
            "pattern": "[url:value = 'http://a.example/' OR url:value='b.example']",
        },
        {"type": "file", "name": "invoice.pdf"},
        {"type": "domain-name", "value": "c.example"},
    ],
}
EVENT = {
    "Event": {
        "info": "Phishing",
        "Attribute": [
            {"type": "domain|ip", "value": "a.example|192.0.2.1"},
            {"type": "md5", "value": "d41d8cd98f00b204e9800998ecf8427e"},
        ],
        "Object": [{"name": "url", "Attribute": [{"type": "url", "value": "hxxp://b.example/"}]}],
    }
}
SCAN = {
    "task": {"time": "2018-12-13T10:00:00Z", "url": "http://a.example/", "domain": "a.example"},
    "page": {"domain": "b.example", "ip": "192.0.2.1", "url": "https://b.example/"},
}
GATEWAY: dict[str, Any] = {
    "clicksPermitted": [{"url": "http://a.example/x", "clickTime": "2018-12-13T10:00:00Z"}],
    "clicksBlocked": [],
}
EVE = {"event_type": "dns", "dns": {"rrname": "a.example", "answers": [{"rdata": "192.0.2.1"}]}}

JSON = [
    (BUNDLE, ["a.example", "b.example", "c.example"], 2),
    (EVENT, ["a.example", "b.example"], 1),
    ({"results": [SCAN], "total": 1}, ["b.example", "a.example"], 0),
    (GATEWAY, ["a.example"], 0),
    (EVE, ["a.example"], 0),
    ({"name": "x", "indicators": [{"indicator": "a.example", "type": "domain"}]}, ["a.example"], 0),
    ({"name": "a list", "list": ["a.example"], "tags": ["t.example"]}, ["a.example"], 0),
    ({"domainSearchResults": [{"ldhName": "a.example"}, {"x": 1}]}, ["a.example"], 1),
    ({"obj": {"rrname": "a.example.", "rrtype": "A", "rdata": ["192.0.2.1"]}}, ["a.example"], 0),
    ({"WhoisRecord": {"domainName": "a.example", "createdDate": "2018"}}, ["a.example"], 0),
    ({"message_type": "dns_entries", "data": ["*.a.example"]}, ["a.example"], 0),
    ({"query_name": "a.example.", "answers": [{"Rdata": "192.0.2.1"}]}, ["a.example"], 0),
    (
        {"http_request": {"url": {"path": "/"}}, "dst_endpoint": {"hostname": "a.example"}},
        ["a.example"],
        0,
    ),
    ({"errorCode": 404, "title": "Not Found"}, [], 1),
    ({"deep": [[[[[[[[{"domain": "a.example"}]]]]]]]]}, [], 1),
]


def seen(path: Path) -> tuple[list[str], int]:
    """Return the hosts that a file tells of, and how many of its records are refused."""
    hosts: list[str] = []
    refused = 0
    for _, record in read_records(path):
        given = None if isinstance(record, Broken) else format_of(record)
        try:
            told = read_sightings(record, given) if given and isinstance(record, dict) else []
        except NotAName:
            told = []
        hosts += [one.host.host for one in told]
        refused += not told
    return hosts, refused


@pytest.mark.parametrize(("text", "hosts", "refused"), TEXTS)
def test_text_is_read(tmp_path: Path, text: str, hosts: list[str], refused: int) -> None:
    """Lists, tables, logs and zone files; what is no name is counted, and none is made up."""
    path = tmp_path / "file"
    path.write_text(text, encoding="utf-8")

    assert (hosts, refused) == seen(path)


@pytest.mark.parametrize("lines", [0, 1, 2])
@pytest.mark.parametrize(("value", "hosts", "refused"), JSON)
def test_json_is_read(
    tmp_path: Path, value: object, hosts: list[str], refused: int, lines: int
) -> None:
    """Records are found within others, on one line, over many, and on each of several lines."""
    path = tmp_path / "file"
    text = json.dumps(value, indent=None if lines else 2)
    path.write_text((text + "\n") * max(lines, 1), encoding="utf-8")

    assert (hosts * max(lines, 1), refused * max(lines, 1)) == seen(path)


def test_archive_is_read(tmp_path: Path) -> None:
    """The files of an archive are read one after the other, their lines counted on."""
    path = tmp_path / "file.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("domain-names.txt", "a.example\r\nb.example\r\n")
        archive.writestr("more/list.csv", "domain\nc.example\n")

    found = [(number, record) for number, record in read_records(path)]

    assert [(1, {"domain": "a.example"}), (2, {"domain": "b.example"})] == found[:2]
    assert [(4, {"domain": "c.example"})] == found[2:]


def test_what_stands_around_is_told(tmp_path: Path) -> None:
    """Times, addresses, name servers, registrars: each where its maker writes it."""
    path = tmp_path / "file"
    path.write_text(WHOIS, encoding="utf-8")

    records = [record for _, record in read_records(path) if isinstance(record, dict)]
    first, second = (
        one
        for record in records
        if (given := format_of(record))
        for one in read_sightings(record, given)
    )

    assert ("R, Inc.", ("ns1.h.test", "ns2.h.test")) == (first.registrar, first.name_servers)
    assert ["2018-12-01T10:20:30", "2018-12-01T00:00:00"] == [
        one.registered_at.isoformat() for one in (first, second) if one.registered_at
    ]


PROBED = {
    "timestamp": "2026-01-02T10:00:00Z",
    "url": "https://a.example/",
    "input": "a.example",
    "host": "192.0.2.1",
    "status_code": 200,
    "title": "Sign in\u202e again",
    "favicon": "-1277814690",
    "hash": {"body_sha256": "AB12"},
}
BANNER = {
    "hostnames": ["a.example"],
    "ip_str": "192.0.2.1",
    "http": {"title": None, "html_hash": -5, "favicon": {"hash": 0}},
}
SCANNED = {
    "task": {"url": "https://a.example/"},
    "page": {"domain": "a.example", "title": "Sign in again"},
}
SHOWN = [
    (PROBED, [("favicon", "-1277814690"), ("page body", "ab12"), ("page title", "sign in again")]),
    (BANNER, [("page body", "-5")]),
    (BANNER | {"hostnames": ["a.example", "b.example"]}, []),
    (SCANNED, [("page title", "sign in again")]),
    ({"domain": "a.example", "title": "404"}, []),
    (
        {"domain": "a.example", "html": "<html><title>Sign in again</title>"},
        [("page title", "sign in again")],
    ),
]


@pytest.mark.parametrize(
    ("record", "shown"), SHOWN, ids=["probed", "banner", "hosts", "scanned", "short", "whole"]
)
def test_what_a_page_shows_is_told(record: dict[str, Any], shown: list[tuple[str, str]]) -> None:
    """A title and hashes of an icon and a body, where it is sure whose page it was."""
    given = format_of(record)
    assert given is not None

    first = read_sightings(record, given)[0]

    told = [one for one in first.traits if one.kind != "page words"]
    assert ("a.example", shown) == (first.host.host, told)


def test_long_document_of_one_line_is_read(tmp_path: Path) -> None:
    """What a search site answers in one line of megabytes is no line that is too long."""
    path = tmp_path / "file"
    path.write_text(json.dumps([{"domain": f"a{n}.example", "x": "y" * 90} for n in range(10_000)]))

    assert 10_000 == sum(isinstance(record, dict) for _, record in read_records(path))
