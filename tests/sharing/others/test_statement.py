import json
from typing import Any

import pytest

from rasid.sharing.indicators import Refused
from rasid.sharing.others import Statement, collected_statements, statement, statements_of
from sharing.others.words import AMBER, HERON, MINE, REED, relation, said

RED = "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1"
NOTE = said("note", content="seen too", object_refs=[REED["id"]])


def read(*objects: Any) -> list[Statement | Refused]:  # noqa: ANN401
    return list(statements_of(objects, "sha256:0"))


def refusal(stix: dict[str, Any]) -> str:
    (one,) = read(stix)
    assert isinstance(one, Refused)
    return one.why


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (REED | {"name": "x" * 10_000_000}, "its name cannot be kept: it is 10,000,000 characters"),
        (REED | {"description": "x" * 20_001}, "its description cannot be kept: it is 20,001"),
        (REED | {"name": ["x"]}, "its name cannot be kept: it is no text"),
        (REED | {"name": " "}, "it has no name"),
        (REED | {"aliases": "x"}, "its aliases cannot be kept: it is no list"),
        (REED | {"aliases": [{}]}, "its aliases cannot be kept: it is no text"),
        (REED | {"confidence": 101}, "its confidence cannot be kept: its confidence is no number"),
        (REED | {"first_seen": 1e300}, "its first_seen cannot be kept: a time is no text"),
        (REED | {"modified": "0000-01-01T00:00:00Z"}, "the time '0000-01-01T00:00:00Z'"),
        (REED | {"modified": "9999-12-31T23:59:59-14:00"}, "the time '9999-12-31T23:59:59-14"),
        (REED | {"modified": ["x"]}, "a time is no text"),
        (REED | {"created_by_ref": {"a": 1}}, "an id in it is not of STIX's form"),
        (REED | {"id": HERON["id"]}, "its id is none of an object of type campaign"),
        (REED | {"id": 7}, "an id in it is not of STIX's form"),
        (REED | {"revoked": "yes"}, "it says neither that it is revoked"),
        (NOTE | {"object_refs": []}, "it has no object_refs"),
        (NOTE | {"object_refs": ["x"] * 2}, "its object_refs cannot be kept: an id"),
        (NOTE | {"object_refs": [REED["id"]] * 1_001}, "its object_refs cannot be kept: it lists"),
        (MINE | {"relationship_type": None}, "its relationship_type cannot be kept: it is no text"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_itself(wrong: dict[str, Any], why: str) -> None:
    assert refusal(wrong).startswith(why)


@pytest.mark.parametrize(
    "stix",
    [
        *(None, 7, [], "x", {}, {"type": []}, {"type": "x-odd"}),
        {"type": "relationship", "source_ref": [], "target_ref": 7},
        relation(said("malware", name="m"), "uses", said("tool", name="t")),
    ],
)
def test_what_tells_of_no_campaign_or_group_is_left_out(stix: object) -> None:
    assert [] == read(stix)


@pytest.mark.parametrize(
    ("marks", "level"),
    [
        ({}, ""),
        ({"object_marking_refs": [AMBER]}, "amber"),
        ({"object_marking_refs": [AMBER, RED]}, "red"),
        ({"object_marking_refs": [AMBER], "granular_markings": [{"marking_ref": RED}]}, "red"),
        ({"object_marking_refs": 7, "granular_markings": [7, {"marking_ref": []}]}, ""),
    ],
)
def test_closest_marking_of_any_part_holds(marks: dict[str, Any], level: str) -> None:
    (one,) = read(REED | marks)

    assert isinstance(one, Statement)
    assert level == one.tlp


def test_half_a_surrogate_pair_is_replaced() -> None:
    (one,) = read(REED | {"name": "Reed \ud800Bed"})

    assert isinstance(one, Statement)
    assert "Reed ?Bed" == json.loads(one.content)["name"]


def test_author_is_the_source() -> None:
    """Of an identity without one it is itself, of all else where it came from."""
    nobody = {"created_by_ref": None}
    who = said("identity", name="Example CERT") | nobody
    sources = [one.source for one in read(REED, REED | nobody, who) if isinstance(one, Statement)]

    assert [REED["created_by_ref"], "sha256:0", who["id"]] == sources


def test_no_more_are_kept_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one version two contents are not."""
    monkeypatch.setattr(statement, "MOST_STATEMENTS", 2)
    found = collected_statements(statements_of([REED, REED, REED | {"name": "x"}, HERON, MINE], ""))

    assert [REED["id"], HERON["id"]] == [one.stix_id for one in found.said]
    assert 2 == found.refused_in_all
    assert [
        "it is there twice, with two contents",
        "1 more of what others say could not be kept, 2 were",
    ] == [one.why for one in found.refused]
