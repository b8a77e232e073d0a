from dataclasses import replace

import pytest

from evaluation.made import MISSED, PERFECT, result
from rasid.evaluation.measures.overlap import Overlap
from rasid.evaluation.telling.summary import summarise

RESULTS = [result("patient", 1), result("patient", 2, MISSED), result("quiet", 1)]


def test_kinds_have_their_own_spread() -> None:
    told = summarise(RESULTS)
    patient, quiet = (told.kinds["full"][kind]["event recall"] for kind in ("patient", "quiet"))

    assert patient is not None
    assert quiet is not None
    assert ((0.5, 0.0, 1.0), 1.0) == ((patient.mean, patient.least, patient.most), quiet.mean)


def test_all_kinds_are_weighed_by_months() -> None:
    over_all = summarise(RESULTS).all_kinds["full"]["event recall"]

    assert over_all is not None
    assert 2 / 3 == pytest.approx(over_all.mean)


def test_variant_is_told_apart() -> None:
    """What was taken away stands beside the full analysis of the same months."""
    both = replace(RESULTS[0], measured={"full": PERFECT, "roster": MISSED})
    told = summarise([both]).all_kinds

    assert [1.0, 0.0] == [
        spreads["event recall"].mean for spreads in told.values() if spreads["event recall"]
    ]


def test_forecasts_of_all_months_are_judged_together() -> None:
    told = summarise(RESULTS).campaigns

    assert 6 == told.forecasts
    assert [("very unlikely", 3, 0.0), ("almost certain", 3, 1.0)] == [
        (one.phrase, one.forecasts, one.so) for one in told.bins
    ]


def test_worst_month_says_why() -> None:
    worst = summarise(RESULTS).worst

    assert worst is not None
    assert "patient-2" == worst.month
    assert 1.0 == worst.shortfalls["event recall"]


def test_of_equal_shortfalls_the_broader_is_worse() -> None:
    """Both miss all accounts attacked; one misses all else too."""
    narrow = replace(PERFECT, accounts=PERFECT.accounts | {"attacked": Overlap(9, 0, 0)})
    worst = summarise([result("patient", 1, narrow), result("patient", 2, MISSED)]).worst

    assert worst is not None
    assert "patient-2" == worst.month


def test_names_and_baselines_are_counted() -> None:
    told = summarise(RESULTS)
    precision = told.baselines["a rule"]["event precision"]

    assert {"right": 2, "none": 0, "wrong": 0, "missed": 1} == told.names
    assert precision is not None
    assert 0.2 == pytest.approx(precision.mean)


def test_no_month_has_no_worst() -> None:
    assert summarise([]).worst is None
