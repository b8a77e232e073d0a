"""However records lie in their files, each event is read once."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from detections.vendor.vendor_records import (
    ALERT,
    AT,
    GRAPH_AUDIT,
    GRAPH_SIGN_IN,
    matched,
    prepared,
    rule_file,
    write,
)
from sources.log_home import Site, open_site

FAILED = "{s: {ResultType: 50126}, condition: s}"


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Site]:
    """Return a home without anything in it."""
    yield from open_site(tmp_path / "home")


def failures(number: int) -> list[dict[str, object]]:
    """Return so many failed sign-ins a minute apart."""
    return [
        GRAPH_SIGN_IN
        | {
            "id": f"s-{n:02d}",
            "createdDateTime": AT.replace("10:00", f"10:{n:02d}"),
            "status": {"errorCode": 50126},
        }
        for n in range(number)
    ]


def test_nothing_imported_is_no_silence(empty: Site, tmp_path: Path) -> None:
    """A rule whose log source was never imported says so."""
    empty.take(*write(tmp_path, {"a.json": [GRAPH_AUDIT]}))

    _, (idle,) = prepared(empty, tmp_path, rule_file(tmp_path, "azure signinlogs", FAILED))

    assert "nothing to read: no azure.signinlogs imported." == idle.why
    assert idle.idle


@pytest.mark.parametrize("form", ["lines", "gzip", "array", "page", "utf-16", "no ids", "mixed"])
def test_every_container_is_read(empty: Site, tmp_path: Path, form: str) -> None:
    """Compressed, listed, paged, in another encoding, or with other records between."""
    records = failures(5)
    text = "".join(json.dumps(one) + "\n" for one in records)
    data = {
        "lines": text.encode(),
        "gzip": gzip.compress(text.encode()),
        "array": json.dumps(records, indent=1).encode(),
        "page": json.dumps({"value": records}).encode(),
        "utf-16": text.encode("utf-16"),
        "no ids": text.replace('"id"', '"number"').encode(),
        "mixed": f"{text}{json.dumps(GRAPH_AUDIT)}\n{json.dumps(ALERT)}\n".encode(),
    }[form]
    path = tmp_path / "log.json"
    path.write_bytes(data)
    empty.take(path)

    ready, idle = prepared(
        empty,
        tmp_path,
        rule_file(tmp_path, "azure signinlogs", FAILED, "by_field"),
        rule_file(tmp_path, "azure signinlogs", "{k: [BAV2ROPC], condition: k}", "by_word"),
    )

    assert [] == idle
    assert [5, 5] == [len(matched(empty, rule)) for rule in ready]


def test_an_event_counts_once_however_often_it_was_delivered(empty: Site, tmp_path: Path) -> None:
    """Within a file, or in another."""
    records = failures(4)
    files = {"a.json": [*records, records[0], records[0]], "b.json": records[:3]}
    empty.take(*write(tmp_path, files))
    (tmp_path / "count.yml").write_text(
        rule_file(tmp_path, "azure signinlogs", FAILED)
        .read_text()
        .replace("title", "name: f\ntitle")
        + "---\ntitle: many\ncorrelation:\n    type: event_count\n    rules: f\n"
        "    group-by: UserPrincipalName\n    timespan: 1h\n    condition:\n        gte: {}\n"
    )
    text = (tmp_path / "count.yml").read_text()
    found = {}
    for least in (4, 5):
        path = tmp_path / f"count{least}.yml"
        path.write_text(text.replace("gte: {}", f"gte: {least}"))
        ready, idle = prepared(empty, tmp_path, path)
        assert [] == idle
        found[least] = [matched(empty, rule) for rule in ready if rule.title == "many"]

    assert {4: [["s-00", "s-01", "s-02", "s-03"]], 5: [[]]} == found


def test_a_correlation_has_its_group_for_a_subject(empty: Site, tmp_path: Path) -> None:
    """What belongs together is one signal."""
    records = failures(3)
    others = [
        one | {"id": f"o-{n}", "userPrincipalName": "bob@contoso.example"}
        for n, one in enumerate(records)
    ]
    empty.take(*write(tmp_path, {"a.json": [*records, *others, GRAPH_SIGN_IN]}))
    text = rule_file(tmp_path, "azure signinlogs", FAILED).read_text()
    path = tmp_path / "many.yml"
    path.write_text(
        text.replace("title", "name: f\ntitle")
        + "---\ntitle: many\ncorrelation:\n    type: value_count\n    rules: f\n"
        "    group-by: IPAddress\n    timespan: 1h\n    condition:\n        gte: 2\n"
        "        field: UserPrincipalName\n"
    )

    ready, idle = prepared(empty, tmp_path, path)

    assert [] == idle
    (rule,) = [one for one in ready if one.title == "many"]
    subjects = {row[0] for row in empty.engine.rows(rule.select)}
    assert {"192.0.2.7"} == subjects
    assert 6 == len(matched(empty, rule))
