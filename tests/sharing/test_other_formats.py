import csv
import io
import json
from collections.abc import Callable

from sqlalchemy import Engine

from rasid.attribution.techniques import SPRAY, read_rules
from rasid.engines.duckdb import DuckDB
from rasid.sharing import csv_indicators, navigator_layer
from rasid.sharing.attack import known, tactic_id
from rasid.sharing.rules import Rules
from reports.months import Month
from sharing.worlds import a_month
from sharing.writing import written

Opened = Callable[[Month], DuckDB]


def test_every_technique_that_logs_show_has_its_name_and_tactic() -> None:
    shown = {SPRAY, *(rule.technique for rule in read_rules())}

    assert [] == [one for one in shown if known(one).name == one or not known(one).tactics]
    assert all(tactic_id(tactic) for one in shown for tactic in known(one).tactics)


def test_a_layer_scores_techniques_by_campaigns(opened: Opened, ledger: Engine) -> None:
    layer = json.loads(written(navigator_layer, "navigator", opened(a_month()), ledger))

    assert ("enterprise-attack", "4.5") == (layer["domain"], layer["versions"]["layer"])
    assert [("T1110.003", 1, "C-1: shown 3 times")] == [
        (one["techniqueID"], one["score"], one["comment"]) for one in layer["techniques"]
    ]


def test_csv_is_defanged_and_no_formula(opened: Opened, ledger: Engine) -> None:
    """A client that calls itself by a formula stays text in a spreadsheet."""
    month = a_month()
    month["events"] = [{**row, "user_agent": "=cmd|' /C calc'!A0"} for row in month["events"]]
    text = written(csv_indicators, "csv", opened(month), ledger)

    rows = list(csv.DictReader(io.StringIO(text)))
    assert {"198[.]51[.]100[.]7", "'=cmd|' /C calc'!A0"} <= {row["value"] for row in rows}
    assert {"amber"} == {row["tlp"] for row in rows}


def test_csv_of_a_closed_level_has_its_header(opened: Opened, ledger: Engine) -> None:
    month = {**a_month(), "hostile": [], "events": []}
    text = written(csv_indicators, "csv", opened(month), ledger, Rules("clear", "indicators"))

    assert ["kind,value,valid_from,valid_until,confidence,name,tlp,id,source"] == text.splitlines()
