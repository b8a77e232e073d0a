import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.sharing.crowds import FEWEST_TOLD, Cell, tellable, total_refusal

CELLS = st.builds(
    lambda people, more, rest: Cell(people + more if people else 0, people, people + rest),
    st.integers(0, 12),
    st.integers(0, 5),
    st.integers(0, 9),
)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"a": Cell(9, 7, 20), "b": Cell(8, 6, 20)}, {"a", "b"}),
        ({"a": Cell(9, 7, 20), "b": Cell(8, 6, 20), "c": Cell(1, 1, 9)}, {"a"}),
        ({"a": Cell(9, 4, 20), "b": Cell(9, 3, 20), "c": Cell(9, 8, 20)}, {"c"}),
        ({"a": Cell(9, 7, 7), "b": Cell(9, 7, 20), "c": Cell(9, 8, 20)}, {"c"}),
        ({"a": Cell(0, 0, 9), "b": Cell(8, 6, 20)}, {"a", "b"}),
        ({"a": Cell(2, 2, 9, 30), "b": Cell(1, 1, 9, 20), "c": Cell(0, 0, 9)}, {"c"}),
        ({"a": Cell(2, 2, 9, 30), "c": Cell(0, 0, 9)}, set()),
    ],
)
def test_small_counts_stay_and_cannot_be_worked_out(cells: dict[str, Cell], told: set[str]) -> None:
    """Fewer than five people, everybody of a category, and what would follow by subtraction."""
    assert told == {name for name, why in tellable(cells).items() if not why}


@given(st.dictionaries(st.sampled_from("abcdef"), CELLS, max_size=6))
def test_no_count_of_a_few_people_is_told(cells: dict[str, Cell]) -> None:
    """Neither alone nor as the rest of the whole, unless nothing but zeros is told."""
    held = {name for name, why in tellable(cells).items() if why}
    told = {name: cell for name, cell in cells.items() if name not in held and cell.accounts}

    assert all(FEWEST_TOLD <= cell.people < cell.listed for cell in told.values())
    rest = sum(cells[name].people for name in held)
    assert not told or rest == 0 or (len(held) > 1 and rest >= FEWEST_TOLD)


@pytest.mark.parametrize(
    ("count", "crowd", "told"), [(0, 0, True), (4, 240, True), (4, 4, False), (5, 0, True)]
)
def test_a_small_total_needs_a_crowd(count: int, crowd: int, told: bool) -> None:  # noqa: FBT001
    assert told == (total_refusal(count, crowd) == "")
