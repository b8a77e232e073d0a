"""Coarser wording ends, and ends well wherever the totals themselves can be told."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.reports.disclosure.coarsening import coarsened, draft, proposals
from rasid.reports.disclosure.grouping import finest
from reports.disclosure.planted import affected, against

CATEGORIES = ("campaign", "official", "lawyer", "red team")
COUNTS = st.fixed_dictionaries({name: st.integers(0, 9) for name in CATEGORIES})


@given(listed=COUNTS, attacked=COUNTS, compromised=COUNTS)
@settings(max_examples=25)
def test_coarsened_passes_or_only_totals_fail(
    listed: dict[str, int], attacked: dict[str, int], compromised: dict[str, int]
) -> None:
    hit = {name: min(listed[name], attacked[name]) for name in CATEGORIES}
    entered = {name: min(hit[name], compromised[name]) for name in CATEGORIES}
    held = against(affected(listed, hit, entered))
    made = coarsened(draft(finest(held.affected), held), held)

    assert all(one.where.is_anybody for one in made.examined.findings)


def test_no_range_is_proposed_for_what_people_are_called() -> None:
    held = against(affected({"lawyer": 4, "official": 40}, {"lawyer": 2, "official": 20}, {}))
    made = draft(finest(held.affected), held)
    by_kind = {one.kind: proposals(made.grouping, one) for one in made.examined.findings}
    broad = "tell lawyer, official together as “everybody”"

    assert [broad, "leave kinds of people out"] == by_kind["few can be meant"]
    assert "tell attacked as ranges" in by_kind["few are counted"]


def test_small_roster_is_told_by_its_totals() -> None:
    held = against(affected({"lawyer": 3}, {"lawyer": 2}, {}))
    made = coarsened(draft(finest(held.affected), held), held)

    assert () == made.grouping.kinds
