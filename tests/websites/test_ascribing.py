import numpy as np
import pytest

from rasid.websites.ascribing import COMMITTED, NOBODY, ascribe
from rasid.websites.model import ANY_HABIT, PAGE_HABIT

HABITS = (ANY_HABIT, PAGE_HABIT, "A", "B")
CASES = [
    ([10.0, 0.0, 10.0, 10.0], {}, None),
    ([10.0, 0.0, 20.0, 10.0], {}, "A"),
    ([10.0, 20.0, 20.0, 10.0], {}, None),
    ([10.0, 0.0, 20.0, 20.0], {}, None),
    (None, {"A": 9.0}, "A"),
    (None, {"A": 9.0, "B": 9.0}, None),
    ([10.0, 0.0, 11.0, 10.0], {"C": 12.0}, "C"),
    (None, {}, None),
]


@pytest.mark.parametrize(("bits", "ties", "expected"), CASES)
def test_group_is_named_where_it_stands_out(
    bits: list[float] | None, ties: dict[str, float], expected: str | None
) -> None:
    """A group is named by a habit or ties that no other and no unknown group explains as well."""
    own = None if bits is None else np.array(bits, dtype=np.float32)

    likeliest, ascribed = ascribe(HABITS, own, ties)

    assert expected == (ascribed.group or None)
    assert (likeliest.probability >= COMMITTED) == (ascribed is not NOBODY)
