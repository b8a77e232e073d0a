import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from attribution.stix_objects import domain_object, indicator, relation, stix_id, technique
from rasid import json_file
from rasid.attribution.actor_ledger import import_actors, read_actors
from rasid.attribution.claims import read_claims
from rasid.errors import InputError, RasidError, UsageError
from rasid.ledger import actors

GROUP = domain_object("intrusion-set", "Silent Heron")


def test_import_again_changes_nothing(bundle: Callable[..., Path], ledger: Engine) -> None:
    """The same bundle twice: the second time every object is unchanged."""
    path = bundle(GROUP, technique("T1110"))

    first, second = import_actors(path, ledger), import_actors(path, ledger)

    assert (2, 0) == (first.added, first.unchanged)
    assert (0, 0, 2) == (second.added, second.updated, second.unchanged)


def test_newest_version_wins(bundle: Callable[..., Path], ledger: Engine) -> None:
    """An older version changes nothing, whichever bundle it comes in."""
    newer = GROUP | {"modified": "2026-02-01T00:00:00Z", "aliases": ["Grey Wader"]}
    import_actors(bundle(newer, GROUP), ledger)

    report = import_actors(bundle(GROUP, id=stix_id("bundle", "other")), ledger)

    assert 1 == report.older
    assert [("Grey Wader",)] == [actor.aliases for actor in read_actors(ledger)]


def test_equally_new_version_replaces(bundle: Callable[..., Path], ledger: Engine) -> None:
    """A bundle edited by hand counts, though nobody touched `modified`."""
    import_actors(bundle(GROUP), ledger)

    report = import_actors(bundle(GROUP | {"aliases": ["Grey Wader"]}), ledger)

    assert 1 == report.updated
    assert [("Grey Wader",)] == [actor.aliases for actor in read_actors(ledger)]


def test_every_object_is_kept(bundle: Callable[..., Path], ledger: Engine) -> None:
    """What no profile needs is kept too, as JSON with sorted keys."""
    note = domain_object("x-acme-note", "note", zeta=[1], alpha={"b": 1, "a": 2})

    import_actors(bundle(note), ledger)

    with ledger.connect() as connection:
        kept = connection.execute(select(actors)).one()
    assert (stix_id("bundle", "b"), note) == (kept.source, json.loads(kept.stix))
    assert kept.stix.startswith('{"alpha":{"a":2,"b":1},')


def test_older_stix_is_read(bundle: Callable[..., Path], ledger: Engine) -> None:
    """A plain STIX 2.0 bundle names its version once; gzip is read as it is."""
    uses = technique("T1110")
    sign = indicator("[ipv4-addr:value = '203.0.113.5']", labels=["malicious-activity"])
    del sign["pattern_type"]
    links = [relation(GROUP, "uses", uses), relation(sign, "indicates", GROUP)]
    old = [
        {name: value for name, value in stix.items() if name != "spec_version"}
        for stix in (GROUP, uses, sign, *links)
    ]
    path = bundle(*old, spec_version="2.0")
    path.write_bytes(gzip.compress(path.read_bytes()))

    import_actors(path, ledger)
    (actor,) = read_actors(ledger)

    assert {"T1110"} == actor.techniques
    assert ["203.0.113.5"] == [trace.value for trace in actor.addresses]


def test_version_of_another_author_is_left_out(bundle: Callable[..., Path], ledger: Engine) -> None:
    """Whoever did not create an object cannot change it, however new their version is."""
    mine, other = stix_id("identity", "mine"), stix_id("identity", "other")
    import_actors(bundle(GROUP | {"created_by_ref": mine}), ledger)
    forged = {"created_by_ref": other, "modified": "2099-01-01T00:00:00Z", "aliases": ["Nobody"]}

    report = import_actors(bundle(GROUP | forged), ledger)

    assert (1, 0) == (report.foreign, report.updated)
    assert "known as another author's" in report.warnings[0]
    assert [()] == [actor.aliases for actor in read_actors(ledger)]


def test_bundle_without_actor_warns(bundle: Callable[..., Path], ledger: Engine) -> None:
    """Loose relationships and a bundle without an actor are said, not refused."""
    uses = technique("T1110")

    report = import_actors(bundle(uses, relation(GROUP, "uses", uses)), ledger)

    assert 2 == len(report.warnings)
    assert "1 relationships lead to objects that were not imported" in report.warnings[0]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (GROUP | {"first_seen": 5}, "intrusion-set--.*first_seen"),
        (GROUP | {"spec_version": ["2.1"]}, "intrusion-set--.*spec_version is .'2.1'., expected"),
        (GROUP | {"name": "Unknown"}, "the name 'Unknown' stands for no actor"),
        (GROUP | {"name": "n" * 10_000_000}, "intrusion-set--.*longer than 300 characters"),
        (
            domain_object("campaign", "n" * 10_000_000),
            "campaign--.*longer than 300 characters",
        ),
        (GROUP | {"aliases": [" "]}, "intrusion-set--.*a name is"),
        (GROUP | {"aliases": ["UNKNOWN"]}, "the name 'UNKNOWN' stands for no actor"),
        (GROUP | {"id": "intrusion-set--1"}, "intrusion-set--1: "),
        (GROUP | {"modified": "yesterday"}, "intrusion-set--.*modified"),
        (GROUP | {"name": "\ud800"}, "intrusion-set--.*half a surrogate pair"),
        (GROUP | {"x_rasid_profile": {"hours": 8}}, "intrusion-set--.*x_rasid_profile lacks"),
        (relation(GROUP, "uses", GROUP, source_ref=[]), "relationship--.*source_ref"),
        (indicator("[broken"), "indicator--.*"),
        (indicator("[" + "a" * 200_001), "indicator--.*longer than 200000"),
        (
            {"type": "x-misp-galaxy-cluster", "id": "x-misp-galaxy-cluster--1"},
            "this is no id of an object of type 'x-misp-galaxy-cluster'",
        ),
        (
            {"type": "x-odd", "id": GROUP["id"], "created_by_ref": []},
            "intrusion-set--.*no id of an object of type 'x-odd'",
        ),
        ("text", "object 1 is a JSON str, expected a STIX object"),
        ({"type": "intrusion-set"}, "object 1 has no id and type"),
        ({"type": ["a"], "id": "x"}, "object 1 has no id and type"),
    ],
)
def test_wrong_object_is_named(
    bundle: Callable[..., Path], ledger: Engine, wrong: object, sentence: str
) -> None:
    """The object's id stands in the sentence, and nothing of the bundle is imported."""
    with pytest.raises(InputError, match=f"actors.json: .*{sentence}"):
        import_actors(bundle(wrong, technique("T1110")), ledger)

    with ledger.connect() as connection:
        assert [] == connection.execute(select(actors)).all()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"", "actors.json:1: not JSON"),
        (b'{"type":\n "bundle"', "actors.json:2: not JSON"),
        (b"[" * 200_000, "nested too deep"),
        (b'{"type": NaN}', "not JSON: NaN is no number"),
        (b'{"type": ' + b"9" * 5000 + b"}", "not JSON: "),
        (b"\xff\xfe{\x00", "not UTF-8"),
        (b"\x1f\x8b\x08\x00torn", "a torn gzip file"),
        (b"[]", "a JSON list, expected a STIX bundle or a MISP galaxy"),
        (b'{"type": "bundle", "objects": []}', "no list of objects"),
        (b'{"type": "threat-actor", "values": []}', "the galaxy has no list of values"),
    ],
)
def test_wrong_file_is_one_sentence(
    tmp_path: Path, ledger: Engine, raw: bytes, sentence: str
) -> None:
    """Whatever the file is instead of a bundle is said in one sentence."""
    path = tmp_path / "actors.json"
    path.write_bytes(raw)

    with pytest.raises(InputError, match=sentence):
        import_actors(path, ledger)


def test_bomb_is_refused(tmp_path: Path, ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compressed or not, a file is read no further than the limit."""
    monkeypatch.setattr(json_file, "MOST_BYTES", 2**20)
    path = tmp_path / "actors.json.gz"
    path.write_bytes(gzip.compress(b" " * 2**21))

    with pytest.raises(InputError, match="more than 1 MiB"):
        import_actors(path, ledger)


def test_million_objects_are_refused(bundle: Callable[..., Path], ledger: Engine) -> None:
    """By their number, before any of them is looked at."""
    with pytest.raises(InputError, match="the bundle has 1,000,000 objects, expected at most"):
        import_actors(bundle(*[0] * 1_000_000), ledger)


def test_circle_is_harmless(bundle: Callable[..., Path], ledger: Engine) -> None:
    """Who is part of whom may run in circles, as what consists of what."""
    other = domain_object("intrusion-set", "Jade Marten")
    box, inner = (domain_object("infrastructure", name) for name in ("box", "inner"))
    links = [
        relation(GROUP, "part-of", other),
        relation(other, "part-of", GROUP),
        relation(GROUP, "uses", box),
        relation(box, "consists-of", inner),
        relation(inner, "consists-of", box),
    ]

    import_actors(bundle(GROUP, other, box, inner, *links), ledger)

    assert [2, 2] == [len(actor.relations) for actor in read_claims(ledger)]
    assert 2 == len(read_actors(ledger))


def test_missing_file_is_wrong_use(tmp_path: Path, ledger: Engine) -> None:
    """A path that is not there is the caller's mistake."""
    with pytest.raises(UsageError, match="No such file"):
        import_actors(tmp_path / "nothing.json", ledger)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
kinds = st.sampled_from(["intrusion-set", "indicator", "relationship", "ipv4-addr", "x-y", "a"])
properties = st.sampled_from(
    ["name", "aliases", "pattern", "extensions", "x_rasid_profile", "modified", "spec_version"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(kind=kinds, wrong=st.dictionaries(properties, values, max_size=3))
def test_no_object_makes_a_traceback(
    bundle: Callable[..., Path], ledger: Engine, kind: str, wrong: dict[str, object]
) -> None:
    """Whatever the properties hold, an import ends well or with one of our errors."""
    path = bundle(domain_object(kind, "any") | wrong)

    try:
        import_actors(path, ledger)
        read_actors(ledger)
    except RasidError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either end is fine, the sentence must be one
