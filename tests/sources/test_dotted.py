"""Records whose fields are named by paths are put together again."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.sources.dotted import is_dotted, nested
from rasid.sources.raw_lines import raw_lines
from sources.log_home import Site

Record = dict[str, Any]
WRITTEN: dict[str, tuple[Record, Record]] = {
    "objects": ({"a.b": "1", "a.c.d": "2", "e": "3"}, {"a": {"b": "1", "c": {"d": "2"}}, "e": "3"}),
    "what is empty": ({"a.b": "", "a.c": None, "a.d": [], "e": "1"}, {"e": "1"}),
    "a list by its values": (
        {"t{}.id": ["1", "2"], "t{}.type": ["User", "App"]},
        {"t": [{"id": "1", "type": "User"}, {"id": "2", "type": "App"}]},
    ),
    "a list by lines": ({"t{}.id": "1\n2"}, {"t": [{"id": "1"}, {"id": "2"}]}),
    "a list of values": ({"t{}": ["1", "2"], "a.b": "1"}, {"t": ["1", "2"], "a": {"b": "1"}}),
    "places": ({"t.0.id": "1", "t[1].id": "2"}, {"t": [{"id": "1"}, {"id": "2"}]}),
    "places of which one is empty": (
        {"t.0.id": "", "t.0.name": "a", "t.2.id": "3"},
        {"t": [{"name": "a"}, {}, {"id": "3"}]},
    ),
    "a place before the one that came": (
        {"t[1].id": "2", "t[0].name": "a"},
        {"t": [{"name": "a"}, {"id": "2"}]},
    ),
    "JSON in a text": (
        {"a.b": '[{"c": 1}]', "a.d": "[torn"},
        {"a": {"b": [{"c": 1}], "d": "[torn"}},
    ),
    "a list of one": ({"a.b": ["1"]}, {"a": {"b": "1"}}),
    "a name that is no object": ({"a": "1", "a.b": "2"}, {"a": "1"}),
    "a point at the edge": ({".a": "1", "@odata.type": "2"}, {".a": "1", "@odata": {"type": "2"}}),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_paths_become_objects(name: str) -> None:
    written, expected = WRITTEN[name]

    assert expected == nested(written)


@given(st.dictionaries(st.text("a.{}[]01", max_size=12), st.text("[{1\n", max_size=4), max_size=5))
def test_any_names_are_taken(record: Record) -> None:
    assert isinstance(nested(record), dict)
    assert isinstance(is_dotted(record), bool)


def test_a_search_that_lists_fields_by_path_is_read(site: Site, tmp_path: Path) -> None:
    fields = {
        "uuid": "o-1",
        "published": "2026-01-01T00:00:00.123Z",
        "eventType": "user.mfa.factor.deactivate",
        "outcome.result": "SUCCESS",
        "actor.alternateId": "help@contoso.example",
        "client.ipAddress": "192.0.2.7",
        "target{}.type": ["AppInstance", "User"],
        "target{}.alternateId": ["Mail", "ada@contoso.example"],
    }
    (tmp_path / "log").write_text(json.dumps({"preview": False, "offset": 0, "result": fields}))

    report = site.take(tmp_path / "log")[0]

    assert ("okta", 1, 1) == (report.format, report.lines, report.new)
    assert [("mfa_change", "ada@contoso.example", "help@contoso.example", "192.0.2.7")] == (
        site.events("action", "account", "actor_account", "source_ip")
    )


def test_a_table_with_columns_by_path_is_read_and_shown(site: Site, tmp_path: Path) -> None:
    row = {
        "id": "s-1",
        "createdDateTime": "2026-01-01T00:00:00Z",
        "userPrincipalName": "ada@contoso.example",
        "status.errorCode": "50126",
        "status.failureReason": "",
        "location.countryOrRegion": "DE",
    }
    with (tmp_path / "log.csv").open("w", newline="") as file:
        rows = csv.DictWriter(file, row)
        rows.writeheader()
        rows.writerow(row)

    report = site.take(tmp_path / "log.csv")[0]

    assert ("entra_graph", 1, 1) == (report.format, report.lines, report.new)
    assert [("signin", "failure", "bad_password", "DE")] == (
        site.events("action", "outcome", "reason", "country")
    )
    wanted = site.events("raw_file", "raw_line", "event_uid")
    shown = raw_lines(site.home, site.store, site.engine, wanted)
    assert {"errorCode": "50126"} == json.loads(shown[0].text)["status"]


def test_a_table_with_json_in_its_cells_is_read(site: Site, tmp_path: Path) -> None:
    row = {
        "CreationTime": "2026-01-05T10:00:00",
        "Id": "u-1",
        "Operation": "UserLoginFailed",
        "Workload": "AzureActiveDirectory",
        "UserId": "ada@contoso.example",
        "ErrorNumber": "50126",
        "ExtendedProperties": '[{"Name": "UserAgent", "Value": "Agent/1.0"}]',
        "ObjectId": "",
    }
    with (tmp_path / "log.csv").open("w", newline="") as file:
        rows = csv.DictWriter(file, row)
        rows.writeheader()
        rows.writerow(row)

    report = site.take(tmp_path / "log.csv")[0]

    assert ("m365", 1, 1) == (report.format, report.lines, report.new)
    assert [("signin", "failure", "bad_password", "Agent/1.0")] == (
        site.events("action", "outcome", "reason", "user_agent")
    )
