"""Whether probabilities mean what they say: of what is called 80 %, four in five should be so."""

from collections.abc import Sequence
from dataclasses import dataclass

from rasid.icd203 import likelihood_phrase


@dataclass(frozen=True, slots=True)
class Forecast:
    """A probability that was told, and whether the thing was so."""

    probability: float
    so: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """The forecasts of one displayed phrase: how many, their mean, and the share that was so."""

    phrase: str
    forecasts: int
    told: float
    so: float


def reliability(forecasts: Sequence[Forecast]) -> list[Bin]:
    """Return the bins that have forecasts, one for each phrase of ICD 203, the least first."""
    phrases: dict[str, list[Forecast]] = {}
    for one in sorted(forecasts, key=lambda forecast: forecast.probability):
        phrases.setdefault(likelihood_phrase(one.probability), []).append(one)
    return [
        Bin(
            phrase,
            len(ours),
            sum(one.probability for one in ours) / len(ours),
            sum(one.so for one in ours) / len(ours),
        )
        for phrase, ours in phrases.items()
    ]


def pooled(bins: Sequence[Bin], least: int) -> list[Bin]:
    """Return the same with phrases told together until each bin has `least` forecasts.

    What is left at the end is told with the bin before it.
    """
    told: list[Bin] = []
    for one in bins:
        if told and told[-1].forecasts < least:
            told[-1] = _together(told[-1], one)
        else:
            told.append(one)
    if len(told) > 1 and told[-1].forecasts < least:
        last = told.pop()
        told[-1] = _together(told[-1], last)
    return told


def _together(one: Bin, other: Bin) -> Bin:
    count = one.forecasts + other.forecasts
    return Bin(
        f"{one.phrase}, {other.phrase}",
        count,
        (one.forecasts * one.told + other.forecasts * other.told) / count,
        (one.forecasts * one.so + other.forecasts * other.so) / count,
    )


def calibration_error(bins: Sequence[Bin]) -> float | None:
    """Return the expected calibration error: the mean gap of told and so over all forecasts."""
    total = sum(one.forecasts for one in bins)
    return sum(one.forecasts * abs(one.told - one.so) for one in bins) / total if total else None


def brier(forecasts: Sequence[Forecast]) -> float | None:
    """Return the mean squared error of the probabilities (Brier 1950): 0 is best."""
    if not forecasts:
        return None
    return sum((one.probability - one.so) ** 2 for one in forecasts) / len(forecasts)
