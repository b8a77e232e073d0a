import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from rasid.case import Case, open_case
from rasid.dossiers import Dossier, Knows, Rests, Subject, gather_dossier
from rasid.evidence import Exhibit
from rasid.settings import Home
from rasid.tables.campaigns import CAMPAIGNS, HOSTILE
from rasid.tables.contract import Table
from rasid.tables.events import EVENTS
from rasid.tables.websites import DOMAIN_FILES, PAGE_TRAITS, SIGHTINGS, WEBSITE_TIES, WEBSITES
from rasid.websites import Judge, Known, Taught, assess, import_domains
from rasid.websites.importing import TableWriter
from rasid.websites.learning import Honest, Knowledge, Labelled, learn
from rasid.websites.model import Model
from rasid.websites.naming import named
from rasid.websites.taught import Label

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DAY = date(2019, 1, 1)
WORDS = ("verify", "account", "session", "garden", "house", "music", "river", "school", "bread")

Gathered = Callable[..., Dossier]


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return a small world: honest names of honest words, and bait of Group A."""
    words = WORDS[3:]
    honest = [
        Honest(named(f"{one}{hyphen}{two}{number}.example"))
        for one in words
        for two in words
        for hyphen in ("", "-")
        for number in range(20)
    ]
    bait = [f"verify-account{letter}.test" for letter in "abcdefghijklmnopqrstuvwxyz"]
    bait += [f"account-verify-{letter}.test" for letter in "abcdefghijklmnopqrstuvwxyz"]
    labelled = [Labelled(named(name), "Group A / Alias A", date(2018, 6, 1)) for name in bait]
    return Knowledge(dict.fromkeys(WORDS, 100.0), [("garden", "example")], honest, labelled)


@pytest.fixture(scope="session")
def model(knowledge: Knowledge) -> Model:
    return learn(knowledge, DAY)


@pytest.fixture
def case(tmp_path: Path) -> Iterator[Case]:
    home = Home(tmp_path / "home")
    home.create()
    with open_case(home, write=True) as opened:
        yield opened


@pytest.fixture
def gathered(case: Case, knowledge: Knowledge, model: Model, tmp_path: Path) -> Gathered:
    """Import records, let hostile events of C-1 hold links, and gather C-1's dossier."""

    def run(
        *records: Mapping[str, object],
        links: Sequence[tuple[str, str, str]] = (),
        exhibits: Sequence[Exhibit] = (),
        states: Mapping[str, str] | None = None,
        subject: Subject | None = None,
    ) -> Dossier:
        honest = frozenset({"garden.example"})
        groups = {
            str(r["domain"]): Label("Group A / Alias A", DAY) for r in records if r.get("group")
        }
        judge = Judge(Known(knowledge, DAY, groups, honest, "state"), model)
        _hostile(case, links)
        path = tmp_path / "records.ndjson"
        path.write_text("".join(f"{json.dumps(record)}\n" for record in records), "utf-8")
        if records:
            with case.store.change() as change:
                import_domains(path, home=case.home, change=change, taught=Taught(), now=NOW)
        for table in (SIGHTINGS, PAGE_TRAITS):
            case.engine.view(table, case.store.parts(table))
        with case.store.change() as change:
            assess(case.engine, case.store, change, judge)
        for table in (WEBSITES, WEBSITE_TIES, DOMAIN_FILES):
            case.engine.view(table, case.store.parts(table))
        knows = Knows(
            raw=case.home.raw,
            reasons=lambda domain: next(judge.explain([domain])),
            judged=lambda domain: _judged(judge, domain),
            honest=honest,
            states=states or {},
            exhibits=exhibits,
        )
        asked = subject or Subject("campaign C-1", ("C-1",), ("alias a",), "Alias A", 0.97)
        rests = Rests((NOW, NOW), {"logs": "0" * 64}, (), "0.1", simulated=False)
        return gather_dossier(case.engine, asked, knows, rests)

    return run


def _judged(judge: Judge, domain: str) -> dict[str, Any]:
    (one,) = judge.judge([domain])
    told = {name: getattr(one, name) for name in ("domain", "standing", "labelled_as", "level")}
    return {
        **told,
        "shown": domain,
        "notices": (),
        "registered_at": None,
        "bits": one.bits,
        "honest_share": one.honest_share,
        "tie_bits": 0.0,
        "group_name": one.ascribed.group,
        "group_probability": one.likeliest.probability,
        "likeliest_group": one.likeliest.group,
    }


def _hostile(case: Case, links: Sequence[tuple[str, str, str]]) -> None:
    """Write hostile events: who, of which category, was led where; `!` before who was entered."""
    events, hostile = [], []
    for number, (who, category, link) in enumerate(links):
        at = datetime(2019, 1, 10, 0, number)  # noqa: DTZ001 - tables hold UTC without a zone
        account = who.removeprefix("!")
        event: dict[str, Any] = dict.fromkeys(EVENTS.column_names)
        event |= {"event_uid": f"e{number}", "time": at, "action": "link_click", "detail": link}
        events.append(event | {"account": account, "raw_file": "f", "raw_line": number})
        row: dict[str, Any] = dict.fromkeys(HOSTILE.column_names)
        row |= {"event_uid": f"e{number}", "campaign_id": "C-1", "time": at, "account": account}
        row |= {"category": category, "person_id": "", "raw_file": "f"}
        hostile.append(row | {"stage": "attack"})
        if who.startswith("!"):
            hostile.append(row | {"event_uid": f"x{number}", "stage": "compromise"})
    campaign: dict[str, Any] = dict.fromkeys(CAMPAIGNS.column_names, 0)
    campaign |= {"campaign_id": "C-1", "first_seen": NOW.replace(tzinfo=None)}
    campaign |= {"last_seen": NOW.replace(tzinfo=None), "campaign_probability": 0.99}
    with case.store.change() as change:
        for table, rows in ((HOSTILE, hostile), (CAMPAIGNS, [campaign])):
            _write(table, rows, change.add(table, "test"))
        _write(EVENTS, events, change.add(EVENTS, "test", day=date(2019, 1, 10)))
    for table in (HOSTILE, CAMPAIGNS, EVENTS):
        case.engine.view(table, case.store.parts(table))


def _write(table: Table, rows: Sequence[Mapping[str, Any]], part: Path) -> None:
    with TableWriter(table, part) as writer:
        for row in rows:
            writer.add(tuple(row[name] for name in table.column_names))
