"""The unit tests of panther-analysis against our rules, record by record, by panther.toml.

The data is in the shared folder and never copied; without it the test is skipped.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from detections.panther_table import (
    DATA,
    PAGE,
    TABLE,
    Test,
    explained,
    page,
    reason_unmapped,
    stem,
    their_tests,
)
from rasid.clock import Window
from rasid.detecting import make_sessions
from rasid.detections import Rules, prepare_relations, run_rules
from rasid.detections.content import read_rule
from rasid.detections.files import packaged_folder
from rasid.engines.duckdb import DuckDB, quote
from rasid.tables.roster import ROSTER
from sources.log_home import open_site

TIME = "2026-03-01T09:00:00.000Z"
LEAST_AGREEMENT = 0.9
AROUND = timedelta(days=400)

MAPPED = [test for test in their_tests() if reason_unmapped(test) is None]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_file(), reason=f"there is no {DATA}"),
]


def completed(log: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record as the vendor logs it: without their additions, and with a time."""
    record = {key: value for key, value in log.items() if not key.startswith("p_")}
    if "eventType" in record:
        record.setdefault("published", TIME)
    if isinstance(record.get("id"), dict):
        record["id"] = {"time": TIME, **record["id"]}
    if "event_type_id" in record:
        record.setdefault("created_at", TIME)
    if "access_device" in record:
        record.setdefault("isotimestamp", TIME)
    return record


@pytest.fixture(scope="module")
def fired(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], bool]:
    """Return our verdict on each test that is compared, by file and name."""
    fired: dict[tuple[str, str], bool] = {}
    left = [(test, f"{json.dumps(completed(test['log']))}\n".encode()) for test in MAPPED]
    while left:
        judged = verdicts(tmp_path_factory.mktemp("panther"), left)
        assert judged
        fired |= judged
        left = [(test, record) for test, record in left if (stem(test), test["test"]) not in fired]
    return fired


def verdicts(root: Path, tests: Sequence[tuple[Test, bytes]]) -> dict[tuple[str, str], bool]:
    """Import the records of tests, and return our verdict on each but on second deliveries.

    What rasid reads of some is what it read of another test's, under the same id.
    """
    (root / "logs").mkdir()
    for number, (_, record) in enumerate(tests):
        (root / "logs" / f"{number:03}.json").write_bytes(record)
    for site in open_site(root / "home"):
        site.take(root / "logs")
        imported = {raw_file for (raw_file,) in site.events("raw_file")}
        site.engine.run("CREATE TEMP TABLE imported AS SELECT * FROM events")
        named = [(test, sha256(record).hexdigest()) for test, record in tests]
        return {
            (stem(test), test["test"]): verdict(site.engine, test, raw_file)
            for test, raw_file in named
            if raw_file in imported
        }
    raise AssertionError


def verdict(engine: DuckDB, test: Test, raw_file: str) -> bool:
    """Tell whether our rule fires on the record of a test, as if there were no other."""
    mapped = TABLE["mapped"][stem(test)]
    rule, findings = read_rule(
        packaged_folder() / f"{mapped['rule']}.sql", mapped.get("parameters", {})
    )
    assert [] == findings
    assert rule is not None
    engine.run(
        "CREATE OR REPLACE TEMP VIEW events AS "
        f"SELECT * FROM imported WHERE raw_file = {quote(raw_file)}"
    )
    engine.view(ROSTER, [])
    window = around(engine)
    make_sessions(engine, window)
    prepare_relations(engine, [rule])
    (run,) = run_rules(engine, Rules((rule,)), window)
    assert run.state != "could not run", run.why
    return run.signals > 0


def around(engine: DuckDB) -> Window:
    """Return a window around the only event."""
    ((time,),) = engine.rows('SELECT "time" FROM events')
    return Window(time.replace(tzinfo=UTC) - AROUND, time.replace(tzinfo=UTC) + AROUND)


def test_every_test_has_its_place() -> None:
    """Each rule of theirs is mapped, or there is a reason; the table names none that is not."""
    named = {*TABLE["mapped"], *TABLE["unmapped"], *TABLE["out_of_scope"]}

    assert set() == named - {stem(test) for test in their_tests()} - {
        test["dir"] for test in their_tests()
    }
    assert 444 == len(their_tests())
    assert len(MAPPED) > 90


def test_page_tells_what_the_table_says() -> None:
    """The page of the docs has the counts and reasons of the table."""
    assert page() == PAGE.read_text(encoding="utf-8")


def test_verdicts_agree_but_for_what_is_explained(
    fired: Mapping[tuple[str, str], bool],
) -> None:
    differing = [
        (stem(test), test["test"])
        for test in MAPPED
        if fired[(stem(test), test["test"])] != test["expected"]
    ]
    agreement = 1 - len(differing) / len(MAPPED)

    assert sorted(explained()) == sorted(differing)
    assert agreement >= LEAST_AGREEMENT


def test_what_fires_also_fires_for_a_reason(fired: Mapping[tuple[str, str], bool]) -> None:
    """Both verdicts are met often: neither all nor none would agree."""
    counts = Counter(test["expected"] for test in MAPPED)

    assert min(counts.values()) > 30
    assert {True, False} == set(fired.values())
