from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from attribution.stix_objects import domain_object, indicator, observable, relation, technique
from rasid.attribution.actor_ledger import import_actors, read_actors
from rasid.attribution.profile import Trace

GROUP = domain_object("intrusion-set", "Silent Heron")


def test_plain_facts_come_from_the_object(bundle: Callable[..., Path], ledger: Engine) -> None:
    """Name and aliases are verbatim; the name itself is no alias."""
    heron = domain_object(
        "intrusion-set",
        "Silent  Hëron",
        aliases=["Silent  Hëron", "Grey Wader"],
        first_seen="2019-08-01T00:00:00Z",
        description="uses T1110 from 203.0.113.5, says the prose",
    )

    import_actors(bundle(heron), ledger)
    (actor,) = read_actors(ledger)

    assert ("Silent  Hëron", ("Grey Wader",)) == (actor.name, actor.aliases)
    assert datetime(2019, 8, 1, tzinfo=UTC) == actor.first_seen
    assert (frozenset(), frozenset()) == (actor.techniques, actor.addresses)


def test_techniques_in_force_are_kept(bundle: Callable[..., Path], ledger: Engine) -> None:
    """Revoked and deprecated techniques, and revoked relationships, say nothing."""
    kept, other = technique("T1110.003"), technique("T1566")
    gone, old = technique("T1215", revoked=True), technique("T1043", x_mitre_deprecated=True)
    uses = [relation(GROUP, "uses", each) for each in (kept, gone, old)]
    withdrawn = relation(GROUP, "uses", other, revoked=True)

    import_actors(bundle(GROUP, kept, gone, old, other, *uses, withdrawn), ledger)

    assert [{"T1110.003"}] == [actor.techniques for actor in read_actors(ledger)]


def test_victims_are_sectors_labels_and_classes(
    bundle: Callable[..., Path], ledger: Engine
) -> None:
    """A targeted class is named by its name; a single organisation is not a category."""
    press = domain_object(
        "identity", "Journalists", identity_class="class", sectors=["media"], labels=["Campaign"]
    )
    one = domain_object("identity", "Blue Gazette", identity_class="organization")
    targets = [relation(GROUP, "targets", each) for each in (press, one)]

    import_actors(bundle(GROUP, press, one, *targets), ledger)

    (actor,) = read_actors(ledger)
    assert {"media"} == actor.sectors
    assert {"journalists", "campaign"} == actor.categories


def test_infrastructure_is_followed(bundle: Callable[..., Path], ledger: Engine) -> None:
    """What an infrastructure consists of is the actor's, through circles of infrastructure too."""
    box, inner = (domain_object("infrastructure", name) for name in ("box", "inner"))
    address = observable("ipv4-addr", value="203.0.113.5")
    network = observable("autonomous-system", number=64500)
    print_ = observable("x-ja4", value="t13d1516h2_8daaf6152771_b186095e22b6")
    links = [
        relation(GROUP, "uses", box),
        relation(box, "consists-of", inner),
        relation(inner, "consists-of", box),
        *(relation(inner, "consists-of", each) for each in (address, network, print_)),
    ]

    import_actors(bundle(GROUP, box, inner, address, network, print_, *links), ledger)
    (actor,) = read_actors(ledger)

    assert {Trace("203.0.113.5")} == actor.addresses
    assert {Trace("64500")} == actor.asns
    assert {Trace("t13d1516h2_8daaf6152771_b186095e22b6")} == actor.fingerprints


def test_observed_data_is_opened(bundle: Callable[..., Path], ledger: Engine) -> None:
    """Infrastructure may consist of what was seen, which refers to its observables."""
    box, name = domain_object("infrastructure", "box"), observable("domain-name", value="a.example")
    seen = domain_object(
        "observed-data",
        "seen",
        first_observed="2026-01-01T00:00:00Z",
        last_observed="2026-01-01T00:00:00Z",
        number_observed=1,
        object_refs=[name["id"]],
    )
    links = [relation(GROUP, "uses", box), relation(box, "consists-of", seen)]

    import_actors(bundle(GROUP, box, name, seen, *links), ledger)

    assert [{Trace("a.example")}] == [actor.domains for actor in read_actors(ledger)]


def test_what_infrastructure_talks_to_is_not_the_actors(
    bundle: Callable[..., Path], ledger: Engine
) -> None:
    """`communicates-with` leads to others: victims, public services."""
    box = domain_object("infrastructure", "box")
    address = observable("ipv4-addr", value="203.0.113.5")
    links = [relation(GROUP, "uses", box), relation(box, "communicates-with", address)]

    import_actors(bundle(GROUP, box, address, *links), ledger)

    assert [frozenset()] == [actor.addresses for actor in read_actors(ledger)]


@pytest.mark.parametrize("through", ["group", "infrastructure"])
def test_indicator_keeps_its_time(
    bundle: Callable[..., Path], ledger: Engine, through: str
) -> None:
    """An indicator of the group, or of its infrastructure, brings its validity along."""
    pattern = "[ipv4-addr:value ISSUBSET '198.51.100.0/24']"
    sign = indicator(pattern, valid_until="2026-02-01T00:00:00Z")
    box = domain_object("infrastructure", "box")
    target = GROUP if through == "group" else box
    links = [relation(GROUP, "uses", box), relation(sign, "indicates", target)]

    import_actors(bundle(GROUP, box, sign, *links), ledger)
    ((trace,),) = (actor.cidrs for actor in read_actors(ledger))

    january = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC)
    assert Trace("198.51.100.0/24", *january) == trace


def test_foreign_pattern_language_is_passed_over(
    bundle: Callable[..., Path], ledger: Engine
) -> None:
    """A YARA rule that indicates the group is kept and not read."""
    rule = indicator("rule x { condition: true }") | {"pattern_type": "yara"}

    import_actors(bundle(GROUP, rule, relation(rule, "indicates", GROUP)), ledger)

    assert [frozenset()] == [actor.addresses for actor in read_actors(ledger)]


def test_revoked_group_is_no_actor(bundle: Callable[..., Path], ledger: Engine) -> None:
    """A revoked intrusion set stays in the ledger and is never a candidate."""
    import_actors(bundle(GROUP | {"revoked": True}), ledger)

    assert [] == read_actors(ledger)
