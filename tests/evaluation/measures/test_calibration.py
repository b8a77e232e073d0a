import pytest

from rasid.evaluation.measures.calibration import (
    Bin,
    Forecast,
    brier,
    calibration_error,
    pooled,
    reliability,
)

FORECASTS = [
    Forecast(0.9, so=True),
    Forecast(0.5, so=False),
    Forecast(0.8, so=False),
    Forecast(0.46, so=True),
]


def test_bins_are_those_that_are_shown() -> None:
    """A phrase without forecasts has no bin; the least likely comes first."""
    told = [(one.phrase, one.forecasts, one.so) for one in reliability(FORECASTS)]

    assert [("roughly even chance", 2, 0.5), ("very likely", 2, 0.5)] == told


def test_bin_tells_the_mean_of_what_was_said() -> None:
    assert [0.48, 0.85] == pytest.approx([one.told for one in reliability(FORECASTS)])


def test_error_is_weighed_by_forecasts() -> None:
    bins = [Bin("likely", 3, 0.7, 0.6), Bin("very likely", 1, 0.9, 0.5)]

    assert (3 * 0.1 + 1 * 0.4) / 4 == pytest.approx(calibration_error(bins))


@pytest.mark.parametrize(
    ("counts", "least", "expected"),
    [
        ([], 3, []),
        ([1], 3, [1]),
        ([3, 4], 3, [3, 4]),
        ([1, 2, 4, 1], 3, [3, 5]),
        ([1, 1, 1], 3, [3]),
    ],
)
def test_phrases_that_were_said_seldom_are_told_together(
    counts: list[int], least: int, expected: list[int]
) -> None:
    bins = [Bin(f"p{n}", count, n / 10, 0.5) for n, count in enumerate(counts)]
    told = pooled(bins, least)

    assert expected == [one.forecasts for one in told]
    assert ", ".join(one.phrase for one in bins) == ", ".join(one.phrase for one in told)
    assert sum(one.forecasts * one.told for one in told) == pytest.approx(
        sum(one.forecasts * one.told for one in bins)
    )


def test_brier_score_is_the_mean_square() -> None:
    expected = (0.1**2 + 0.5**2 + 0.8**2 + 0.54**2) / 4

    assert expected == pytest.approx(brier(FORECASTS))


def test_no_forecast_has_no_score() -> None:
    assert (None, None) == (brier([]), calibration_error([]))
