from hypothesis import given
from hypothesis import strategies as st

from rasid.scenarios.parameters import CATEGORIES, DEMO_SEED, Funnel, draw_parameters

seeds = st.integers(min_value=0, max_value=2**40)


@given(seeds)
def test_every_seed_is_within_the_ranges(seed: int) -> None:
    """A seed draws a funnel that its roster can hold, and a roster that is a small part."""
    drawn = draw_parameters(seed)

    assert 1_000 <= drawn.funnel.attempts <= 5_000
    assert 80 <= drawn.funnel.attacked <= 450
    assert 1 <= drawn.funnel.compromised <= 12
    assert 1.7 * drawn.funnel.attacked - 1 <= drawn.roster <= 0.02 * drawn.accounts
    assert 25_000 <= drawn.accounts <= 45_000
    assert set(drawn.spared) < set(drawn.categories) <= set(CATEGORIES)


@given(seeds, st.sampled_from((0.05, 0.1, 0.5)))
def test_scale_keeps_the_rest(seed: int, scale: float) -> None:
    """A smaller world has the same month and categories, and a roster no larger in proportion."""
    whole, small = draw_parameters(seed), draw_parameters(seed, scale)

    assert (whole.month, whole.categories) == (small.month, small.categories)
    assert small.roster <= 0.02 * small.accounts
    assert small.funnel.compromised <= small.funnel.attacked // 4


def test_demo_seed_has_its_funnel() -> None:
    """The demo tells of one month; nothing else of it is fixed."""
    drawn = draw_parameters(DEMO_SEED)

    assert Funnel(2_712, 241, 4) == drawn.funnel
    assert {"campaign", "official"} == set(drawn.spared)
