import json
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from cli.command import rasid
from cli.conftest import SCALE
from rasid import scenarios
from rasid.cli.simulated import mark_simulated
from rasid.scenarios import DEMO_SEED, KINDS
from rasid.settings import Home
from sources.log_home import sign_in, write_lines


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the demo's month be a small one."""
    monkeypatch.setattr(scenarios, "simulate", partial(scenarios.simulate, scale=SCALE))


@pytest.mark.slow
@pytest.mark.long  # learns what bait looks like; .ci/run makes the whole demo
@pytest.mark.usefixtures("small")
def test_demo_goes_from_nothing_to_a_report_and_again(tmp_path: Path) -> None:
    """It says that all is simulated, how well it did, where the report is and what to try.

    It can be run again, also where it was killed while it made up its month.
    """
    home = tmp_path / "case"
    told = rasid("demo", home=home)

    assert (0, "") == (told.code, told.err)
    assert "Everything above is simulated" in told.out
    assert "Precision" in told.out
    assert "show campaign " in told.out
    (report,) = (
        line.removeprefix("The report: ")
        for line in told.out.splitlines()
        if line.startswith("The report: ")
    )
    assert "imulated data" in Path(report).read_text("utf-8")
    sites = rasid("show", "websites", "--json", home=home).document
    ((group, _),) = Counter(filter(None, (site["group_name"] for site in sites))).most_common(1)
    assert group in told.out.partition("show campaigns")[2]

    (home / "simulated" / "truth.json").unlink()
    again = rasid("demo", home=home)

    assert 0 == again.code
    assert "= 0 new + " in again.out
    shown = [one.out.partition("show campaigns")[2] for one in (told, again)]
    assert shown[0] == shown[1]


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """Return a home that is marked as the demo's."""
    home = Home(tmp_path / "case")
    home.create()
    mark_simulated(home, DEMO_SEED)
    return home.root


def test_other_seed_needs_another_home(marked: Path) -> None:

    assert (
        f"{marked} holds the month of seed 2019; name another --home."
        == rasid("demo", "--seed", "3", home=marked).sentence
    )


def test_demo_leaves_real_data_alone(tmp_path: Path) -> None:
    home = tmp_path / "case"
    rasid("import", "logs", write_lines(tmp_path / "log.ndjson", [sign_in(1)]), home=home)
    sentence = rasid("demo", home=home).sentence

    assert f"{home} holds data that is not simulated; name another --home for the demo." == sentence
    assert not (home / "simulated.json").exists()


@pytest.mark.parametrize("what", ["campaigns", "people", "actors", "coverage"])
def test_screens_say_that_all_is_simulated(marked: Path, what: str) -> None:
    told = rasid("show", what, "--json", home=marked)

    assert f"rasid: {marked} holds a simulated month; nobody in it exists.\n" in told.err


def test_real_data_is_not_mixed_into_the_demo(marked: Path, tmp_path: Path) -> None:
    """The month itself may be imported again."""
    log = write_lines(tmp_path / "log.ndjson", [sign_in(1)])
    mine = marked / "simulated" / log.name
    mine.parent.mkdir()
    mine.write_bytes(log.read_bytes())

    assert "holds a simulated month" in rasid("import", "logs", log, home=marked).sentence
    assert 0 == rasid("import", "logs", mine, home=marked).code


def test_simulate_writes_a_month(tmp_path: Path) -> None:
    told = rasid("simulate", "quiet", "--output", "month", "--seed", "3", "--scale", "0.02")

    assert (0, "") == (told.code, told.err)
    assert "nobody in it exists" in told.out
    truth = json.loads((tmp_path / "month" / "truth.json").read_text("utf-8"))
    assert (3, {}) == (truth["seed"], truth["events"])


def test_help_tells_of_every_kind() -> None:
    told = rasid("simulate", "--help")
    lines = [line.strip() for line in told.out.splitlines()]

    assert 0 == told.code
    assert [] == [name for name in KINDS if not any(one.startswith(f"{name}: ") for one in lines)]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["loud", "--output", "x"], "there is no kind of month called 'loud'"),
        (["quiet"], "Missing option '--output'."),
        (["quiet", "--output", "x", "--scale", "0"], "--scale got 0, expected 0.01 to 20."),
        (["quiet", "--output", "x", "--scale", "nan"], "--scale got nan, expected"),
        (["quiet", "--output", "x", "--seed", "-1"], "Invalid value for '--seed'"),
        (["quiet", "--output", "full", "--scale", "0.02"], "full holds other files"),
    ],
)
def test_wrong_month_is_one_sentence(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").touch()

    assert sentence in rasid("simulate", *arguments).sentence
