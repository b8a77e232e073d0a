from hypothesis import given
from hypothesis import strategies as st

from rasid.scenarios.parameters import draw_parameters
from rasid.scenarios.sizes import draw_large, draw_small, draw_tenant

seeds = st.integers(min_value=0, max_value=2**40)
scales = st.floats(0.01, 2)


@given(seeds, scales)
def test_tenant_is_a_handful(seed: int, scale: float) -> None:
    """A tenant has its size at any scale, and a funnel that its roster holds."""
    drawn = draw_tenant(seed, scale)

    assert drawn == draw_tenant(seed, 1.0)
    assert (7, 1) == (drawn.month.days, len(drawn.categories))
    assert 6 <= drawn.roster <= 12
    assert 36 <= drawn.accounts <= 46
    assert drawn.funnel.compromised < drawn.funnel.attacked <= drawn.roster


@given(seeds, scales)
def test_small_week_is_small(seed: int, scale: float) -> None:
    """A small week has its size at any scale, and a funnel that is never empty."""
    drawn = draw_small(seed, scale)

    assert drawn == draw_small(seed, 1.0)
    assert 7 == drawn.month.days
    assert 30 <= drawn.roster <= 0.02 * drawn.accounts < 0.02 * 3_400
    assert drawn.funnel.attempts + drawn.funnel.attacked > 0
    assert 15 >= drawn.funnel.attacked >= drawn.funnel.compromised


@given(seeds, scales)
def test_large_month_has_no_larger_funnel(seed: int, scale: float) -> None:
    """The accounts are scaled; roster and funnel are at most those of the seed's middling month."""
    middling, large = draw_parameters(seed), draw_large(seed, scale)

    assert int(200_000 * scale) == large.accounts
    assert large.roster <= middling.roster
    assert large.funnel.attempts <= middling.funnel.attempts
    assert large.roster <= 0.05 * large.accounts
