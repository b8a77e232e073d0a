from dataclasses import astuple
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.sharing.others import read_statements
from rasid.sharing.others.keeping import MOST_SOURCES
from sharing.others.words import HERON, LATER, MINE, REED, WHO, said, take, told

OTHER = f"identity--{'1' * 8}-1111-4111-8111-{'1' * 12}"


def counts(ledger: Engine, folder: Path, *objects: object) -> tuple[int, ...]:
    done = take(ledger, folder, *objects).others
    return done.added, done.changed, done.unchanged, done.older, done.refused_in_all


def test_a_second_import_changes_nothing(ledger: Engine, tmp_path: Path) -> None:
    assert (4, 0, 0, 0, 0) == counts(ledger, tmp_path, WHO, REED, HERON, MINE)
    before = list(map(astuple, read_statements(ledger)))

    assert (0, 0, 4, 0, 0) == counts(ledger, tmp_path, WHO, REED, HERON, MINE)
    assert before == list(map(astuple, read_statements(ledger)))


def test_the_newest_version_is_shown_and_the_older_stays(ledger: Engine, tmp_path: Path) -> None:
    """Whichever comes first."""
    newer = REED | LATER | {"name": "Reed Marsh", "confidence": 20}
    assert (1, 0, 0, 0, 0) == counts(ledger, tmp_path, newer)
    assert (0, 0, 0, 1, 0) == counts(ledger, tmp_path, REED)

    (campaign,) = told(ledger, tmp_path, REED).campaigns()

    assert ("Reed Marsh", 20) == (campaign.name, campaign.confidence)
    assert [("Reed Bed", 70), ("Reed Marsh", 20)] == [
        (one.name, one.confidence) for one in campaign.versions
    ]


def test_what_was_revoked_stays_revoked(ledger: Engine, tmp_path: Path) -> None:
    """Its earlier versions are told as history, and what is said of it no more."""
    revoked = {"type": "campaign", "id": REED["id"], "revoked": True, **LATER}
    take(ledger, tmp_path, REED, HERON, MINE)
    done = take(ledger, tmp_path, revoked | {"created_by_ref": REED["created_by_ref"]})
    (campaign,) = told(
        ledger, tmp_path, REED | {"modified": "2026-03-01T00:00:00Z", "name": "Again"}
    ).campaigns()

    assert 1 == done.others.revoked
    assert (True, ()) == (campaign.revoked, campaign.words)


@pytest.mark.parametrize(
    "forged",
    [
        REED | {"name": "Other content of the same version"},
        REED | LATER | {"created": "2020-01-01T00:00:00.000Z"},
    ],
)
def test_what_a_source_cannot_have_said_is_refused(
    ledger: Engine, tmp_path: Path, forged: dict[str, object]
) -> None:
    take(ledger, tmp_path, REED)

    assert (0, 0, 0, 0, 1) == counts(ledger, tmp_path, forged)
    assert ["Reed Bed"] == [one.name for one in told(ledger, tmp_path, REED).campaigns()]


def test_another_under_the_same_id_is_kept_apart(ledger: Engine, tmp_path: Path) -> None:
    """Also its revocation, and what it says of its own; each is told whose it is."""
    forged = REED | {"created_by_ref": OTHER, "name": "Another", **LATER}
    note = said("note", content="mine", object_refs=[REED["id"]], created_by_ref=OTHER)
    take(ledger, tmp_path, WHO, REED, HERON, MINE)
    done = take(ledger, tmp_path, forged, note)
    one, other = sorted(told(ledger, tmp_path, REED).campaigns(), key=lambda c: c.said_by)

    assert (REED["id"],) == done.others.apart
    assert ("Reed Bed", (OTHER,)) == (one.name, one.also_by)
    assert ("Another", ("Example CERT",)) == (other.name, other.also_by)
    assert ["relationship"] == [word.kind for word in one.words]
    assert ["mine"] == [word.text for word in other.words]

    gone = {**forged, "revoked": True, "modified": "2026-03-01T00:00:00.000Z"}
    standing = {c.name: c.revoked for c in told(ledger, tmp_path, gone).campaigns()}
    assert {"Reed Bed": False, "Another": True} == standing


def test_an_identity_names_nobody_but_itself(ledger: Engine, tmp_path: Path) -> None:
    """What another says that an author is called does not change who speaks."""
    forged = WHO | {"name": "Somebody trusted", "created_by_ref": OTHER}
    (campaign,) = told(ledger, tmp_path, WHO | {"created_by_ref": None}, REED, forged).campaigns()

    assert "Example CERT" == campaign.said_by


def test_so_many_sources_of_one_id_and_no_more(ledger: Engine, tmp_path: Path) -> None:
    """Or a file of a hundred thousand could not be shown in a lifetime."""
    authors = [f"identity--{n:08x}-1111-4111-8111-{'1' * 12}" for n in range(MOST_SOURCES + 2)]

    done = take(ledger, tmp_path, *(REED | {"created_by_ref": one} for one in authors)).others

    assert (MOST_SOURCES, 2) == (done.added, done.refused_in_all)
