from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from rasid.scenarios.chance import hexadecimal, pick, stream, weighted, whole


def test_streams_are_their_own() -> None:
    """Parts of one seed draw apart from each other, and each the same every time."""
    first = [stream(7, "a").random(), stream(7, "b").random(), stream(8, "a").random()]

    assert first == [stream(7, "a").random(), stream(7, "b").random(), stream(8, "a").random()]
    assert 3 == len(set(first))


@given(st.integers(0, 1000), st.lists(st.integers(), min_size=1, max_size=50))
def test_pick_takes_an_option(seed: int, options: list[int]) -> None:
    """Every draw is one of the options, however few there are."""
    assert pick(stream(seed, "pick"), options) in options


def test_pick_prefers_early_options() -> None:
    """The first option is drawn more often than the last, and the last is drawn too."""
    rng = stream(1, "pick")
    drawn = Counter(pick(rng, range(10)) for _ in range(5_000))

    assert drawn[0] > 3 * drawn[9] > 0


def test_weighted_follows_weights() -> None:
    """What weighs nothing is never drawn."""
    rng = stream(1, "weighted")
    drawn = Counter(weighted(rng, {"a": 3.0, "b": 1.0, "c": 0.0}) for _ in range(4_000))

    assert 2 < drawn["a"] / drawn["b"] < 4
    assert 0 == drawn["c"]


@given(st.integers(0, 100), st.floats(0, 50))
def test_whole_is_a_neighbour(seed: int, expected: float) -> None:
    """A number is rounded up or down, never further."""
    assert abs(whole(stream(seed, "whole"), expected) - expected) < 1


@given(st.integers(0, 100), st.integers(1, 40))
def test_hexadecimal_has_its_length(seed: int, digits: int) -> None:
    """Leading zeros are kept."""
    assert digits == len(hexadecimal(stream(seed, "hex"), digits))
