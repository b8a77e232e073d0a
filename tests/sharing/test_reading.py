import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from rasid.errors import InputError, RasidError
from rasid.sharing import reading
from rasid.sharing.keeping import import_indicators
from rasid.sharing.reading import Read, read_indicators
from sharing.indicator_files import AUTHOR, attribute, bundle, event, indicator, put

NOW = datetime(2026, 4, 1, tzinfo=UTC)
IPV4 = "[ipv4-addr:value = '198.51.100.7']"


def read(folder: Path, content: Any) -> Read:  # noqa: ANN401
    return read_indicators(put(folder, content))


def values(folder: Path, content: Any) -> list[tuple[str, str, bool]]:  # noqa: ANN401
    return [(one.kind, one.value, one.whole) for one in read(folder, content).indicators]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (IPV4, [("address", "198.51.100.7", True)]),
        ("[ipv6-addr:value = '2001:DB8::1']", [("address", "2001:db8::1", True)]),
        ("[ipv4-addr:value ISSUBSET '198.51.100.0/24']", [("network", "198.51.100.0/24", True)]),
        ("[domain-name:value = 'Evil.example']", [("domain", "evil.example", True)]),
        ("[url:value = 'https://evil.example/x']", [("domain", "evil.example", True)]),
        (
            "[network-traffic:src_ref.value = '198.51.100.7']",
            [("address", "198.51.100.7", True)],
        ),
        (
            "[ipv4-addr:value = '198.51.100.7' OR ipv4-addr:value = '198.51.100.8']",
            [("address", "198.51.100.7", True), ("address", "198.51.100.8", True)],
        ),
        (
            "[ipv4-addr:value IN ('198.51.100.7', '198.51.100.8')]",
            [("address", "198.51.100.7", True), ("address", "198.51.100.8", True)],
        ),
        (
            "[ipv4-addr:value = '198.51.100.7' AND domain-name:value = 'a.example']",
            [("address", "198.51.100.7", False), ("domain", "a.example", False)],
        ),
        ("[network-traffic:x_rasid_fingerprint = 't13d_a']", [("fingerprint", "t13d_a", True)]),
        (
            r"[network-traffic:extensions.'http-request-ext'.request_header.'User-Agent' = 'a\'b']",
            [("client", "a'b", True)],
        ),
        ("[ipv4-addr:value NOT = '198.51.100.7']", []),
        ("[ipv4-addr:value LIKE '198.51.%']", []),
        ("[file:hashes.MD5 = 'd41d8cd98f00b204e9800998ecf8427e']", []),
    ],
)
def test_patterns_name_values(
    tmp_path: Path, pattern: str, expected: list[tuple[str, str, bool]]
) -> None:
    """Each comparison that names a value; those that must hold together are marked so."""
    assert expected == values(tmp_path, bundle(indicator(pattern)))


def test_an_indicator_is_told_in_full(tmp_path: Path) -> None:
    """Who says so, from when until when, how sure, under which level."""
    marked = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421"
    more: dict[str, Any] = {"confidence": 80, "name": "<b>x", "object_marking_refs": [marked]}
    told = indicator(IPV4, valid_until="2026-02-01T00:00:00Z", **more)
    (one,) = read(tmp_path, bundle(told)).indicators

    assert (AUTHOR, 80, "<b>x", "amber") == (one.source, one.confidence, one.name, one.tlp)
    assert one.valid_from
    assert one.valid_until
    assert ("2026-01-01", "2026-02-01") == (f"{one.valid_from:%F}", f"{one.valid_until:%F}")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (attribute("ip-src", "198.51.100.7"), [("address", "198.51.100.7")]),
        (attribute("ip-dst", "198.51.100.0/24"), [("network", "198.51.100.0/24")]),
        (attribute("ip-dst|port", "198.51.100.7|443"), [("address", "198.51.100.7")]),
        (
            attribute("domain|ip", "a.example|198.51.100.7"),
            [("domain", "a.example"), ("address", "198.51.100.7")],
        ),
        (attribute("url", "https://a.example/x"), [("domain", "a.example")]),
        (attribute("user-agent", "odd/1"), [("client", "odd/1")]),
        (attribute("ja3-fingerprint-md5", "a" * 32), [("fingerprint", "a" * 32)]),
        (attribute("text", "t13d", object_relation="ja4"), [("fingerprint", "t13d")]),
        (attribute("text", "prose"), []),
        (attribute("ip-src", "198.51.100.7", to_ids=False), []),
    ],
)
def test_misp_attributes_name_values(
    tmp_path: Path, given: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    """Of an event and of its objects; those that are not meant for detection are left."""
    for content in (event(given), event(Object=[{"Attribute": [given]}]), [event(given)]):
        found = [(one.kind, one.value) for one in read(tmp_path, content).indicators]
        assert expected == found


def test_misp_validity_tlp_and_deletion(tmp_path: Path) -> None:
    """First seen, or the event's day, to a while after last seen; the closest tag holds."""
    given = attribute("ip-src", "198.51.100.7", last_seen="2026-02-01", deleted=True)
    (one,) = read(
        tmp_path, event(given, Tag=[{"name": "tlp:white"}, {"name": "tlp:red"}])
    ).indicators

    assert one.valid_from
    assert one.valid_until
    assert ("2026-01-01", "2026-03-03") == (f"{one.valid_from:%F}", f"{one.valid_until:%F}")
    assert ("red", True) == (one.tlp, one.revoked)


def test_csv_is_read_by_its_header(tmp_path: Path) -> None:
    """Defanged too; a kind that is not said is guessed; a bad row is refused by its line."""
    text = (
        "value,kind,valid_until,confidence,tlp,name\n"
        "198.51.100[.]7,,2026-02-01,70,TLP:GREEN,a\n"
        "evil[.]example,domain,,,,\n"
        "\n"
        '"odd/1, x",client,,,,\n'
        "198.51.100.8,hash,,,,\n"
        "198.51.100.9,,sometime,,,\n"
        "a,b,c,d,e,f,g\n"
    )
    found = read(tmp_path, text)

    assert [
        ("address", "198.51.100.7", 70, "green"),
        ("domain", "evil.example", None, ""),
        ("client", "odd/1, x", None, ""),
    ] == [(one.kind, one.value, one.confidence, one.tlp) for one in found.indicators]
    assert ["line 6", "line 7", "line 8"] == [one.what for one in found.refused]


def test_gzip_is_read(tmp_path: Path) -> None:
    path = tmp_path / "b.json.gz"
    path.write_bytes(gzip.compress(json.dumps(bundle(indicator(IPV4))).encode()))

    assert 1 == len(read_indicators(path).indicators)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "no column value"),
        ("hello\nworld\n", "no column value"),
        ("value,shoe\n", "'shoe'"),
        ("value,value\n", "a column twice"),
        ("{", "not JSON"),
        ('{"type": "bundle"}', "no list of objects"),
        ('{"type": "bundle", "objects": {}}', "no list of objects"),
        ('{"values": []}', "neither a STIX bundle nor a MISP event"),
        ("[1, 2]", "neither"),
        ("[" * 200_000, "nested too deep"),
        ('{"type": "bundle", "objects": [NaN]}', "no number"),
        ('{"a": ' + "9" * 10_000 + "}", "not JSON"),
    ],
)
def test_what_is_no_list_of_indicators_is_refused_in_a_sentence(
    tmp_path: Path, content: str, why: str
) -> None:
    with pytest.raises(InputError, match=why) as refused:
        read(tmp_path, content)
    assert "\n" not in str(refused.value)
    assert 400 > len(str(refused.value))


HUGE = "A" * 10_000_000


@pytest.mark.parametrize(
    "bad",
    [
        indicator(f"[ipv4-addr:value = '{HUGE}']"),
        indicator(f"[domain-name:value = '{'a.' * 5_000}example']"),
        indicator(IPV4, confidence="very"),
        indicator(IPV4, valid_from=["2026"]),
        indicator(IPV4, valid_until="2025-01-01T00:00:00Z"),
        indicator(IPV4, id="indicator--1"),
        indicator(IPV4, id=7),
        indicator(IPV4, id="indicator--../../../../../../../etc/passwd"),
        indicator(IPV4, pattern_type="yara"),
        indicator(["[x]"]),
        indicator("[ipv4-addr:value = "),
        indicator("(" * 3_000),
        indicator("[a:b = 'c']" + " AND [a:b = 'c']" * 1_100),
        indicator("[ipv4-addr:value = '0.0.0.0/0']"),
        "text",
        None,
        [[]],
    ],
    ids=lambda bad: str(bad)[:40],
)
def test_a_bad_object_does_no_harm_to_others(tmp_path: Path, bad: Any) -> None:  # noqa: ANN401
    """It is refused with a short reason, and what stands beside it is taken."""
    good = indicator("[ipv4-addr:value = '198.51.100.9']", description=HUGE)
    found = read(tmp_path, bundle(bad, good))

    assert ["198.51.100.9"] == [one.value for one in found.indicators]
    assert 1 == found.refused_in_all
    assert 200 > len(found.refused[0].what + found.refused[0].why)


def test_cycles_and_a_million_relationships_are_not_followed(tmp_path: Path) -> None:
    """Nothing but indicators is looked at."""
    one = indicator(IPV4)
    circle = {"type": "relationship", "id": "a", "source_ref": "a", "target_ref": "a"}
    text = json.dumps(bundle(one))[:-2] + f", {json.dumps(circle)}" * 1_000_000 + "]}"

    assert 1 == len(read(tmp_path, text).indicators)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (
            lambda: '{"type": "bundle", "objects": [' + "{}," * 4_500_000 + "{}]}",
            "lists, objects and commas",
        ),
        (
            lambda: bundle(
                *(indicator(IPV4 + " OR [a:b = 'c']" * 1_200, str(n)) for n in range(300))
            ),
            "patterns are 5,",
        ),
        (lambda: "[" + " " * 2**27 + "]", "128 MiB"),
    ],
    ids=["parts", "patterns", "bytes"],
)
def test_what_would_take_all_memory_or_hours_is_refused(
    tmp_path: Path, made: Callable[[], Any], why: str
) -> None:
    """In a sentence, before it does."""
    with pytest.raises(InputError, match=why):
        read(tmp_path, made())


def test_more_than_can_be_kept_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_INDICATORS", 2)

    assert 2 == len(read(tmp_path, "value\na.example\nb.example\nb.example\n").indicators)
    with pytest.raises(InputError, match="more than 2 indicators"):
        read(tmp_path, "value\na.example\nb.example\nc.example\n")


HALF = "\ud800"


@pytest.mark.parametrize(
    "given",
    [
        bundle(indicator(IPV4, name=HALF, created_by_ref=HALF)),
        event(attribute("ip-src", "198.51.100.7", comment=HALF), Orgc={"uuid": HALF}),
    ],
)
def test_half_a_surrogate_pair_can_be_kept(tmp_path: Path, ledger: Engine, given: Any) -> None:  # noqa: ANN401
    """JSON can write it, and no database can hold it."""
    done = import_indicators(put(tmp_path, given), ledger, now=NOW, source=HALF)

    assert (1, 0) == (done.added, done.refused_in_all)


def test_many_reasons_are_counted_and_few_are_kept(tmp_path: Path) -> None:
    found = read(tmp_path, bundle(*[None] * 5_000))

    assert (5_000, 100) == (found.refused_in_all, len(found.refused))


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = [*indicator(IPV4), "confidence", "valid_until", "object_marking_refs", "revoked"]


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_any_value_in_any_field_of_stix_is_harmless(
    tmp_path_factory: pytest.TempPathFactory, change: dict[str, Any]
) -> None:
    folder = tmp_path_factory.mktemp("f")
    found = read(folder, bundle({**indicator(IPV4), **change, "type": "indicator"}))

    assert len(found.indicators) + found.refused_in_all >= 1


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from([*attribute("a", "b"), "Tag", "first_seen"]), JSON), JSON)
def test_any_value_in_any_field_of_misp_is_harmless(
    tmp_path_factory: pytest.TempPathFactory, change: dict[str, Any], objects: object
) -> None:
    given = {**attribute("ip-src", "198.51.100.7"), **change}
    folder = tmp_path_factory.mktemp("f")

    assert 1 >= len(read(folder, event(given, Object=objects)).indicators)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.text(max_size=80).map("value,kind\n{}".format)))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("f")
    reading: Callable[[], Read] = lambda: read(folder, text)  # noqa: E731
    try:
        reading()
    except RasidError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
