from typing import Any

import pytest

from attribution.worlds import MONDAY, World, an_actor, judge
from rasid.attribution.victims import preferred_categories, sector_words
from rasid.engines.duckdb import DuckDB

HERON = "Silent Heron"
CATEGORIES = ("academic", "activist", "journalist", "lawyer", "official")


def went_for(**counts: int) -> World:
    """Return a campaign against so many of each category; forty of each are on the roster."""
    world = World()
    for number in range(200):
        world.person(number, CATEGORIES[number % 5])
    for place, category in enumerate(CATEGORIES):
        for number in range(counts.get(category, 0)):
            world.attack(MONDAY, f"p{5 * number + place}@mail.example")
    return world


def test_preference_speaks_for_who_shares_it(engine: DuckDB) -> None:
    """Journalists almost alone: for who is said to go for them, against who goes for others."""
    actors = [
        an_actor("A", categories=frozenset({"journalist"})),
        an_actor("B", categories=frozenset({"lawyer", "official"})),
    ]

    found = judge(engine, went_for(journalist=30, lawyer=2), actors)

    assert 1.0 < found.of("A", "victims") < 2.0
    assert found.of("B", "victims") < -1.0
    assert "30 of the 32 protected people" in found.reason("A", "victims")
    assert "of the whole roster 20 % are" in found.reason("A", "victims")


def test_everybody_in_proportion_says_nothing(engine: DuckDB) -> None:
    """A campaign that takes the roster as it is tells no one's preference."""
    everybody = dict.fromkeys(CATEGORIES, 12)

    found = judge(engine, went_for(**everybody), [an_actor(categories=frozenset({"activist"}))])

    assert found.of(HERON, "victims") == pytest.approx(0.0, abs=0.6)


def test_actor_that_targets_everything_gains_nothing(engine: DuckDB) -> None:
    """Who is said to go for every category explains no preference."""
    actor = an_actor(categories=frozenset(CATEGORIES))

    found = judge(engine, went_for(journalist=30), [actor])

    assert found.of(HERON, "victims") <= 0.0


def test_one_organisation_is_one_choice(engine: DuckDB) -> None:
    """Thirty colleagues on one list are not thirty choices."""
    world = went_for(journalist=30)
    for row in world.roster:
        row["organisation"] = row["category"]
    actor = an_actor(categories=frozenset({"journalist"}))

    assert judge(engine, world, [actor]).of(HERON, "victims") < 1.0


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"categories": {"journalists"}}, {"journalist"}),
        ({"sectors": {"legal"}}, {"lawyer"}),
        ({"categories": {"journalist"}, "sectors": {"legal"}}, {"journalist"}),
        ({"sectors": {"education", "non-profit"}}, {"academic", "activist"}),
        ({"sectors": {"mining"}}, set()),
    ],
)
def test_sectors_are_asked_where_no_label_fits(known: dict[str, Any], expected: set[str]) -> None:
    """Words that are equal count first, then the packaged table of sectors."""
    words: dict[str, Any] = {part: frozenset(said) for part, said in known.items()}
    actor = an_actor(**words)

    assert expected == preferred_categories(actor, frozenset(CATEGORIES))


def test_sector_table_is_in_lower_case() -> None:
    """Profiles hold their words lower-cased, and so must the table."""
    words = [*sector_words(), *(word for words in sector_words().values() for word in words)]

    assert words == [word.lower().strip() for word in words]


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        ({}, "does not say whom it goes for"),
        ({"sectors": frozenset({"mining"})}, "no category of the roster"),
    ],
)
def test_absence_is_told(engine: DuckDB, known: dict[str, Any], reason: str) -> None:
    """What the bundle does not know, or the roster does not hold, weighs nothing."""
    found = judge(engine, went_for(journalist=3), [an_actor(**known)])

    assert 0.0 == found.of(HERON, "victims")
    assert reason in found.reason(HERON, "victims")


def test_strangers_alone_tell_no_preference(engine: DuckDB) -> None:
    """Nobody on the roster was gone for."""
    world = went_for()
    world.attack(MONDAY, "stranger@mail.example")

    found = judge(engine, world, [an_actor(categories=frozenset({"lawyer"}))])

    assert 0.0 == found.of(HERON, "victims")
