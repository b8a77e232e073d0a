"""One small month goes all the way; what is measured of it must fit its truth file."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from rasid.case import open_case
from rasid.evaluation.found import COLUMNS, reach_of_truth
from rasid.evaluation.measured import Measured
from rasid.evaluation.months import Month, Ways
from rasid.evaluation.truth import read_truth
from rasid.evaluation.work import Answer, Place, measure, simulate

MONTH = Month("patient", 7, 0.025)
NOW = datetime(2030, 1, 1, tzinfo=UTC)
ABLATIONS = ("addresses", "fingerprints", "roster")


@dataclass(frozen=True, slots=True)
class Done:
    """A month that was judged in every way, its homes still there."""

    place: Place
    answer: Answer
    truth: dict[str, Any]

    @property
    def full(self) -> Measured:
        """The analysis that nothing was taken from."""
        return self.answer.measured["full"]


@pytest.fixture(scope="session")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    place = Place(tmp_path_factory.mktemp("evaluated"))
    size = simulate(MONTH, place)
    answer = measure(place, size, Ways(ABLATIONS, baselines=True), NOW)
    return Done(place, answer, json.loads((place.month / "truth.json").read_text("utf-8")))


def test_true_numbers_are_those_of_the_truth(done: Done) -> None:
    """The accounts that its events reach are as many as the truth says."""
    with open_case(done.place.home("full")) as case:
        reach = reach_of_truth(case.engine, read_truth(done.place.month / "truth.json"))

    assert {number: len(getattr(reach, number)) for number in COLUMNS if number != "attempts"} == {
        number: done.truth["numbers"][number] for number in COLUMNS if number != "attempts"
    }


def test_group_is_found_in_the_full_analysis(done: Done) -> None:
    assert len(done.truth["events"]) == done.full.events.true
    assert 0.5 < (done.full.events.recall or 0.0)
    assert sum(one.right for one in done.full.stages.values()) <= done.full.events.right


def test_counts_are_the_campaigns_own(done: Done) -> None:
    """The numbers that are compared with the truth are those that `show campaigns` prints."""
    with open_case(done.place.home("full")) as case:
        shown = case.engine.rows("SELECT attempts, accounts_attacked FROM campaigns")
    (counts,) = done.full.numbers.values()

    assert (counts["attempts"].found, counts["attacked"].found) in shown
    assert done.truth["numbers"]["attempts"] == counts["attempts"].true


def test_candidates_hold_what_is_shown(done: Done) -> None:
    """Each campaign is a candidate of its probability; this one is a group's."""
    with open_case(done.place.home("full")) as case:
        ((shown,),) = case.engine.rows("SELECT max(campaign_probability) FROM campaigns")

    assert (shown, True) in [(one.probability, one.so) for one in done.full.campaign_forecasts]


def test_less_is_found_without_a_roster(done: Done) -> None:
    """Those who stand in for a roster are fewer than those who would be on it."""
    without = done.answer.measured["roster"].events

    assert without.right <= done.full.events.right
    assert done.full.events.true == without.true


@pytest.mark.parametrize(
    ("variant", "column", "left"),
    [("addresses", "source_ip", "user_agent"), ("fingerprints", "user_agent", "source_ip")],
)
def test_column_is_taken_away(done: Done, variant: str, column: str, left: str) -> None:
    """Every event is still there, and the other columns too."""
    query = f"SELECT count(*), count({column}), count({left}) > 0 FROM events"
    with open_case(done.place.home(variant)) as case:
        told = case.engine.rows(query)

    assert [(done.full.size.events, 0, True)] == told


def test_costs_are_measured(done: Done) -> None:
    cost = done.full.cost

    assert 0 < cost.import_seconds
    assert 0 < cost.analysis_seconds
    assert 50 < cost.peak_mb


def test_baselines_see_the_same_events(done: Done) -> None:
    """The lower a threshold, the more it tells of."""
    rules = [done.answer.baselines[f"{n} accounts in 24 h"] for n in (5, 10, 20)]

    assert {len(done.truth["events"])} == {rule.events.true for rule in rules}
    assert sorted((rule.events.right for rule in rules), reverse=True) == [
        rule.events.right for rule in rules
    ]


def test_unlisted_targets_are_those_of_the_truth(done: Done) -> None:
    """Who was gone for and is not on the roster counts as brought in if a campaign has them."""
    unlisted = done.full.unlisted

    assert len(done.truth["unlisted_targets"]) == unlisted.true
    assert unlisted.right == unlisted.found <= unlisted.true
