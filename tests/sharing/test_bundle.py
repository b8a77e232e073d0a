import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import stix2
from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.sharing import stix_bundle
from rasid.sharing.rules import Rules
from reports.months import Month, person, spoiled
from sharing import writing
from sharing.validator import stix2validator
from sharing.worlds import ROSTER, a_month, chosen, entry

Opened = Callable[[Month], DuckDB]
WARNING_OF_DETERMINISTIC_IDS = "{103} Given ID value"


def written(engine: DuckDB, ledger: Engine, rules: Rules | None = None, **more: Any) -> str:  # noqa: ANN401
    return writing.written(stix_bundle, "stix", engine, ledger, rules, **more)


def objects(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text)["objects"]
    return found


def validated(text: str, **asked: bool) -> Any:  # noqa: ANN401 - what the validator says
    validator = stix2validator()
    return validator.validate_instance(
        json.loads(text), validator.ValidationOptions(version="2.1", **asked)
    )


def by_id(text: str) -> dict[str, dict[str, Any]]:
    return {stix["id"]: stix for stix in objects(text)}


@pytest.mark.parametrize("bad", ["", "'\\\"] OR [x = '\u202e<script>\x00\n= + @"])
@pytest.mark.parametrize("profile", ["indicators", "peers", "trusted"])
def test_the_validator_passes_it(opened: Opened, ledger: Engine, profile: str, bad: str) -> None:
    """Hostile texts in it too; that our ids are deterministic is all that it remarks on."""
    text = written(opened(spoiled(a_month(), bad)), ledger, Rules("amber", profile))
    result = validated(text, enforce_refs=True, strict_properties=False)

    assert result.is_valid, [str(error) for error in result.errors]
    assert {True} == {WARNING_OF_DETERMINISTIC_IDS in str(one) for one in result.warnings}
    assert stix2.parse(text).type == "bundle"


def test_every_kind_of_object_is_in_it(opened: Opened, ledger: Engine) -> None:
    kinds = Counter(stix["type"] for stix in objects(written(opened(a_month()), ledger)))

    assert {
        *("attack-pattern", "autonomous-system", "campaign", "grouping", "identity", "indicator"),
        *("infrastructure", "intrusion-set", "ipv4-addr", "marking-definition", "note"),
        *("observed-data", "opinion", "relationship", "sighting"),
    } == set(kinds)
    assert 9 == kinds["sighting"] == kinds["observed-data"] == kinds["ipv4-addr"]


def test_everything_is_marked(opened: Opened, ledger: Engine) -> None:
    found = objects(written(opened(a_month()), ledger, Rules("green", "peers")))

    (marking,) = (stix for stix in found if stix["type"] == "marking-definition")
    assert "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb" == marking["id"]
    assert [[marking["id"]]] * (len(found) - 1) == [
        stix["object_marking_refs"] for stix in found if stix is not marking
    ]


def test_the_same_analysis_gives_the_same_bytes(opened: Opened, ledger: Engine) -> None:
    engine = opened(a_month())

    assert written(engine, ledger) == written(engine, ledger)


def test_a_changed_number_is_a_new_version_of_the_same_object(
    opened: Opened, ledger: Engine
) -> None:
    """And only what it is told in."""
    month = a_month()
    before = by_id(written(opened(month), ledger))
    month["campaigns"][0]["attempts_high"] += 5
    after = by_id(written(opened(month), ledger))

    assert before.keys() == after.keys()
    changed = {after[one]["type"] for one in after if after[one] != before[one]}
    assert {"campaign", "note"} == changed
    assert all(
        before[one]["modified"] < after[one]["modified"]
        for one in after
        if after[one] != before[one]
    )


def test_an_address_that_is_no_longer_the_campaigns_is_revoked(
    opened: Opened, ledger: Engine
) -> None:
    """And so are the relationships and sightings that told of it."""
    month = a_month()
    before = by_id(written(opened(month), ledger))
    month["hostile"] = [row for row in month["hostile"] if row["source_ip"] != "198.51.100.7"]
    after = by_id(written(opened(month), ledger))

    revoked = Counter(stix["type"] for stix in after.values() if stix.get("revoked"))
    assert {"indicator": 1, "observed-data": 1, "sighting": 1, "relationship": 3} == revoked
    assert before.keys() - after.keys() == {
        one for one in before if before[one].get("value") == "198.51.100.7"
    }


def test_what_is_revoked_tells_only_its_id(opened: Opened, ledger: Engine) -> None:
    """An address may be revoked for being somebody's own, and text for naming them; it is valid."""
    month = a_month()
    month["events"][-1]["user_agent"] = "tool of Nadia"
    before = objects(written(opened(month), ledger))
    month["hostile"] = [row for row in month["hostile"] if row["source_ip"] != "198.51.100.7"]
    month["roster"] += [person("n1", "lawyer", "n1@mail.example", name="Nadia")]
    text = written(opened(month), ledger)
    result = validated(text)

    said = ("198.51.100.7", "Nadia", *(s["id"] for s in before if s.get("value") == "198.51.100.7"))
    assert set() == {one for one in said if one in text}
    assert result.is_valid, [str(error) for error in result.errors]
    assert {True} == {WARNING_OF_DETERMINISTIC_IDS in str(one) for one in result.warnings}
    assert text == written(opened(month), ledger)


def test_a_narrower_profile_revokes_nothing(opened: Opened, ledger: Engine) -> None:
    engine = opened(a_month())
    written(engine, ledger, Rules("amber", "trusted"))

    narrow = objects(written(engine, ledger, Rules("amber", "indicators")))
    assert [] == [stix for stix in narrow if stix.get("revoked")]


def test_no_protected_person_leaves(opened: Opened, ledger: Engine) -> None:
    """No name, account or id, even at the widest and where a client calls itself by one."""
    month = a_month()
    month["events"][0]["user_agent"] = "tool for Name of j1"
    month["events"][1]["fingerprint"] = "j2@mail.example"
    month["events"][2]["as_name"] = "Network of o1"
    text = written(opened(month), ledger, Rules("red", "trusted"))

    said = {one for who in ROSTER for one in (f"Name of {who}", f"{who}@mail.example", f" {who}")}
    assert set() == {one for one in said if one in text}
    assert "stranger@mail.example" not in text


def test_a_person_leaves_whom_somebody_names(opened: Opened, ledger: Engine) -> None:
    rules = Rules("amber", "peers", frozenset({"j1"}))
    found = objects(written(opened(a_month()), ledger, rules))

    named = [s["name"] for s in found if s.get("identity_class") == "individual"]
    assert ["Name of j1"] == named
    assert "j1@mail.example" not in json.dumps(found)


@pytest.mark.parametrize(
    ("who", "why"),
    [("nobody", "not on the roster"), ("c1", "no chosen campaign"), ("j2", "not consented")],
)
def test_who_must_not_be_named_is_not(opened: Opened, who: str, why: str) -> None:
    month = a_month()
    next(row for row in month["roster"] if row["person_id"] == "j2")["consent"] = "no"

    with pytest.raises(UsageError, match=why):
        chosen(opened(month), Rules(named=frozenset({who})))


def test_an_unknown_group_has_no_intrusion_set(opened: Opened, ledger: Engine) -> None:
    month = a_month()
    month["attributions"][0]["probability"] = 0.2
    found = objects(written(opened(month), ledger))

    assert "intrusion-set" not in {stix["type"] for stix in found}
    assert "attributed-to" not in {stix.get("relationship_type") for stix in found}


def test_a_shared_address_says_so(opened: Opened, ledger: Engine) -> None:
    """It leaves for the trusted, with little confidence and the number of others."""
    month = a_month()
    month["events"] += [entry(3, f"neighbour{n}@mail.example") for n in range(9)]
    found = objects(written(opened(month), ledger, Rules("amber", "trusted")))

    (shared,) = (s for s in found if "'198.51.100.3'" in s.get("pattern", ""))
    assert 10 == shared["confidence"]
    assert "9 other accounts come with it too" in shared["description"]


def test_what_is_simulated_says_so_everywhere(opened: Opened, ledger: Engine) -> None:
    found = objects(written(opened(a_month()), ledger, simulated=True))

    plain = ("marking-definition", "ipv4-addr", "autonomous-system")
    told = [s for s in found if s["type"] not in plain]
    assert all("simulated" in stix["labels"] for stix in told)
