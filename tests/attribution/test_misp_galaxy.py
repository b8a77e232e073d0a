from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from attribution.galaxies import cluster, galaxy, related, uuid_of
from attribution.stix_objects import technique
from rasid.attribution.actor_ledger import import_actors, read_actors
from rasid.attribution.misp_galaxy import CLUSTER
from rasid.errors import InputError, RasidError

Write = Callable[..., Path]


def test_cluster_is_an_actor(galaxy_file: Write, ledger: Engine) -> None:
    """Its value is the name, its synonyms are aliases, sectors come in small letters."""
    meta = {"targeted-sector": ["Media"], "cfr-target-category": "Government", "since": "2014"}
    path = galaxy_file(galaxy(cluster("Silent Heron", "Grey Wader", meta=meta)))

    report = import_actors(path, ledger)
    (actor,) = read_actors(ledger)

    assert (1, 1, 1) == (report.objects, report.actors, report.added)
    assert ("Silent Heron", ("Grey Wader",)) == (actor.name, actor.aliases)
    assert {"media", "government"} == actor.sectors
    assert 2014 == (actor.first_seen.year if actor.first_seen else None)
    assert not actor.can_be_told


def test_galaxy_again_changes_nothing(galaxy_file: Write, ledger: Engine) -> None:
    path = galaxy_file(galaxy(cluster("Silent Heron"), cluster("Jade Marten")))
    import_actors(path, ledger)

    report = import_actors(path, ledger)

    assert (0, 0, 2) == (report.added, report.updated, report.unchanged)


def test_newer_galaxy_wins(galaxy_file: Write, ledger: Engine) -> None:
    """A galaxy states no times; its version orders what it says."""
    import_actors(galaxy_file(galaxy(cluster("Silent Heron", "New"), version=8)), ledger)

    report = import_actors(galaxy_file(galaxy(cluster("Silent Heron", "Old"), version=7)), ledger)

    assert 1 == report.older
    assert [("New",)] == [actor.aliases for actor in read_actors(ledger)]


def test_other_galaxy_cannot_speak_for_a_cluster(galaxy_file: Write, ledger: Engine) -> None:
    import_actors(galaxy_file(galaxy(cluster("Silent Heron"))), ledger)
    forged = galaxy(cluster("Silent Heron", "Forged"), type="my-actors", version=99)

    report = import_actors(galaxy_file(forged), ledger)

    assert 1 == report.foreign
    assert [()] == [actor.aliases for actor in read_actors(ledger)]


def test_uuid_of_a_stix_object_is_no_collision(
    galaxy_file: Write, bundle: Write, ledger: Engine
) -> None:
    """MISP reuses UUIDs of ATT&CK; the objects stay two, and what a cluster uses is found."""
    pattern = technique("T1110")
    pattern["id"] = f"attack-pattern--{uuid_of('guessing')}"
    heron = {
        "type": "intrusion-set",
        "spec_version": "2.1",
        "id": f"intrusion-set--{uuid_of('Silent Heron')}",
        "created": "2026-01-01T00:00:00Z",
        "modified": "2026-01-01T00:00:00Z",
        "name": "Silent Heron",
    }
    uses = cluster("Silent Heron", related=[related("guessing", "uses")])

    import_actors(bundle(heron, pattern), ledger)
    import_actors(galaxy_file(galaxy(uses)), ledger)
    found = {actor.stix_id.partition("--")[0]: actor.techniques for actor in read_actors(ledger)}

    assert {"intrusion-set": frozenset(), CLUSTER: {"T1110"}} == found


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (galaxy("text"), "value 1 is a JSON str, expected a cluster"),
        (galaxy(cluster("Fine"), cluster("")), "value 2.*a name is ''"),
        (galaxy(cluster("n" * 10_000_000)), "longer than 300 characters"),
        (galaxy(cluster("A", uuid="1")), r"value 1 \(A\): uuid is '1', expected a UUID"),
        (galaxy(cluster("A") | {"meta": []}), "meta is a JSON list"),
        (galaxy(cluster("A", meta={"synonyms": "B"})), "synonyms is no list"),
        (galaxy(cluster("A", meta={"synonyms": [5]})), "a name is 5, expected a text"),
        (galaxy(cluster("A", *map(str, range(1001)))), "no list of at most 1,000"),
        (galaxy(cluster("A", related=[5])), "related holds what has no type"),
        (galaxy(cluster("A", related=[{"type": "uses"}])), "related holds what has no type"),
        (galaxy(cluster("A", description="\ud800")), "half a surrogate pair"),
        (galaxy(cluster("A"), type="malware", category="tool"), "'malware', expected a MISP"),
        (galaxy(cluster("A"), version="new"), "type or version is wrong"),
        (galaxy(cluster("Unknown")), "the name 'Unknown' stands for no actor"),
        (galaxy(), "the galaxy has no list of values"),
    ],
)
def test_wrong_cluster_is_named(
    galaxy_file: Write, ledger: Engine, wrong: object, sentence: str
) -> None:
    """One sentence says which value is wrong and why; nothing of the galaxy is imported."""
    with pytest.raises(InputError, match=sentence):
        import_actors(galaxy_file(wrong), ledger)

    assert [] == read_actors(ledger)


def test_relation_to_nothing_is_passed_over(galaxy_file: Write, ledger: Engine) -> None:
    """Published galaxies have relations without an end."""
    nowhere = {"type": "uses", "dest-uuid": ""}

    report = import_actors(galaxy_file(galaxy(cluster("A", related=[nowhere]))), ledger)

    assert 1 == report.added
    assert ["A"] == [actor.name for actor in read_actors(ledger)]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
heads = st.dictionaries(st.sampled_from(["type", "version", "name", "values"]), values, max_size=2)
wrongs = st.dictionaries(
    st.sampled_from(["value", "uuid", "meta", "related", "description"]), values, max_size=3
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(head=heads, wrong=wrongs)
def test_no_galaxy_makes_a_traceback(
    galaxy_file: Write, ledger: Engine, head: dict[str, object], wrong: dict[str, object]
) -> None:
    """Whatever a galaxy holds, an import ends well or with one of our errors."""
    path = galaxy_file(galaxy(cluster("Any") | wrong) | head)

    try:
        import_actors(path, ledger)
        read_actors(ledger)
    except RasidError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either end is fine, the sentence must be one
