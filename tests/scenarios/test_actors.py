import json
import re
from collections.abc import Callable

import stix2

from rasid.scenarios import Simulated
from scenarios.written import read_events, read_truth

Maker = Callable[[str, int], Simulated]


def objects(month: Simulated, kind: str) -> list[dict[str, str]]:
    """Return the bundle's objects of a kind, as the library reads them."""
    bundle = stix2.parse(month.actors.read_text("utf-8"), version="2.1")
    return [json.loads(one.serialize()) for one in bundle.objects if one.type == kind]


def test_bundle_is_valid_and_names_the_group(patient: Simulated) -> None:
    """The group is one of several actors of a bundle that the library accepts."""
    names = [actor["name"] for actor in objects(patient, "intrusion-set")]

    assert read_truth(patient)["actor"] in names
    assert len(set(names)) == len(names) >= 4


def test_relations_join_what_is_there(patient: Simulated) -> None:
    """No relation hangs in the air."""
    text = patient.actors.read_text("utf-8")
    known = {one["id"] for one in json.loads(text)["objects"]}

    ends = {
        r[end] for r in objects(patient, "relationship") for end in ("source_ref", "target_ref")
    }
    assert ends <= known


def test_bundle_knows_a_part(patient: Simulated) -> None:
    """Some of the group's addresses are reported, not all."""
    told = set(re.findall(r":value = '([^']+)'", patient.actors.read_text("utf-8")))
    mine = read_truth(patient)["events"]
    used = {
        event["src_endpoint"]["ip"]
        for event in read_events(patient)
        if event["metadata"]["uid"] in mine
    }

    assert used & told
    assert used - told


def test_profiles_are_an_extension(patient: Simulated) -> None:
    """Working hours stand in a property extension that the bundle itself defines."""
    (definition,) = objects(patient, "extension-definition")
    for actor in json.loads(patient.actors.read_text("utf-8"))["objects"]:
        if actor["type"] == "intrusion-set":
            profile = actor["extensions"][definition["id"]]["x_rasid_profile"]
            assert {"utc_offset", "workdays", "hours"} == profile.keys()
            assert re.fullmatch(r"[+-]\d\d:\d\d", profile["utc_offset"])


def test_unnamed_group_is_not_told_of(make_month: Maker) -> None:
    """A group may be at work that no bundle knows: then no name is the right answer."""
    named, unnamed = make_month("patient", 11), make_month("unnamed", 11)
    told = [actor["name"] for actor in objects(unnamed, "intrusion-set")]

    assert read_truth(unnamed)["actor"] is None
    assert read_truth(named)["numbers"] == read_truth(unnamed)["numbers"]
    assert read_truth(named)["actor"] not in told


def test_quiet_month_has_actors_too(quiet: Simulated) -> None:
    """A bundle lists actors whether or not one of them is at work."""
    assert len(objects(quiet, "intrusion-set")) >= 3
