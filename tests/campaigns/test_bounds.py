"""Low and high of the four numbers: what doubt is counted, and whose doubt is the same."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.worlds import a_mixed_month, campaigns
from rasid.campaigns.bounds import NUMBERS, Events, Near, bounds_of, drawn_numbers, tempered
from rasid.engines.duckdb import DuckDB


def drawn(
    bits: Sequence[float],
    *,
    counted: int,
    sources: Sequence[int] | None = None,
    accounts: Sequence[int] | None = None,
    stages: Sequence[str] | None = None,
    exists: bool = True,
) -> dict[str, set[int]]:
    """Return every value that each number takes, when each visit has one event."""
    count = len(bits)
    near = Near(np.arange(count), np.array(bits, dtype=float), counted)
    events = Events(
        visit=np.arange(count),
        account=np.array(accounts if accounts is not None else range(count), dtype=np.int64),
        stage=np.array(stages if stages is not None else ["discover"] * count, dtype=str),
        exists=np.full(count, exists),
    )
    of = np.array(sources if sources is not None else range(count), dtype=np.int64)
    return {
        name: set(v.astype(int).tolist()) for name, v in drawn_numbers(near, of, events).items()
    }


def test_what_is_sure_has_no_width() -> None:
    found = drawn([60.0] * 5 + [-60.0] * 5, counted=5)

    assert {5} == found["attempts"]
    assert {5} == found["accounts_identified"]


def test_visits_of_one_source_stand_or_fall_together() -> None:
    """Apart they may be any number, together all or none."""
    apart = drawn([0.0] * 6, counted=3)
    together = drawn([0.0] * 6, counted=3, sources=[1] * 6)

    assert set(range(7)) == apart["attempts"]
    assert {0, 6} == together["attempts"]


def test_surer_visit_of_a_source_never_falls_alone() -> None:
    found = drawn([4.0, -4.0], counted=1, sources=[1, 1], stages=["attack", "compromise"])

    assert {0, 1} == found["accounts_compromised"]
    assert found["accounts_attacked"] == {0, 1, 2}


def test_account_counts_once_however_many_visits_it_had() -> None:
    found = drawn([60.0] * 4 + [-60.0], counted=4, accounts=[1, 1, 2, 2, 3])

    assert ({4}, {2}) == (found["attempts"], found["accounts_identified"])


@pytest.mark.parametrize(
    ("stage", "numbers"),
    [
        ("discover", {"attempts", "accounts_identified"}),
        ("attack", {"accounts_attacked"}),
        ("compromise", {"accounts_attacked", "accounts_compromised"}),
        ("exploit", {"accounts_attacked", "accounts_compromised"}),
    ],
)
def test_stage_counts_in_its_numbers(stage: str, numbers: set[str]) -> None:
    found = drawn([60.0, -60.0], counted=1, stages=[stage, "other"])

    assert numbers == {name for name, values in found.items() if values == {1}}


def test_address_that_is_no_account_is_not_identified() -> None:
    found = drawn([60.0, -60.0], counted=1, exists=False)

    assert ({1}, {0}) == (found["attempts"], found["accounts_identified"])


def test_nothing_near_is_nothing() -> None:
    assert {name: {0} for name in NUMBERS} == drawn([], counted=0)


@given(
    bits=st.lists(st.floats(-40.0, 40.0), min_size=2, max_size=40),
    share=st.floats(0.01, 0.99),
)
def test_tempered_odds_expect_what_is_counted(bits: list[float], share: float) -> None:
    """They keep the order of the evidence, and as much may be wrongly in as wrongly out."""
    counted = min(max(1, round(share * len(bits))), len(bits) - 1)
    chance = tempered(np.array(bits), counted)

    assert counted == pytest.approx(float(chance.sum()), abs=1e-6)
    assert np.all(np.diff(chance[np.argsort(bits)]) >= -1e-12)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_bounds_hold_nine_draws_in_ten(values: list[int]) -> None:
    low, high = bounds_of(np.array(values, dtype=float))

    assert min(values) <= low <= high <= max(values)
    assert sum(low <= value <= high for value in values) >= 0.9 * len(values) - 2


def test_bounds_enclose_the_numbers(mixed: DuckDB) -> None:
    (found,) = campaigns(mixed)
    for name in NUMBERS:
        assert 0 <= found[f"{name}_low"] <= found[name] <= found[f"{name}_high"]


def test_same_month_has_the_same_bounds(mixed: DuckDB, engine: DuckDB) -> None:
    assert campaigns(mixed) == campaigns(a_mixed_month().judge(engine))
