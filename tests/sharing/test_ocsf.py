import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.sharing import ocsf_findings
from rasid.sharing.rules import Rules
from reports.months import Month
from sharing.worlds import a_month
from sharing.writing import written

Opened = Callable[[Month], DuckDB]


def finding(engine: DuckDB, ledger: Engine, rules: Rules | None = None) -> dict[str, Any]:
    (line,) = written(ocsf_findings, "ocsf", engine, ledger, rules).splitlines()
    found: dict[str, Any] = json.loads(line)
    return found


def test_a_campaign_is_a_detection_finding(opened: Opened, ledger: Engine) -> None:
    """Of class 2004, with what the class demands, its addresses and its techniques."""
    made = finding(opened(a_month()), ledger)

    demanded = ("activity_id", "category_uid", "class_uid", "severity_id", "time", "type_uid")
    assert (1, 2, 2004, 4, 1775034000250, 200401) == tuple(made[name] for name in demanded)
    assert {"version", "product", "uid", "labels"} == made["metadata"].keys()
    assert {"uid", "title", "analytic", "attacks"} <= made["finding_info"].keys()
    assert 9 == sum("src_endpoint" in one for one in made["evidences"])
    assert {("T1110", "T1110.003", "TA0006")} == {
        (a["technique"]["uid"], a["sub_technique"]["uid"], a["tactic"]["uid"])
        for a in made["finding_info"]["attacks"]
    }


def test_every_observable_points_to_evidence(opened: Opened, ledger: Engine) -> None:
    made = finding(opened(a_month()), ledger)

    held = json.dumps(made["evidences"])
    assert made["observables"]
    assert all(json.dumps(one["value"]) in held for one in made["observables"])


def test_a_changed_campaign_is_an_update(opened: Opened, ledger: Engine) -> None:
    month = a_month()
    first = finding(opened(month), ledger)
    again = finding(opened(month), ledger)
    month["campaigns"][0]["attempts_high"] += 1
    then = finding(opened(month), ledger)

    assert (first, first["finding_info"]["uid"]) == (again, then["finding_info"]["uid"])
    assert (200402, True) == (then["type_uid"], first["time"] < then["time"])


def test_no_inference_is_certain(opened: Opened, ledger: Engine) -> None:
    month = a_month()
    month["campaigns"][0]["campaign_probability"] = 1.0

    assert 99 == finding(opened(month), ledger)["confidence_score"]


@pytest.mark.parametrize("profile", ["indicators", "peers"])
def test_the_profile_holds(opened: Opened, ledger: Engine, profile: str) -> None:
    """No number, name of an actor or category in what tells indicators only."""
    told = finding(opened(a_month()), ledger, Rules("amber", profile))["unmapped"]

    assert (profile == "peers") == bool(told["numbers"])
    assert (profile == "peers") == (told["attributed_to"] is not None)
    assert [] == told["people"]
