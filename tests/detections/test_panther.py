"""The unit tests of panther-analysis against our rules, record by record, by panther.toml.

The data is in the shared folder and never copied; without it the test is skipped.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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
from rasid.detections import Rule, Rules, prepare_relations, run_rules
from rasid.detections.content import read_rule
from rasid.detections.files import packaged_folder
from rasid.engines.duckdb import DuckDB, quote
from rasid.tables.roster import ROSTER
from sources.log_home import open_site

TIME = "2026-03-01T09:00:00.000Z"
LEAST_AGREEMENT = 0.9
AROUND = timedelta(days=400)
FIRED = """
SELECT signals.rule, events.raw_file
FROM signal_events
JOIN signals ON signal_events.signal_id = signals.signal_id
JOIN events ON signal_events.provider = events.provider
    AND coalesce(signal_events.tenant, '') = coalesce(events.tenant, '')
    AND signal_events.event_uid = events.event_uid
"""

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
    of_file: dict[str, list[Test]] = {}
    for number, (test, record) in enumerate(tests):
        (root / "logs" / f"{number:03}.json").write_bytes(record)
        of_file.setdefault(sha256(record).hexdigest(), []).append(test)
    judged: dict[tuple[str, str], bool] = {}
    for site in open_site(root / "home"):
        site.take(root / "logs")
        told = site.events("raw_file", "account", "actor_account", "source_ip")
        site.engine.run("CREATE TEMP TABLE imported AS SELECT * FROM events")
        site.engine.view(ROSTER, [])
        for files in apart(told):
            together = [(test, file) for file in files for test in of_file[file]]
            fired = firing(site.engine, files, {stem(test) for test, _ in together})
            judged |= {
                (stem(test), test["test"]): (TABLE["mapped"][stem(test)]["rule"], file) in fired
                for test, file in together
            }
    return judged


def apart(told: Iterable[tuple[str, ...]]) -> list[list[str]]:
    """Return files in lists, in each of which no two have an account or an address in common."""
    lists: list[tuple[set[tuple[bool, str]], list[str]]] = []
    for file, account, actor, address in told:
        names = {(False, name) for name in (account, actor) if name}
        names |= {(True, address)} if address else set()
        free = [one for one in lists if one[0].isdisjoint(names)]
        if not free:
            free = [(set(), [])]
            lists += free
        free[0][0].update(names)
        free[0][1].append(file)
    return [files for _, files in lists]


def firing(engine: DuckDB, files: Collection[str], stems: Collection[str]) -> set[tuple[str, str]]:
    """Return which of our rules fire on the record of which file, where nobody has two."""
    rules: dict[str, Rule] = {}
    for name in sorted(stems):
        mapped = TABLE["mapped"][name]
        path = packaged_folder() / f"{mapped['rule']}.sql"
        rule, findings = read_rule(path, mapped.get("parameters", {}))
        assert [] == findings
        assert rule is not None
        assert rules.setdefault(rule.id, rule) == rule
    listed = ", ".join(map(quote, files))
    engine.run(
        f"CREATE OR REPLACE TEMP VIEW events AS SELECT * FROM imported WHERE raw_file IN ({listed})"
    )
    window = around(engine)
    make_sessions(engine, window)
    prepare_relations(engine, list(rules.values()))
    runs = run_rules(engine, Rules(tuple(rules.values())), window)
    assert [] == [run.why for run in runs if run.state == "could not run"]
    return set(engine.rows(FIRED))


def around(engine: DuckDB) -> Window:
    """Return a window around the events."""
    ((first, last),) = engine.rows('SELECT min("time"), max("time") FROM events')
    return Window(first.replace(tzinfo=UTC) - AROUND, last.replace(tzinfo=UTC) + AROUND)


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
