import json
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.sharing import stix_bundle
from rasid.sharing.others import told_by_others
from reports.months import Month
from sharing.indicator_files import indicator
from sharing.others.words import AMBER, HERON, MINE, REED, WHO, relation, said, take, told
from sharing.worlds import a_month
from sharing.writing import written

IND = indicator("[ipv4-addr:value = '198.51.100.7']")
OPINION = said(
    "opinion",
    opinion="disagree",
    explanation="too early",
    object_refs=[MINE["id"]],
    authors=["Ann"],
)
NOTE = said("note", abstract="Seen", content="here too", object_refs=[REED["id"]])
REPORT = said(
    "report",
    name="The reeds",
    published="2026-01-02T00:00:00Z",
    object_refs=[REED["id"], IND["id"]],
)
SEEN = said("sighting", sighting_of_ref=REED["id"], count=3, where_sighted_refs=[WHO["id"]])
ALL = (WHO, REED, HERON, MINE, IND, relation(IND, "indicates", REED), OPINION, NOTE, REPORT, SEEN)


def test_a_campaign_is_told_with_all_that_is_said_of_it(ledger: Engine, tmp_path: Path) -> None:
    (campaign,) = told(
        ledger, tmp_path, *(one | {"object_marking_refs": [AMBER]} for one in ALL)
    ).campaigns()

    assert ("Reed Bed", ("Wet Meadow",), "Example CERT") == (
        campaign.name,
        campaign.aliases,
        campaign.said_by,
    )
    assert ("mail of lawyers", 70, "amber") == (
        campaign.objective,
        campaign.confidence,
        campaign.tlp,
    )
    assert (1, ("198.51.100.7",)) == (campaign.indicators, campaign.values)
    assert [
        ("relationship", "Reed Bed attributed-to Silent Heron", ""),
        ("opinion", "disagree: too early (Ann)", "that Reed Bed attributed-to Silent Heron"),
        ("note", "Seen: here too", "Reed Bed"),
        ("report", "The reeds", ""),
        ("sighting", "Reed Bed, 3 times, Example CERT", ""),
    ] == [(word.kind, word.text, word.about) for word in campaign.words]
    assert {"amber"} == {word.tlp for word in campaign.words}


def test_an_actor_is_found_by_id_by_what_it_was_taken_from_and_by_name(
    ledger: Engine, tmp_path: Path
) -> None:
    """What rests on the name alone says so."""
    ours = "intrusion-set--00000000-0000-4000-8000-000000000001"
    taken = said(
        "intrusion-set",
        name="Blue Rail",
        external_references=[{"source_name": "imported", "external_id": ours}],
    )
    told_of = told(ledger, tmp_path, *ALL, taken, relation(REED, "attributed-to", taken))

    def found(stix_id: str, name: str) -> list[tuple[str, bool]]:
        words = told_of.of_actor(stix_id, lambda other: other == name)
        return [(w.text, w.by_name) for w in words if w.kind == "relationship"]

    heron, rail = ("Reed Bed attributed-to Silent Heron", "Reed Bed attributed-to Blue Rail")
    assert [(heron, False)] == found(HERON["id"], "")
    assert [(heron, True)] == found("", "Grey Wader")
    assert [(rail, False)] == found(ours, "")
    assert [] == found("", "Nobody")


def test_cycles_are_harmless(ledger: Engine, tmp_path: Path) -> None:
    circle = (relation(REED, "related-to", HERON), relation(HERON, "related-to", REED))
    itself = relation(REED, "uses", REED)
    note = said("note", content="of itself", object_refs=[REED["id"]])
    note["object_refs"].append(note["id"])
    (campaign,) = told(ledger, tmp_path, REED, HERON, *circle, itself, note).campaigns()

    assert 4 == len(campaign.words)


def test_another_home_tells_whose_it_is_and_never_shares_it(
    opened: Callable[[Month], DuckDB], ledger: Engine, tmp_path: Path
) -> None:
    """What A shared, B knows as A's; B's own bundle has none of it, neither ids nor words."""
    engine = opened(a_month())
    given = json.loads(written(stix_bundle, "stix", engine, ledger))
    secret = REED | {"name": "Reed Bed of another"}
    other = Home(tmp_path / "other")
    other.create()
    with open_ledger(other) as theirs:
        take(theirs, tmp_path, *given["objects"], WHO, secret)
        told_of = told_by_others(theirs)
        (theirs_own,) = (c for c in told_of.campaigns() if c.name != secret["name"])
        again = written(stix_bundle, "stix", opened(a_month()), theirs)

    assert ("Example", "amber", 11) == (theirs_own.said_by, theirs_own.tlp, theirs_own.indicators)
    assert "our" not in " ".join(word.text for word in theirs_own.words)
    assert secret["name"] not in again
    assert secret["id"] not in again


def test_a_note_on_our_campaign_is_shown_with_it(
    opened: Callable[[Month], DuckDB], ledger: Engine, tmp_path: Path
) -> None:
    """A peer answers to what was shared; who writes under our own name is told as such."""
    given = json.loads(written(stix_bundle, "stix", opened(a_month()), ledger))
    ours = next(one for one in given["objects"] if one["type"] == "campaign")
    answer = said("note", "answer", content="here too", object_refs=[ours["id"]])
    forged = answer | {"id": NOTE["id"], "created_by_ref": ours["created_by_ref"]}
    words = told(ledger, tmp_path, WHO, answer, forged).of_own(ours["name"])

    assert [
        ("here too", f"our {ours['name']} (campaign)", "Example CERT"),
        (
            "here too",
            f"our {ours['name']} (campaign)",
            f"{ours['created_by_ref']} (in your own name)",
        ),
    ] == sorted((word.text, word.about, word.said_by) for word in words)
