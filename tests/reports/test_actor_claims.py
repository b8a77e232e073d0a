from datetime import UTC, datetime

import pytest

from rasid.attribution.claims import ClaimedActor, NameClaim, RelationClaim, Sighting
from rasid.errors import UsageError
from rasid.reports import actors_like, actors_named
from rasid.reports.actor_claims import bearers_of, claims_of, disagreements, folded
from rasid.reports.terminal.actor_claims import name_table, relation_table, sighting_table
from reports.test_terminal import printed

MARCH = "2026-03-01T00:00:00+00:00"


def said(name: str, by: str = "Ada", *, holds: bool = True, rejected: str = "") -> NameClaim:
    return NameClaim(name, by, MARCH, MARCH, MARCH, holds=holds, rejected=rejected)


def actor(name: str, *names: str | NameClaim, by: str = "Ada") -> ClaimedActor:
    claims = tuple(said(n, by) if isinstance(n, str) else n for n in (name, *names))
    return ClaimedActor(f"{by}: {name}", name, by, None, None, holds=True, names=claims)


HERON = actor("Silent Heron", "Étude 7", "TA 453", said("Old Name", holds=False))
IBEX = actor("Grey Ibex", "silent-heron", by="Bob")


@pytest.mark.parametrize(
    "name", ["étude 7", "E\u0301TUDE-7", "ta453", "TA-453", "Ada: Silent Heron", "old name"]
)
def test_actor_is_found_by_any_name_in_any_spelling(name: str) -> None:
    """By names that are no longer said as well, and by its id."""
    assert [HERON] == actors_named([IBEX, HERON], name)


def test_one_name_may_be_borne_by_several() -> None:
    """Names are claims: two actors that bear one name stay two."""
    assert [IBEX, HERON] == actors_named([IBEX, HERON], "SILENT HERON")


def test_who_is_still_called_so_comes_first() -> None:
    was = actor("Jade Marten", said("Silent Heron", rejected="decision 1"))

    assert [HERON, was] == actors_named([was, HERON], "Silent Heron")


@pytest.mark.parametrize(
    ("known", "name", "sentence"),
    [
        ([HERON], "Silent Hern", r"no actor 'Silent Hern'; near it: Silent Heron\.$"),
        ([HERON], "X", "1 are known, and `rasid show actors TEXT` searches them"),
        ([], "X", "none has been imported yet"),
    ],
)
def test_unknown_actor_is_an_error_that_helps(
    known: list[ClaimedActor], name: str, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        actors_named(known, name)


def test_search_asks_names_and_sources() -> None:
    assert [HERON] == actors_like([HERON, IBEX], "tude")
    assert [IBEX] == actors_like([HERON, IBEX], "bob")
    assert [HERON, IBEX] == actors_like([HERON, IBEX], "")


def test_name_of_signs_alone_is_compared_as_it_is() -> None:
    assert ("!?", "apt35") == (folded("!?"), folded("APT-35"))


def test_source_that_gives_a_name_twice_disagrees_with_itself() -> None:
    """As one that keeps two apart and gives both the name that another gave to one."""
    one, two = actor("A", "Mint"), actor("B", "Mint")
    whole = actor("C", "A", "B", by="Bob")
    bearers = bearers_of([one, two, whole])

    assert "Ada gives the name 'Mint' to A and B." in disagreements(one, bearers)
    assert ["Bob has one actor, C, for what Ada keeps apart: A and B."] == disagreements(
        whole, bearers
    )


def test_rejected_and_withdrawn_names_are_no_disagreement() -> None:
    one, two = actor("A", "Mint"), actor("B", said("Mint", rejected="decision 1"))
    three = actor("D", said("Mint", holds=False))

    assert [] == disagreements(one, bearers_of([one, two, three]))


def test_claims_name_who_else_bears_a_name() -> None:
    (_, alias) = claims_of(IBEX, bearers_of([IBEX, HERON]))["names"]

    assert [{"stix_id": "Ada: Silent Heron", "name": "Silent Heron", "said_by": "Ada"}] == alias[
        "also"
    ]


def test_claims_are_shown_with_standing() -> None:
    """Who says it, since when, and whether it still stands."""
    names = claims_of(
        actor("A", said("B", holds=False), said("C", rejected="decision 4 by ada: no")),
        bearers_of([]),
    )["names"]
    text = printed(name_table(names))

    assert "A      Ada       2026-03-01   stands" in text
    assert "no longer said; last in 2026-03-01" in text
    assert "rejected: decision 4 by ada: no" in text


def test_relations_are_shown_in_both_directions() -> None:
    part = RelationClaim("part of", "part-of", "id", "B", "Bob", inward=True, since="version 3")
    sure = RelationClaim("same as", "same as", "id", "", "Ada", since=MARCH, confidence=60)
    seen = Sighting("Reed Bed", "Ada", datetime(2019, 4, 1, tzinfo=UTC), None)
    one = actor("A")
    told = claims_of(
        ClaimedActor(
            one.stix_id, one.name, one.by, None, None, True, one.names, (part, sure), (seen,)
        ),
        {},
    )
    text = printed(relation_table(told["relations"])) + printed(sighting_table(told["sightings"]))

    assert "has as a part (part-of)   B       Bob       version 3" in text
    assert "60 of 100" in text
    assert "Reed Bed   2019-04-01" in text
