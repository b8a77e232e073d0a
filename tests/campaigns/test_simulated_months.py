"""End to end over simulated months at full size, judged by their truth."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from rasid.case import open_case
from rasid.ledger import open_ledger
from rasid.pipeline import analyse
from rasid.roster import import_people
from rasid.scenarios import Simulated, simulate
from rasid.settings import Home
from rasid.sources import import_logs
from sessions.logs import Row, dicts

NOW = datetime(2030, 1, 1, tzinfo=UTC)
PATIENT = (pytest.param(302, marks=pytest.mark.long),)
QUIET = 303

pytestmark = pytest.mark.slow


class Judged:
    """A simulated month with its truth, and what the analysis found in it."""

    def __init__(self, month: Simulated, home: Home) -> None:
        home.create()
        with open_ledger(home) as ledger:
            import_people(month.roster, ledger)
        with open_case(home, write=True) as case:
            logs = sorted(month.logs.iterdir())
            import_logs(logs, home=home, store=case.store, engine=case.engine, now=NOW)
        analyse(home)
        self.truth: dict[str, Any] = json.loads(month.truth.read_text("utf-8"))
        with open_case(home) as case:
            self.campaigns: list[Row] = dicts(case.engine, "campaigns")
            self.hostile = {row["event_uid"]: row for row in dicts(case.engine, "hostile")}
            self.background: list[Row] = dicts(case.engine, "background")


Judge = Callable[..., Judged]


@pytest.fixture(scope="session")
def judge_month(tmp_path_factory: pytest.TempPathFactory) -> Judge:
    """Return a function that makes and judges a month, each once."""

    @cache
    def judge(kind: str, seed: int, form: str = "ocsf", scale: float = 1.0) -> Judged:
        folder = tmp_path_factory.mktemp(f"{kind}-{seed}")
        return Judged(
            simulate(kind, seed, folder / "month", form=form, scale=scale), Home(folder / "home")
        )

    return judge


@pytest.fixture(params=PATIENT)
def patient(request: pytest.FixtureRequest, judge_month: Judge) -> Judged:
    """Return a month in which a patient group was at work."""
    return judge_month("patient", request.param)


@pytest.fixture
def quiet(judge_month: Judge) -> Judged:
    """Return a month without a group, of a quarter of the size."""
    return judge_month("quiet", QUIET, scale=0.25)


def test_group_is_one_campaign(patient: Judged) -> None:
    """All its work is under one id."""
    assert 1 == len(patient.campaigns)


def test_what_is_found_is_the_groups(patient: Judged) -> None:
    """At most one hostile event in fifty is somebody else's."""
    right = patient.hostile.keys() & patient.truth["events"].keys()

    assert len(right) >= 0.98 * len(patient.hostile)


def test_what_is_the_groups_is_found(patient: Judged) -> None:
    """At most one of its events in twenty is missed."""
    right = patient.hostile.keys() & patient.truth["events"].keys()

    assert len(right) >= 0.95 * len(patient.truth["events"])


def test_numbers_are_those_of_the_truth(patient: Judged) -> None:
    """As many accounts were attacked as it says, give or take one in fifty."""
    numbers = patient.truth["numbers"]
    (found,) = patient.campaigns

    assert numbers["attacked"] == pytest.approx(found["accounts_attacked"], rel=0.02)
    assert numbers["compromised"] == found["accounts_compromised"]


def test_stages_are_those_of_the_truth(patient: Judged) -> None:
    """What is found is told as what it was."""
    truth = patient.truth["events"]

    assert {} == {
        uid: (truth[uid]["stage"], row["stage"])
        for uid, row in patient.hostile.items()
        if uid in truth and truth[uid]["stage"] != row["stage"]
    }


def test_crime_is_no_part_of_the_campaign(patient: Judged) -> None:
    """Untargeted crime is shown apart, and next to none of it is called the group's."""
    mixed_up = patient.hostile.keys() & patient.truth["background"].keys()

    assert patient.background
    assert len(mixed_up) <= 0.02 * len(patient.hostile)


def test_quiet_month_has_no_campaign(quiet: Judged) -> None:
    """Honest people and untargeted crime are no campaign."""
    assert ([], {}) == (quiet.campaigns, quiet.hostile)
    assert quiet.background


@pytest.mark.long
def test_group_under_cover_does_not_drift(judge_month: Judge) -> None:
    """Logs that tell no client: tries on strangers look like stuffing, and are not taken for it."""
    month = judge_month("cover", 9701, form="google", scale=0.4)
    right = month.hostile.keys() & month.truth["events"].keys()

    assert 1 == len(month.campaigns)
    assert len(right) >= 0.95 * len(month.hostile)
    assert len(right) >= 0.9 * len(month.truth["events"])
