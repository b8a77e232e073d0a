from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from attribution.galaxies import cluster, galaxy, related
from attribution.stix_objects import domain_object, relation, stix_id
from rasid.attribution.actor_ledger import import_actors
from rasid.attribution.claims import CALLED, ClaimedActor, read_claims

Write = Callable[..., Path]
ADA = domain_object("identity", "Ada Research", identity_class="organization")
HERON = domain_object("intrusion-set", "Silent Heron", aliases=["Grey Wader"], confidence=70)
MARTEN = domain_object("intrusion-set", "Jade Marten")
NOW = datetime(2026, 5, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Decided:
    """A decision on a claim."""

    verb: str
    other: str
    rejects: bool = False
    actor: str = HERON["id"]
    made_on: str = "2026-05-02"
    signed: str = "decision 1 by ada: because"


def named(found: list[ClaimedActor], name: str) -> ClaimedActor:
    return next(actor for actor in found if actor.name == name)


def test_name_is_a_claim_of_who_wrote_the_object(bundle: Write, ledger: Engine) -> None:
    """Each name with its author, its version, when it was imported and how sure it is."""
    import_actors(bundle(ADA, HERON | {"created_by_ref": ADA["id"]}), ledger, NOW)

    (heron,) = read_claims(ledger)

    assert ["Silent Heron", "Grey Wader"] == [claim.name for claim in heron.names]
    assert {"Ada Research"} == {claim.by for claim in heron.names}
    assert {("2026-01-01T00:00:00+00:00", "2026-05-01T00:00:00+00:00", 70, True)} == {
        (claim.since, claim.taken_at, claim.confidence, claim.holds) for claim in heron.names
    }


def test_bundle_without_author_speaks_for_itself(bundle: Write, ledger: Engine) -> None:
    import_actors(bundle(HERON), ledger)

    assert stix_id("bundle", "b") == read_claims(ledger)[0].by


def test_galaxies_are_sources_of_their_own(galaxy_file: Write, ledger: Engine) -> None:
    """A galaxy has a version and no times."""
    import_actors(galaxy_file(galaxy(cluster("Silent Heron", "Wader"), version=336)), ledger)

    (heron,) = read_claims(ledger)

    assert {("MISP galaxy threat-actor", "version 336")} == {(c.by, c.since) for c in heron.names}


def test_name_that_a_source_takes_back_is_told(bundle: Write, ledger: Engine) -> None:
    """It is not forgotten: it was said until the version before."""
    import_actors(bundle(HERON), ledger)
    later = HERON | {"modified": "2026-03-01T00:00:00Z", "aliases": ["Blue Wader"]}
    import_actors(bundle(later), ledger)

    (heron,) = read_claims(ledger)
    told = {c.name: (c.holds, c.since[:10], c.until[:10]) for c in heron.names}

    assert (True, "2026-01-01", "2026-03-01") == told["Silent Heron"]
    assert (False, "2026-01-01", "2026-01-01") == told["Grey Wader"]
    assert (True, "2026-03-01", "2026-03-01") == told["Blue Wader"]


def test_older_version_tells_since_when(bundle: Write, ledger: Engine) -> None:
    """Imported later, it changes no object and yet says that a name is older."""
    later = HERON | {"modified": "2026-03-01T00:00:00Z"}
    import_actors(bundle(later), ledger, NOW)
    import_actors(bundle(HERON), ledger, datetime(2027, 1, 1, tzinfo=UTC))

    (heron,) = read_claims(ledger)

    assert {("2026-01-01", "2026-03-01", "2026-05-01")} == {
        (c.since[:10], c.until[:10], c.taken_at[:10]) for c in heron.names
    }


def test_withdrawn_actor_is_kept_as_such(bundle: Write, ledger: Engine) -> None:
    import_actors(bundle(HERON | {"revoked": True}), ledger)

    assert [False] == [actor.holds for actor in read_claims(ledger)]


@pytest.mark.parametrize(
    ("said", "verb"),
    [
        ("duplicate-of", "same as"),
        ("revoked-by", "same as"),
        ("related-to", "overlaps"),
        ("part-of", "part of"),
    ],
)
def test_stix_relation_is_a_claim_on_both(
    bundle: Write, ledger: Engine, said: str, verb: str
) -> None:
    """The source's own word is kept beside ours, and its confidence."""
    import_actors(bundle(HERON, MARTEN, relation(HERON, said, MARTEN, confidence=40)), ledger)

    found = read_claims(ledger)
    told = {
        actor.name: [
            (c.verb, c.said, c.other_name, c.inward, c.confidence) for c in actor.relations
        ]
        for actor in found
    }

    assert [(verb, said, "Jade Marten", False, 40)] == told["Silent Heron"]
    assert [(verb, said, "Silent Heron", True, 40)] == told["Jade Marten"]


def test_misp_relation_carries_its_likelihood(galaxy_file: Write, ledger: Engine) -> None:
    """What leads to no known actor, or to itself, is no claim."""
    ends = [
        related("Jade Marten", "similar", "very-likely"),
        related("Jade Marten", "similar"),
        related("Nobody", "similar"),
        related("Silent Heron", "similar"),
    ]
    heron, marten = cluster("Silent Heron", related=ends), cluster("Jade Marten")
    import_actors(galaxy_file(galaxy(heron, marten)), ledger)

    claims = named(read_claims(ledger), "Silent Heron").relations

    assert [("overlaps", "similar", "Jade Marten", "very likely")] == [
        (c.verb, c.said, c.other_name, c.likelihood) for c in claims
    ]


def test_mirrored_overlap_is_one_claim(galaxy_file: Write, ledger: Engine) -> None:
    """A galaxy says it at both ends; what the ends say otherwise, or who is the part, stays two."""
    heron = cluster("Silent Heron", related=[related("Jade Marten", "similar", "likely")])
    marten = cluster(
        "Jade Marten",
        related=[related("Silent Heron", "similar", "likely"), related("Silent Heron", "part-of")],
    )
    import_actors(galaxy_file(galaxy(heron, marten)), ledger)

    claims = named(read_claims(ledger), "Silent Heron").relations

    assert [("overlaps", False), ("part of", True)] == [(c.verb, c.inward) for c in claims]


def test_cluster_relates_to_a_stix_object_of_its_uuid(
    bundle: Write, galaxy_file: Write, ledger: Engine
) -> None:
    marten = MARTEN | {"id": f"intrusion-set--{cluster('Jade Marten')['uuid']}"}
    import_actors(bundle(marten), ledger)
    heron = cluster("Silent Heron", related=[related("Jade Marten", "part-of")])
    import_actors(galaxy_file(galaxy(heron)), ledger)

    claims = named(read_claims(ledger), "Jade Marten").relations

    assert [("part of", True, "Silent Heron")] == [(c.verb, c.inward, c.other_name) for c in claims]


def test_campaign_of_a_source_is_a_sighting(bundle: Write, ledger: Engine) -> None:
    seen = domain_object("campaign", "Reed Bed", first_seen="2019-04-01T00:00:00Z")
    import_actors(bundle(HERON, seen, relation(seen, "attributed-to", HERON)), ledger)

    (heron,) = read_claims(ledger)

    assert [("Reed Bed", 2019)] == [
        (s.name, s.first_seen.year if s.first_seen else None) for s in heron.sightings
    ]
    assert () == heron.relations


def test_analyst_rejects_and_claims(bundle: Write, ledger: Engine) -> None:
    """A rejected claim stays, and says by whom it is rejected; one of an analyst is like others."""
    import_actors(bundle(HERON, MARTEN, relation(HERON, "related-to", MARTEN)), ledger)
    rulings = [
        Decided(CALLED, "Grey Wader", rejects=True),
        Decided(CALLED, "Mud Walker"),
        Decided("overlaps", MARTEN["id"], rejects=True),
        Decided("same as", MARTEN["id"]),
    ]

    heron = named(read_claims(ledger, rulings), "Silent Heron")
    marten = named(read_claims(ledger, rulings), "Jade Marten")
    signed = Decided.signed

    assert {"Silent Heron": "", "Grey Wader": signed, "Mud Walker": ""} == {
        claim.name: claim.rejected for claim in heron.names
    }
    assert [("overlaps", signed), ("same as", "")] == [
        (claim.verb, claim.rejected) for claim in heron.relations
    ]
    assert [("overlaps", signed), ("same as", "")] == [
        (claim.verb, claim.rejected) for claim in marten.relations
    ]
