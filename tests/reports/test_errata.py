"""What a report said is frozen, and told when it is counted otherwise."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from rasid.engines.duckdb import DuckDB
from rasid.ledger import open_ledger
from rasid.reports.errata import Errata, Erratum, find_errata
from rasid.reports.publications import (
    Inputs,
    Publication,
    kept_basis,
    publish,
    read_basis,
    read_publications,
)
from rasid.settings import Home
from reports.months import FIRST, Month, OpenMonth, visit

NOW = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
INPUTS = Inputs({"logs": "a", "roster": "a", "actors": "a", "decisions": "a"}, "1.0")
LATER = "b" * 64


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "case")
    made.create()
    return made


@pytest.fixture
def ledger(home: Home) -> Iterator[Engine]:
    with open_ledger(home) as opened:
        yield opened


def published(engine: DuckDB, ledger: Engine, home: Home, inputs: Inputs = INPUTS) -> Publication:
    """Publish a report on the campaign as it is."""
    report = home.reports / "C-1.html"
    report.write_text("a report", encoding="utf-8")
    basis = read_basis(engine, "C-1")
    return publish(
        ledger, home.root, "C-1", report, numbers={}, basis=basis, inputs=inputs, now=NOW
    )


def found(engine: DuckDB, ledger: Engine, home: Home, inputs: Inputs = INPUTS) -> Errata | None:
    return find_errata(engine, ledger, home.root, "C-1", inputs)


def by_number(errata: Errata | None) -> dict[str, Erratum]:
    assert errata is not None
    return {one.number: one for one in errata.numbers}


def a_later_month(month: Month) -> Month:
    """Return the month after one more log: an attack on another account."""
    rows = visit(8, "p4@mail.example", ["attack"], person="p4", category="academic")
    more = [row | {"raw_file": LATER} for row in rows]
    log = {**month["imports"][0], "raw_file": LATER, "name": "april.ndjson"}
    return {**month, "hostile": [*month["hostile"], *more], "imports": [*month["imports"], log]}


def test_publication_is_kept_as_it_was(engine: DuckDB, ledger: Engine, home: Home) -> None:
    made = published(engine, ledger, home)
    (read,) = read_publications(ledger, "C-1")

    assert made == read
    assert (1, NOW, "C-1.html", INPUTS) == (made.number, made.published_at, made.file, made.inputs)
    assert read_basis(engine, "C-1") == kept_basis(home.root, made)
    with pytest.raises(DatabaseError, match=r"publications are only ever added"):
        _execute(ledger, "UPDATE publications SET file_sha256 = ''")


def test_same_numbers_are_kept_once_and_are_no_errata(
    engine: DuckDB, ledger: Engine, home: Home
) -> None:
    """Whoever publishes twice has two records of one basis."""
    first, second = published(engine, ledger, home), published(engine, ledger, home)

    assert first.basis == second.basis
    assert 1 == len(list((home.root / "published").iterdir()))
    assert None is found(engine, ledger, home)


def test_number_of_new_logs_names_them(
    month: Month, open_month: OpenMonth, ledger: Engine, home: Home
) -> None:
    published(open_month(month), ledger, home)
    told = by_number(found(open_month(a_later_month(month)), ledger, home))

    assert ["attacked"] == list(told)
    assert (
        "accounts attacked: 3, now 4 (1 came, 0 went), "
        "because 1 are in logs imported since (april.ndjson)." == told["attacked"].sentence()
    )


def test_equal_numbers_of_other_accounts_are_told(
    month: Month, open_month: OpenMonth, ledger: Engine, home: Home
) -> None:
    """One went and one came: the number is the same and says something else."""
    published(open_month(month), ledger, home)
    later = a_later_month(month)
    later["hostile"] = [row for row in later["hostile"] if row["session_id"] != "s2"]
    told = by_number(found(open_month(later), ledger, home))

    assert (
        told["attacked"]
        .sentence()
        .startswith("accounts attacked: 3, the same number now (1 came, 1 went), because ")
    )


def test_what_moved_to_another_campaign_is_told(
    month: Month, open_month: OpenMonth, ledger: Engine, home: Home
) -> None:
    published(open_month(month), ledger, home)
    month["hostile"] = [
        row | {"campaign_id": "C-2"} if row["session_id"] == "s6" else row
        for row in month["hostile"]
    ]
    told = by_number(found(open_month(month), ledger, home))

    assert {"attacked", "compromised"} == set(told)
    assert {"1 now count in C-2"} == {one.because for one in told.values()}


def test_judged_anew_names_what_changed(
    month: Month, open_month: OpenMonth, ledger: Engine, home: Home
) -> None:
    """Decisions with who and why, the roster, rasid; people only under their pseudonyms."""
    published(open_month(month), ledger, home)
    month["hostile"] = [row for row in month["hostile"] if row["session_id"] != "s3"]
    month["roster"] = month["roster"][:-1]
    month["decisions"] = [
        {
            "decision": 1,
            "campaign_id": "C-1",
            "kind": "innocent",
            "made_at": FIRST,
            "made_by": "ada",
            "decided": "session s3 is innocent",
            "why": "it was p3@mail.example",
            "sessions": 1,
            "effect": "left out",
        }
    ]
    hashes = {**INPUTS.hashes, "roster": "b", "decisions": "b", "actors": "b"}
    told = by_number(found(open_month(month), ledger, home, Inputs(hashes, "2.0")))

    assert (
        "1 were judged anew, since then changed: "
        "decision 1 by ada (session s3 is innocent): it was p3; "
        "the roster (0 rows came, 1 went); the actors; rasid (1.0, now 2.0)"
        == told["attempts"].because
    )


def test_errata_stay_after_the_corrected_report(
    month: Month, open_month: OpenMonth, ledger: Engine, home: Home
) -> None:
    """The last report that said otherwise is what is corrected, however often that is repeated."""
    published(open_month(month), ledger, home)
    engine = open_month(a_later_month(month))
    published(engine, ledger, home)
    errata = found(engine, ledger, home)

    assert errata is not None
    assert 1 == errata.publication


def test_number_without_any_log_that_is_listed_is_told(
    month: Month, open_month: OpenMonth, ledger: Engine, home: Home
) -> None:
    """The logs may be gone from the list of imports, and the numbers change all the same."""
    month["imports"] = []
    published(open_month(month), ledger, home)
    month["hostile"] = month["hostile"][:-1]
    errata = found(open_month(month), ledger, home)

    assert errata is not None
    assert errata.numbers


@pytest.mark.parametrize("spoil", ["gone", "changed"])
def test_spoiled_record_is_said(
    month: Month, open_month: OpenMonth, ledger: Engine, home: Home, spoil: str
) -> None:
    made = published(open_month(month), ledger, home)
    part = home.root / "published" / f"{made.basis}.parquet"
    part.unlink()
    if spoil == "changed":
        part.write_bytes(b"else")
    errata = found(open_month(month), ledger, home)

    assert errata is not None
    assert ("the record of what it counted is gone or was changed", ()) == (
        errata.problem,
        errata.numbers,
    )


def _execute(ledger: Engine, statement: str) -> None:
    with ledger.begin() as connection:
        connection.execute(text(statement))
