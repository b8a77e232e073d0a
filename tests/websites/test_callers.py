import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from rasid.case import Case, open_case, open_roster
from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.roster import import_people
from rasid.settings import Home
from rasid.sinkhole.records import Caller, Recorder
from rasid.sources import import_logs
from rasid.tables.events import EVENTS
from rasid.websites import find_callers

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
UMLAUT = "xn--mnchen-login-dlb.example"
LATER = datetime(2026, 1, 3, 12, tzinfo=UTC)


def sign_in(now: datetime, address: str, account: str) -> dict[str, object]:
    time = int(now.timestamp() * 1000)
    told = {"class_uid": 3002, "activity_id": 1, "status_id": 1, "time": time}
    return {**told, "user": {"email_addr": account}, "src_endpoint": {"ip": address}}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """Return a home into which a sinkhole's log and a proxy's were imported."""
    folder = tmp_path_factory.mktemp("callers")
    made = Recorder()
    (folder / "people.csv").write_text(
        "person_id,name,category,organisation,country,language,account\n"
        "P1,Ada,official,,,,ada@mail.example\nP2,Bo,official,,,,bo@mail.example\n"
    )

    def visit(now: datetime, address: str, host: str) -> dict[str, object]:
        caller = Caller(address, 50_000)
        told = {"method": "GET", "scheme": "https", "path": "/login", "agent": "Agent/1.0"}
        return made.request(now, caller, host=host, **told)

    records = [
        visit(NOON, "198.51.100.1", "www.evil-login.example"),
        visit(LATER, "198.51.100.1", "evil-login.example"),
        visit(NOON, "198.51.100.2", "evil-login.example"),
        visit(NOON, "198.51.100.9", UMLAUT),
        made.query(LATER, Caller("203.0.113.53", 53), "evil-login.example", "A", tcp=False),
        made.lost(LATER, 12),
        {**visit(NOON, "198.51.100.3", "evil-login.example"), "metadata": {"uid": "proxy"}},
        sign_in(NOON + timedelta(hours=20), "198.51.100.2", "ada@mail.example"),
        sign_in(NOON, "198.51.100.9", "nobody@mail.example"),
        sign_in(NOON + timedelta(days=9), "198.51.100.1", "bo@mail.example"),
    ]
    (folder / "log.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in records))
    home = Home(folder / "case")
    home.create()
    with open_ledger(home) as ledger:
        import_people(folder / "people.csv", ledger)
    with open_case(home, write=True) as opened, open_roster(opened):
        (report,) = import_logs(
            [str(folder / "log.ndjson")],
            home=home, store=opened.store, engine=opened.engine, now=utc_now(),
        )  # fmt: skip
        assert (10, 10, "ocsf") == (report.lines, report.new, report.format)
        opened.engine.view(EVENTS, opened.store.parts(EVENTS))
        yield opened


def test_callers_are_counted_by_domain_and_network(case: Case) -> None:
    found = find_callers(case.engine)

    assert [("evil-login.example", 3, 2, 1, 1), (UMLAUT, 1, 1, 0, 0)] == [
        (one.domain, one.visits, one.visitors, one.queries, one.resolvers) for one in found.networks
    ]
    evil = found.networks[0]
    assert (NOON, LATER) == (
        evil.first_seen.replace(tzinfo=UTC),
        evil.last_seen.replace(tzinfo=UTC),
    )
    assert ["198.51.100.1", "198.51.100.2"] == list(evil.addresses)


def test_people_who_may_have_called_are_counted(case: Case) -> None:
    """Those on the roster who got in from a caller's address within a day."""
    found = find_callers(case.engine).networks

    assert {"evil-login.example": 1, UMLAUT: 0} == {one.domain: one.people for one in found}


def test_losses_are_told(case: Case) -> None:
    assert 12 == find_callers(case.engine).lost


def test_one_domain_is_asked_for(case: Case) -> None:
    (one,) = find_callers(case.engine, UMLAUT).networks

    assert ["198.51.100.9"] == list(one.addresses)


def test_visits_are_clicks_and_queries_are_not(case: Case) -> None:
    rows = case.engine.rows("SELECT action, count(*) FROM events GROUP BY ALL ORDER BY ALL")

    assert [("link_click", 4), ("other", 3), ("signin", 3)] == rows
