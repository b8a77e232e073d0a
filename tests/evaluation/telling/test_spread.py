import pytest

from rasid.evaluation.telling.spread import spread


def test_spread_tells_mean_and_quartiles() -> None:
    """What a month has nothing to measure by is left out."""
    told = spread([4.0, None, 1.0, 2.0, 3.0, 5.0])

    assert told is not None
    assert (5, 3.0) == (told.months, told.mean)
    assert 2.5**0.5 == pytest.approx(told.sd)
    assert [1.0, 2.0, 3.0, 4.0, 5.0] == [
        told.least,
        told.lower,
        told.median,
        told.upper,
        told.most,
    ]


def test_single_month_has_no_deviation() -> None:
    told = spread([2.0])

    assert told is not None
    assert (1, 2.0, None) == (told.months, told.mean, told.sd)


def test_nothing_has_no_spread() -> None:
    assert spread([None]) is None
