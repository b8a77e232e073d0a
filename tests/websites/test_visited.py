import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rasid.websites.letters import key_of
from rasid.websites.naming import named
from rasid.websites.packaged import packaged_knowledge
from rasid.websites.visited import NOBODY, packed, unpacked

KEYS = st.lists(st.integers(min_value=0, max_value=2**64 - 1))


@given(KEYS, KEYS)
def test_what_is_packed_is_found_again(inside: list[int], others: list[int]) -> None:
    """A file holds every name that was put into it, and nothing that is far from them."""
    visited = unpacked(packed(inside))

    assert visited.has(np.array(inside, np.uint64)).all()
    hashes = set(unpacked(packed(inside)).hashes.tolist())
    found = visited.has(np.array(others, np.uint64)).tolist()
    assert found == [bool(set(unpacked(packed([key])).hashes.tolist()) & hashes) for key in others]


def test_without_a_list_nobody_visits_anything() -> None:
    assert not NOBODY.has(np.array([1, 2], np.uint64)).any()


def test_the_packaged_list_knows_what_everybody_visits_and_little_else() -> None:
    """It has the best known names, and hardly any made-up ones."""
    popular = ["wikipedia.org", "google.com", "bbc.co.uk", "github.com"]
    made_up = [f"nobody-visits-this-{number}.info" for number in range(5000)]
    keys = [(key_of(one.label) + key_of(one.suffix)) % 2**64 for one in map(named, popular)]
    others = [(key_of(one.label) + key_of(one.suffix)) % 2**64 for one in map(named, made_up)]
    visited = packaged_knowledge().visited

    assert visited.has(np.array(keys, np.uint64)).all()
    assert visited.has(np.array(others, np.uint64)).mean() < 0.006
