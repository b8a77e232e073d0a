import json
from collections.abc import Callable
from typing import Any

import pytest
from pymisp import MISPEvent
from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.sharing import misp_events
from rasid.sharing.rules import Rules
from reports.months import Month
from sharing.worlds import ROSTER, a_month
from sharing.writing import written

Opened = Callable[[Month], DuckDB]
JA4 = "t13d1516h2_8daaf6152771_b186095e22b6"


def event(engine: DuckDB, ledger: Engine, rules: Rules | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(misp_events, "misp", engine, ledger, rules))["Event"]
    return found


def test_pymisp_loads_it(opened: Opened, ledger: Engine) -> None:
    """With its types and categories, tags and objects; a JA4 is in MISP's object for it."""
    month = a_month()
    month["events"] = [{**row, "fingerprint": JA4} for row in month["events"]]
    loaded = MISPEvent(strict_validation=True)
    loaded.load(written(misp_events, "misp", opened(month), ledger))

    assert ["Campaign C-1", "1"] == [loaded.info, str(loaded.distribution)]
    assert {"tlp:amber", 'misp-galaxy:mitre-attack-pattern="Password Spraying - T1110.003"'} == {
        tag.name for tag in loaded.tags
    }
    assert 9 == sum(attribute.type == "ip-src" for attribute in loaded.attributes)
    assert [("ja4-plus", JA4)] == [(o.name, o.attributes[0].value) for o in loaded.objects]


def test_the_same_analysis_gives_the_same_event(opened: Opened, ledger: Engine) -> None:
    engine = opened(a_month())

    assert event(engine, ledger) == event(engine, ledger)


def test_a_changed_number_gives_a_newer_timestamp(opened: Opened, ledger: Engine) -> None:
    """To what tells it and to the event, under the same UUIDs."""
    month = a_month()
    before = event(opened(month), ledger)
    month["campaigns"][0]["attempts_high"] += 1
    after = event(opened(month), ledger)

    assert before["uuid"] == after["uuid"]
    assert int(before["timestamp"]) < int(after["timestamp"])
    same = [a["uuid"] for a in before["Attribute"]] == [a["uuid"] for a in after["Attribute"]]
    changed = [b for a, b in zip(before["Attribute"], after["Attribute"], strict=True) if a != b]
    assert (True, {"comment"}) == (same, {attribute["type"] for attribute in changed})


def test_what_stands_no_more_is_deleted(opened: Opened, ledger: Engine) -> None:
    """By its UUID: the address itself, which may be somebody's own, is not told again."""
    month = a_month()
    before = event(opened(month), ledger)
    month["hostile"] = [row for row in month["hostile"] if row["source_ip"] != "198.51.100.7"]
    after = event(opened(month), ledger)

    (gone,) = (a["uuid"] for a in before["Attribute"] if a["value"] == "198.51.100.7")
    deleted = {a["uuid"] for a in after["Attribute"] if a.get("deleted") and a["to_ids"]}
    assert ({gone}, False) == (deleted, "198.51.100.7" in json.dumps(after))


def test_who_was_named_once_is_not_named_again(opened: Opened, ledger: Engine) -> None:
    """Nor among what is deleted."""
    engine = opened(a_month())
    named = event(engine, ledger, Rules("amber", "peers", frozenset({"j1"})))
    after = event(engine, ledger, Rules("amber", "peers"))

    assert "Name of j1" in json.dumps(named)
    assert ("Name of j1" in json.dumps(after), True) == (
        False,
        any(one.get("deleted") for one in after["Attribute"]),
    )


def test_nobody_protected_is_in_it(opened: Opened, ledger: Engine) -> None:
    text = json.dumps(event(opened(a_month()), ledger, Rules("red", "trusted")))

    said = {one for who in ROSTER for one in (f"Name of {who}", f"{who}@mail.example")}
    assert set() == {one for one in said if one in text}


@pytest.mark.parametrize(("tlp", "distribution"), [("clear", "3"), ("green", "2"), ("red", "0")])
def test_the_level_bounds_how_far_misp_passes_it_on(
    opened: Opened, ledger: Engine, tlp: str, distribution: str
) -> None:
    assert distribution == event(opened(a_month()), ledger, Rules(tlp))["distribution"]
