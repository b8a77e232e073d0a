"""What `rasid check` says of cases that do not come out as expected."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.settings import Home, Settings
from rasid.sources import check_cases, examine
from sources.own_mappings import CASES, MAPPING, write_mapping

NOW = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("spill")) as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "case")
    made.create()
    return made


def problems(home: Home, engine: DuckDB) -> list[str]:
    """Return each finding as the line, the place and the sentence."""
    found = check_cases(home, examine(home, engine), engine, NOW)
    return [f"{finding.line}: {finding.problem}" for finding in found]


RECORD = 'record = { when = "2026-01-01T00:00:00Z", user = { name = "a" } }'


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        (CASES, []),
        (
            CASES.replace('"signin"', '"mfa"'),
            ["4: [case] expect.action: 'a sign-in' came out as 'signin'; expected 'mfa'."],
        ),
        (
            CASES.replace('"signin"', '""').replace("time =", 'reason = "expired", time ='),
            [
                "4: [case] expect.reason: 'a sign-in' came out as nothing; expected 'expired'.",
                "4: [case] expect.action: 'a sign-in' came out as 'signin'; expected nothing.",
            ],
        ),
        (
            f"[[case]]\n{RECORD}\n[case.expect]\naction = 'other'\naccount = 'b'\n",
            ["5: [case] expect.account: 'case 1' came out as 'a'; expected 'b'."],
        ),
        (
            CASES.replace("2026-01-01T00:00:00Z", "yesterday"),
            ["3: [case] record: 'a sign-in' is rejected: no time that can be read;"],
        ),
        (
            CASES.replace("when =", "whn ="),
            ["3: [case] record: 'a sign-in' is not recognised by [recognise]; expected an event."],
        ),
        (
            CASES.replace("act =", "class_uid = 3002, time = 1, act ="),
            ["3: [case] record: 'a sign-in' is claimed by ocsf too; expected a record"],
        ),
        (
            CASES.replace("account =", "acount ="),
            ["4: [case] expect.acount: the column is not known; expected 'account', perhaps."],
        ),
        ("", ["None: the mapping has no cases; expected ours.cases.toml beside it."]),
        ("[case]\n", ["1: case: there is no case; expected [[case]], each with a record"]),
        (
            f"[[case]]\n{RECORD}\n",
            ["1: [case] expect: the key is missing; expected a table with something in it."],
        ),
        (
            CASES.replace("[[case]]", '[[case]]\ncontainer = "csv"'),
            ["2: [case] container: got 'csv'; expected 'json'."],
        ),
        (
            CASES.replace('"2026-01-01T00:00:00Z"', "2026-01-01"),
            ["3: [case] record: a date, or a number that is none; expected values that JSON has"],
        ),
        (CASES.replace("expect =", "expect"), ["4: not TOML: "]),
    ],
)
def test_what_comes_out_otherwise_is_told(
    home: Home, engine: DuckDB, cases: str, expected: list[str]
) -> None:
    write_mapping(home, MAPPING, cases=cases)

    told = problems(home, engine)

    assert len(expected) == len(told), told
    assert [] == [(e, t) for e, t in zip(expected, told, strict=True) if not t.startswith(e)]


def test_cases_without_their_mapping_are_told(home: Home, engine: DuckDB) -> None:
    write_mapping(home, MAPPING).unlink()

    assert ["None: there is no mapping 'ours'; expected ours.toml beside it."] == problems(
        home, engine
    )


def test_cases_of_a_mapping_that_is_not_sound_wait(home: Home, engine: DuckDB) -> None:
    write_mapping(home, MAPPING.replace("moment(", "momnet("))

    assert [] == problems(home, engine)


def test_same_event_twice_is_two_cases(home: Home, engine: DuckDB) -> None:
    """Each case has an import of its own: none is a duplicate of another."""
    write_mapping(home, MAPPING, cases=CASES + "\n" + CASES)

    assert [] == problems(home, engine)
