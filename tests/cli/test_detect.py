from pathlib import Path

import pytest

from cli.command import rasid
from detections.rule_files import SELECT, write_rule

WINDOW = ("--from", "2020-01-01", "--to", "2040-01-01")
DAYS = ("--from", "2025-03-05", "--to", "2025-03-07")
"""Where only rules are looked at: a campaign in them would have to be judged too."""
CASES = """
[[case]]
name = "a sign-in refused"
events = [{ at = "1d9h", outcome = "failure" }]
expect = [{ events = 1 }]

[[case]]
name = "a sign-in"
events = [{ at = "1d9h" }]
expect = []
"""
REFUSED = f"{SELECT} WHERE outcome = 'failure'"


@pytest.fixture
def own(analysed: Path) -> Path:
    """Return an analysed home with a folder for rules."""
    (analysed / "mine").mkdir()
    (analysed / "rasid.toml").write_text('rules = ["mine"]\n')
    return analysed


def test_signals_are_listed_once_a_campaign(analysed_home: Path, campaign: str) -> None:
    found = rasid("show", "signals", "--json", home=analysed_home).document

    of_campaign = [row["rule"] for row in found if row["campaign_id"] == campaign]
    assert of_campaign
    assert len(set(of_campaign)) == len(of_campaign)
    assert "@" not in "".join(row["reason"] for row in found)


def test_signals_are_chosen_by_level_and_rule(analysed_home: Path) -> None:
    high = rasid("show", "signals", "--level", "high", "--json", home=analysed_home).document
    one = rasid("show", "signals", "--rule", "tracked_address", "--json", home=analysed_home)

    assert {row["level"] for row in high} <= {"high", "critical"}
    assert {"tracked_address"} == {row["rule"] for row in one.document}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "signals", "--level", "hihg"), "--level got 'hihg', expected 'high', perhaps."),
        (("show", "signals", "--rule", "nosuch_xyz"), "--rule got 'nosuch_xyz', expected one of"),
        (("detect", "test", "pasword_spray"), "expected 'password_spray', perhaps."),
        (("detect", "backtest", "delegation", "--from", "x", "--to", "y"), "--from got 'x'"),
        (("detect", "suppress", "delegation", "--until", "x", "--why", "y"), "--until got 'x'"),
        (("detect", "unsuppress", "7", "--why", "y"), "no suppression 7 that holds"),
    ],
)
def test_wrong_use_is_a_sentence(
    analysed_home: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    assert sentence in rasid(*arguments, home=analysed_home).err.splitlines()[-1]


def test_signals_are_exported(analysed_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "signals.csv"

    told = rasid("export", "signals", "--output", target, home=analysed_home)

    rows = target.read_text(encoding="utf-8").splitlines()
    assert rows[0].startswith("signal_id,rule,title,level,first_seen,last_seen,account,source_ip,")
    assert f"Wrote {len(rows) - 1:,} rows" in told.out


def test_table_says_how_many_rules_ran(analysed_home: Path) -> None:
    assert " rules: " in rasid("show", "signals", home=analysed_home).out.splitlines()[-1]


def test_cases_of_a_packaged_rule_are_run(analysed_home: Path) -> None:
    told = rasid("detect", "test", "password_spray", home=analysed_home)

    assert 0 == told.code
    assert "none not as expected." in told.out.splitlines()[-1]


def test_own_rule_runs_with_its_cases(own: Path) -> None:
    write_rule(own / "mine", select=REFUSED)
    (own / "mine" / "mine.cases.toml").write_text(CASES)

    tested = rasid("detect", "test", "mine", "--json", home=own)
    checked = rasid("check", home=own)
    stale = rasid("show", "signals", "--json", home=own)
    analysed = rasid("analyse", *DAYS, home=own)
    found = rasid("show", "signals", "--rule", "mine", "--json", home=own).document

    assert [[], []] == [row["problems"] for row in tested.document]
    assert (0, 0) == (checked.code, analysed.code)
    assert "the analysis is older than the rules" in stale.err
    assert found


def test_case_that_fails_is_found(own: Path) -> None:
    write_rule(own / "mine")
    (own / "mine" / "mine.cases.toml").write_text(CASES)

    tested = rasid("detect", "test", "mine", home=own)
    checked = rasid("check", home=own)

    assert (1, 1) == (tested.code, checked.code)
    assert "got 1 signals (why)" in tested.out
    assert "mine.cases.toml" in checked.out


def test_broken_rule_is_told_and_the_rest_is_done(own: Path) -> None:
    """Exit code 1, with file and line; the analysis stands."""
    path = write_rule(own / "mine", select="SELECT * FROM read_csv('/etc/passwd')")

    analysed = rasid("analyse", *DAYS, home=own)
    shown = rasid("show", "signals", home=own)

    assert 1 == analysed.code
    assert "Found " in analysed.out
    assert f"mine could not run: {path}:10: the function read" in analysed.err
    assert "1 could not run" in shown.out.splitlines()[-1]


def test_backtest_says_how_often_and_on_whom(analysed_home: Path) -> None:
    found = rasid(
        "detect", "backtest", "tracked_address", *WINDOW, "--json", home=analysed_home
    ).document

    assert found["signals"] == len(found["fired"]) > 0
    assert found["events"] == sum(day["events"] for day in found["days"])
    assert "@" not in str(found["fired"])


def test_backtest_finds_what_an_analysis_found(analysed_home: Path) -> None:
    found = rasid(
        "detect", "backtest", "account_discovery", *WINDOW, "--json", home=analysed_home
    ).document
    shown = rasid("show", "signals", "--rule", "account_discovery", "--json", home=analysed_home)

    ids = [one for row in shown.document for one in row["signal_ids"]]
    assert sorted(ids) == sorted(row["signal_id"] for row in found["fired"])


def test_suppressed_signal_is_shown_as_such(analysed: Path) -> None:
    def states() -> set[bool]:
        rows = rasid("show", "signals", "--rule", "tracked_address", "--json", home=analysed)
        return {row["suppressed"] is not None for row in rows.document}

    before = states()
    made = rasid(
        *("detect", "suppress", "tracked_address", "--until", "2040-01-01"),
        *("--why", "our own scanner", "--by", "Ada"),
        home=analysed,
    )
    rasid("analyse", *DAYS, home=analysed)
    suppressed = states()
    rasid("detect", "unsuppress", "1", "--why", "it is not ours", "--by", "Bo", home=analysed)
    rasid("analyse", *DAYS, home=analysed)
    listed = rasid("detect", "suppressions", "--json", home=analysed).document

    assert 0 == made.code
    assert ({False}, {True}, {False}) == (before, suppressed, states())
    assert [(1, False, None), (2, False, 1)] == [
        (row["suppression"], row["holds"], row["undoes"]) for row in listed
    ]


def test_rules_are_listed(analysed_home: Path) -> None:
    found = rasid("detect", "list", "--json", home=analysed_home).document

    assert "password_spray" in {row["rule"] for row in found}
