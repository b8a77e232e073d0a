"""What became of each suspect visit: members, and why the others are none."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from campaigns.worlds import World, a_mixed_month, a_town, add_stuffing, home, mailbox, protected_of
from rasid.campaigns import About, Decision, find
from rasid.campaigns.find import find_campaigns, tell_campaigns
from rasid.campaigns.left_out import LEFT_OUT_ROWS, left_out_rows, tell_judged
from rasid.campaigns.membership import Membership, find_memberships
from rasid.campaigns.suspects import Suspects
from rasid.engines.duckdb import DuckDB
from rasid.settings import Settings
from rasid.tables.contract import Table
from rasid.tables.judged import JUDGED, LEFT_OUT, STEPS
from sessions.logs import Row, at, dicts

STATED = ("attempts", "accounts_identified", "accounts_attacked", "accounts_compromised")


def judged(world: World, engine: DuckDB, *decisions: Decision) -> list[Row]:
    """Return what became of the visits of a world."""
    world.open(engine)
    found = find_campaigns(engine, decisions)
    tell_campaigns(engine, found)
    tell_judged(engine, found)
    rows = pa.RecordBatchReader.from_batches(LEFT_OUT_ROWS, left_out_rows(found))
    engine.load(LEFT_OUT.name, rows)
    return visits_of(engine)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    """Return an engine of its own in which a mixed month was judged; to be read only."""
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("left")) as opened:
        judged(a_mixed_month(), opened)
        yield opened


def visits_of(engine: DuckDB) -> list[Row]:
    """Return what became of the visits that were judged."""
    return dicts(engine, JUDGED.name, ["session_id", "account"])


def an_innocent(**about: str) -> Decision:
    """Return the decision that a source is innocent."""
    about_it = About(**about)  # type: ignore[arg-type]
    return Decision(7, at(29), "me", "innocent", "our own test", about=about_it)


def a_nosy_month() -> World:
    """Return a town where one address asks for everybody protected, and tries nothing."""
    world = a_town()
    for number, account in enumerate(protected_of(world)):
        here = {"source_ip": "203.0.113.77", "asn": 64511, "fingerprint": "t13d-asker"}
        world.visit(at(5, 1, number), account, "lookup", account_exists=True, **here)
    return world


@pytest.mark.parametrize("table", [JUDGED, LEFT_OUT], ids=lambda table: table.name)
def test_tables_keep_their_contracts(left: DuckDB, table: Table) -> None:
    """Each has every declared column, nothing empty in its key, and each key once."""
    rows = dicts(left, table.name)
    keys = [tuple(row[name] for name in table.key) for row in rows]

    assert rows
    assert set(table.column_names) == rows[0].keys()
    assert len(keys) == len(set(keys))
    assert [] == [key for key in keys if None in key]


def test_reasons_are_in_the_order_of_accounts(engine: DuckDB) -> None:
    """They are written as they come, since so many are dear to sort."""
    judged(a_nosy_month(), engine)
    told = engine.rows(f"SELECT subject, {LEFT_OUT.ordered()} FROM left_out")
    keys = [key for _, *key in told]

    assert ["candidate", "visit"] == sorted({subject for subject, *_ in told})
    assert sorted(keys) == keys
    assert len({account for account, *_ in keys}) > 2


def test_every_suspect_visit_is_judged_once(left: DuckDB) -> None:
    """What was weighed is there, and hostile events are those of members."""
    rows = visits_of(left)
    key = "session_id", "account"
    weighed = {tuple(r[k] for k in key) for r in rows if r["step"] not in ("slip", "innocent")}
    members = {tuple(r[k] for k in key) for r in rows if r["step"] == "member"}

    assert {tuple(r[k] for k in key) for r in dicts(left, "suspect_visits")} == weighed
    assert {tuple(r[k] for k in key) for r in dicts(left, "hostile")} == members
    assert {r["step"] for r in rows} <= set(STEPS)


def test_reasons_add_up(left: DuckDB) -> None:
    """What is told of a visit that was left out, line by line, is what it weighs: too little."""
    rows = [row for row in visits_of(left) if row["step"] == "weighed"]
    told: dict[tuple[str, str], float] = {}
    for row in dicts(left, LEFT_OUT.name):
        key = row["session_id"], row["account"]
        told[key] = told.get(key, 0.0) + row["bits"]

    assert {(r["session_id"], r["account"]): r["bits"] for r in rows} == pytest.approx(told)
    assert [] == [row for row in rows if row["bits"] > row["needed"]]


def test_members_add_up_to_the_numbers(left: DuckDB) -> None:
    """What each member adds to a number makes the number."""
    rows = [row for row in visits_of(left) if row["step"] == "member"]
    (campaign,) = dicts(left, "campaigns")
    counted = [
        len({row["account"] for row in rows if row[number]})
        for number in ("identified", "attacked", "compromised")
    ]

    assert [campaign[name] for name in STATED] == [sum(r["attempts"] for r in rows), *counted]
    assert [] == [row for row in rows if row["bits"] <= row["needed"]]
    assert {campaign["campaign_id"]} == {row["candidate"] for row in rows}


def test_crime_is_told_by_its_source(left: DuckDB) -> None:
    """Visits of a stuffing wave name the row of background crime that counts them."""
    rows = visits_of(left)
    (crime,) = dicts(left, "background")
    wave = [row for row in rows if row["source"]]

    assert {crime["source"]} == {row["source"] for row in wave}
    assert crime["sessions"] == len({row["session_id"] for row in wave})


def test_unlikely_candidate_tells_its_verdict(engine: DuckDB) -> None:
    """Whoever only asks, from one address, is no campaign, and the sum of the reasons says so."""
    rows = [row for row in judged(a_nosy_month(), engine) if row["step"] == "unlikely"]
    verdict = [row for row in dicts(engine, LEFT_OUT.name) if row["subject"] == "candidate"]

    assert {"unlikely-1"} == {row["candidate"] for row in [*rows, *verdict]}
    assert {"prior", "targeting", "acts", "entries"} == {row["family"] for row in verdict}
    assert sum(row["bits"] for row in verdict) < 0.0


def and_one_more(suspects: Suspects) -> list[Membership]:
    """Return the memberships and one more, which speaks little against all and for one session."""
    found = find_memberships(suspects)
    (session, *_) = np.flatnonzero(np.bincount(suspects.visit_session) > 10)
    told = {family: np.zeros(len(suspects.visit_session)) for family in found[0].visit_families}
    prior = np.full(len(suspects.session_ids), -5.0)
    told["target"][suspects.visit_session == session] = 10.0
    silent = {family: np.zeros(len(bits)) for family, bits in found[0].families.items()}
    return [*found, replace(found[0], prior_bits=prior, families=silent, visit_families=told)]


def test_beside_a_campaign_others_are_weighed_for_it(
    engine: DuckDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A candidate that is none has its own visits; all others say how far the campaign is."""
    monkeypatch.setattr(find, "find_memberships", and_one_more)
    rows = judged(a_mixed_month(), engine)
    (campaign,) = dicts(engine, "campaigns")

    assert {"unlikely-2"} == {row["candidate"] for row in rows if row["step"] == "unlikely"}
    assert {campaign["campaign_id"]} == {r["candidate"] for r in rows if r["step"] == "weighed"}
    assert min(row["bits"] for row in rows if row["step"] == "weighed") < -5.0


def in_halves(suspects: Suspects) -> list[Membership]:
    """Return the first membership twice, each a little surer of every other session."""
    (found, *_) = find_memberships(suspects)
    odd = np.arange(len(suspects.session_ids)) % 2
    again = {side: found.families["again"] + np.where(odd == side, 1.0, 0.0) for side in (0, 1)}
    return [
        replace(
            found,
            families=found.families | {"again": bits},
            visit_families=found.visit_families | {"again": bits[suspects.visit_session]},
        )
        for bits in again.values()
    ]


def test_what_was_found_twice_and_is_one_is_weighed_for_that_one(
    engine: DuckDB, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One group found in two parts is one campaign, for which all the rest is weighed."""
    monkeypatch.setattr(find, "find_memberships", in_halves)
    rows = judged(a_mixed_month(), engine)
    (campaign,) = dicts(engine, "campaigns")

    assert {campaign["campaign_id"]} == {r["candidate"] for r in rows if r["step"] == "weighed"}
    assert campaign["sessions"] == len({r["session_id"] for r in rows if r["step"] == "member"})


def test_without_a_candidate_nothing_is_weighed(engine: DuckDB) -> None:
    """With crime alone, each suspect visit says how often such a try hits by chance."""
    world = a_town()
    add_stuffing(world, [mailbox(number) for number in range(0, 300, 4)])
    rows = judged(world, engine)

    assert {"unsought"} == {row["step"] for row in rows} - {"slip"}
    assert {(None, None, "")} == {(r["bits"], r["needed"], r["candidate"]) for r in rows}
    assert all(0.0 < row["chance"] < 0.5 for row in rows if row["chance"] is not None)
    assert {"sign-in refused"} == {row["tactic"] for row in rows if row["chance"] is not None}
    assert [] == dicts(engine, LEFT_OUT.name)


def test_innocent_source_names_its_decision(engine: DuckDB) -> None:
    """What a decision set aside says which one."""
    decision = an_innocent(fingerprint="t13d-group")
    rows = judged(a_mixed_month(), engine, decision)

    assert {7} == {row["decision"] for row in rows if row["step"] == "innocent"}
    assert "innocent" in {row["step"] for row in rows}
    assert "member" not in {row["step"] for row in rows}


def test_members_are_of_the_campaign_that_decisions_leave_them_in(
    left: DuckDB, engine: DuckDB
) -> None:
    """After a split each campaign's members add up to its own numbers."""
    (before,) = {r["candidate"] for r in visits_of(left) if r["step"] == "member"}
    about = About(accounts=tuple(protected_of(a_mixed_month())[:4]))
    split = Decision(3, at(29), "me", "split", "two of them", before, "C-apart", about)
    rows = [row for row in judged(a_mixed_month(), engine, split) if row["step"] == "member"]
    attacked: dict[str, set[str]] = {}
    for row in rows:
        attacked.setdefault(row["candidate"], set()).update([row["account"]] * row["attacked"])

    assert {before, "C-apart"} == attacked.keys()
    assert {r["campaign_id"]: r["accounts_attacked"] for r in dicts(engine, "campaigns")} == {
        name: len(accounts) for name, accounts in attacked.items()
    }


def test_slip_names_what_was_meant(engine: DuckDB) -> None:
    """A misspelt address next to the right one is a slip and no try."""
    world = a_mixed_month()
    typo, meant = f"x{mailbox(3)}", mailbox(3)
    world.visit(at(20, 9), typo, "lookup", **home(3) | {"account_exists": False})
    world.visit(at(20, 9, 2), meant, "signin", **home(3) | {"account_exists": True})
    rows = [row for row in judged(world, engine) if row["step"] == "slip"]

    assert (typo, meant) in {(row["account"], row["meant"]) for row in rows}
