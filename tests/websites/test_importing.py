import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.case import Case, open_case
from rasid.errors import InputError
from rasid.settings import Home
from rasid.tables.websites import DOMAIN_FILES, DOMAIN_REJECTS, SIGHTINGS
from rasid.websites import Taught, import_domains
from rasid.websites.importing import DomainsReport

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TABLES = (DOMAIN_FILES, DOMAIN_REJECTS, SIGHTINGS)
NOTHING_SAID = Taught()


def take(case: Case, path: Path, taught: Taught = NOTHING_SAID) -> DomainsReport:
    with case.store.change() as change:
        report = import_domains(path, home=case.home, change=change, taught=taught, now=NOW)
    for table in TABLES:
        case.engine.view(table, case.store.parts(table))
    return report


def test_every_record_is_accounted_for(case: Case, written: Callable[..., Path]) -> None:
    """Records are taken or rejected, each reject with its line, its reason and what stood there."""
    path = written('{"domain": "a.example"}', "no json", '{"domain": "xn--a.example"}', '{"x": 1}')

    report = take(case, path)

    assert (4, 1, 3) == (report.lines, report.taken, report.rejected)
    rejects = case.engine.rows("SELECT raw_line, reason, excerpt FROM domain_rejects ORDER BY 1")
    assert [
        (2, "no JSON object", "no json"),
        (3, "bad punycode", "xn--a.example"),
        (4, "no field that names a website", "{'x': 1}"),
    ] == rejects


def test_again_changes_nothing(case: Case, written: Callable[..., Path]) -> None:
    """The same file under another name takes its own place."""
    first = written("a.example", "b.example", name="one")
    take(case, first)
    before = case.engine.rows("SELECT * FROM sightings ORDER BY raw_line")

    take(case, written("a.example", "b.example", name="two"))

    assert before == case.engine.rows("SELECT * FROM sightings ORDER BY raw_line")


def test_label_of_a_file_is_every_record_s(case: Case, written: Callable[..., Path]) -> None:
    """What is said of a file holds for records that say nothing; these say it since their date."""
    path = written("domain,first_seen,group", "a.example,2018-12,", "b.example,,Other")

    take(case, path, Taught(group="Mine", since=datetime(2020, 5, 1, tzinfo=UTC)))

    rows = case.engine.rows(
        "SELECT domain, hostile, ascribed_to, strftime(known_at, '%Y-%m-%d') FROM sightings "
        "ORDER BY domain"
    )
    assert [
        ("a.example", True, "Mine", "2018-12-31"),
        ("b.example", True, "Other", "2020-05-01"),
    ] == rows


def test_each_record_is_read_by_its_own_format(case: Case, written: Callable[..., Path]) -> None:
    """A registration that stands behind a mere list is read as one."""
    path = written(
        '{"domain": "a.example", "first_seen": "2019-01-01"}',
        '{"domain": "b.example", "first_seen": "2019-01-01", "creation_date": "2009-01-01"}',
    )

    take(case, path)

    assert [("listed", None), ("registration", "2009")] == case.engine.rows(
        "SELECT kind, strftime(registered_at, '%Y') FROM sightings ORDER BY domain"
    )


def test_sighting_leads_to_its_line(case: Case, written: Callable[..., Path]) -> None:
    """The file is kept as it came, and each sighting names its line."""
    path = written("# a list", "", "hxxp://a[.]example/x")
    take(case, path)

    ((raw_file, raw_line),) = case.engine.rows("SELECT raw_file, raw_line FROM sightings")

    lines = (case.home.raw / raw_file).read_text().split("\n")
    assert "hxxp://a[.]example/x" == lines[raw_line - 1]


def test_file_without_a_name_is_refused(case: Case, written: Callable[..., Path]) -> None:
    """A file of which nothing is a website changes nothing and says why."""
    path = written("192.0.2.1", "localhost")

    with pytest.raises(InputError, match="The first: an address, not a name"):
        take(case, path)

    assert [] == [part for table in TABLES for part in case.store.parts(table)]


def test_hostile_text_is_only_text(case: Case, written: Callable[..., Path]) -> None:
    """SQL, escapes and formulas are kept as text, and no control character enters a reject."""
    path = written("domain,registrar", "a.example,'); DROP TABLE x;--", "\x1b[31mred,=cmd")

    take(case, path)

    assert [("'); DROP TABLE x;--",)] == case.engine.rows("SELECT registrar FROM sightings")
    assert [("\\x1b[31mred",)] == case.engine.rows("SELECT excerpt FROM domain_rejects")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.just("a.example"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    [
        *("domain", "first_seen", "ip", "registrar", "rrname", "rdata", "ldhName", "events"),
        *("url", "name_value", "data", "entities", "nameservers", "group", "label", "time"),
    ]
)


@settings(max_examples=25)
@given(st.lists(st.dictionaries(FIELDS, VALUES, max_size=5), min_size=1, max_size=20))
def test_any_record_is_taken_or_rejected(records: list[dict[str, Any]]) -> None:
    """Whatever JSON stands in the fields that formats look at, each record is accounted for."""
    with TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.create()
        path = Path(folder) / "file"
        lines = [*records, {"domain": "a.example"}, "[" * 900 + "]" * 900]
        path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
        with open_case(home, write=True) as case:
            report = take(case, path)
            counted = case.engine.rows("SELECT count(*) FROM domain_rejects")

    assert len(lines) == report.lines == report.taken + report.rejected
    assert [(report.rejected,)] == counted


def test_deep_record_is_rejected(case: Case, written: Callable[..., Path]) -> None:
    """A record nested deeper than can be shown is rejected like any other."""
    deep = '{"x":' * 900 + "1" + "}" * 900

    report = take(case, written(deep, '{"domain": "a.example"}'))

    assert (1, 1) == (report.taken, report.rejected)
