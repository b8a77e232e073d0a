"""Own sign-ins of other days are counted as each visit agrees with them: earlier ones first."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports.explain_known import KnownBy, read_known
from sources.log_home import SETTINGS

VISIT = ("S", "a@x.example")
NOON = datetime(2026, 3, 10, 12)  # noqa: DTZ001 - the tables hold UTC without a zone
TRAITS = {"source_ip": "192.0.2.1", "network": "AS1", "country": "FR", "fingerprint": "f"}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(SETTINGS, tmp_path) as engine:
        yield engine


def stay(days: float, **changes: object) -> dict[str, object]:
    """Return one stay of the account, so many days from the visit, alike in all but the device."""
    at = NOON + timedelta(days=days)
    given = {"account": VISIT[1], "first_at": at, "signin_successes": 1, "follow_ups": 0}
    return {**given, **TRAITS, "device": "", "hostile": False, **changes}


def given(
    engine: DuckDB,
    stays: list[dict[str, object]],
    residents: tuple[str, ...] = (),
    doers: tuple[str | None, ...] = (),
) -> KnownBy:
    """Return by what the visit is known among these."""
    moment = {"first_at": NOON, "last_at": NOON, "session_id": "S", "account": VISIT[1]}
    asked = [{**moment, **TRAITS, "device": "d"}]
    homes = [{"account": one, "source_ip": "192.0.2.1", "signs_in": True} for one in residents]
    done = [
        {"account": VISIT[1], "source_ip": "192.0.2.1", "time": NOON, "actor_account": one}
        for one in doers
    ]
    nobody = stay(0, account="nobody@y.example")
    nowhere = {"account": "b@y.example", "source_ip": "", "signs_in": True}
    later = {"account": "", "source_ip": "", "time": NOON, "actor_account": "o@x.example"}
    for name, rows in {
        "asked": asked,
        "stays_asked": [*stays, nobody],
        "places": [*homes, nowhere],
        "events_asked": [*done, later],
    }.items():
        engine.load(name, pa.Table.from_pylist(rows))
    return read_known(engine, [VISIT])[VISIT]


@pytest.mark.parametrize(
    ("stays", "expected"),
    [
        ([], (True, 0, 0)),
        ([stay(-1), stay(-2, source_ip="198.51.100.1"), stay(3)], (True, 2, 1)),
        ([stay(0.1), stay(2), stay(3, source_ip="")], (False, 2, 1)),
        ([stay(0), stay(0.4)], (False, 0, 0)),
        ([stay(-1, hostile=True), stay(-1, signin_successes=0)], (True, 0, 0)),
        ([stay(-1, signin_successes=0, follow_ups=1)], (True, 1, 1)),
        ([stay(-1, account="other@x.example")], (True, 0, 0)),
    ],
)
def test_own_sign_ins_of_other_days(
    engine: DuckDB, stays: list[dict[str, object]], expected: tuple[bool, int, int]
) -> None:
    known = given(engine, stays)
    assert expected == (known.earlier, known.signins, known.address)


def test_what_agrees_is_counted_apart(engine: DuckDB) -> None:
    stays = [stay(-1, device="d"), stay(-2, country="DE", fingerprint=""), stay(-3, network="AS2")]
    known = given(engine, stays)
    told = (known.address, known.network, known.country, known.client, known.device)
    assert (3, 2, 2, 2, 1) == told


@pytest.mark.parametrize(
    ("residents", "expected"),
    [((), 0), (("b@x.example", "c@x.example", "d@y.example", "a@x.example", "e"), 2)],
)
def test_colleagues_share_domain_and_address(
    engine: DuckDB, residents: tuple[str, ...], expected: int
) -> None:
    assert expected == given(engine, [], residents).colleagues


@pytest.mark.parametrize(
    ("doers", "expected"),
    [
        ((), ""),
        (("boss@x.example", "admin@x.example"), "admin@x.example"),
        (("admin@x.example", None), ""),
        (("admin@x.example", "a@x.example"), ""),
    ],
)
def test_who_did_all_of_it(engine: DuckDB, doers: tuple[str | None, ...], expected: str) -> None:
    assert expected == given(engine, [], doers=doers).done_by
