"""A plan from a real home: written for acting, shown without accounts, marked and told anew."""

import json
import stat
from pathlib import Path

import pytest

from cli.command import rasid
from rasid.settings import Home


@pytest.fixture
def accounts(analysed: Path, campaign: str, tmp_path: Path) -> list[str]:
    """Return the accounts of the campaign."""
    found = tmp_path / "hostile.json"
    rasid("export", "hostile", "--format", "json", "--output", found, home=analysed)
    rows = json.loads(found.read_text())
    return sorted({row["account"] for row in rows if row["campaign_id"] == campaign})


def test_plan_is_written_and_screens_hold_no_account(
    analysed: Path, campaign: str, accounts: list[str]
) -> None:
    told = rasid("respond", "plan", campaign, "--lang", "fa", home=analysed)
    folder = Home(analysed).plan_of(campaign)
    shown = rasid("respond", "plan", campaign, "--json", home=analysed)
    counts = rasid("show", "campaigns", "--json", home=analysed).document[0]

    assert (0, 0) == (told.code, shown.code)
    assert [] == [one for one in accounts if one in told.out + told.err + shown.out]
    entered = [a for a in shown.document["accounts"] if a["standing"] != "attacked"]
    assert counts["accounts_compromised"] == len(entered)
    total = len(shown.document["accounts"]) + shown.document["absent"]
    assert counts["accounts_attacked"] == total
    assert all(step["events"] for one in shown.document["accounts"] for step in one["steps"])
    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    written = json.loads((folder / "plan.json").read_text())
    assert {one["account"] for one in written["accounts"]} <= set(accounts)
    assert sorted(shown.document["files"]) == sorted(map(str, folder.iterdir()))


def test_step_is_marked_and_the_logs_answer(analysed: Path, campaign: str) -> None:
    first = rasid("respond", "show", campaign, "--accounts", "--json", home=analysed).document
    one = max(first["accounts"], key=lambda row: len(row["steps"]))
    entered = one["exposure"]["entered_at"]
    mark = ("respond", "mark", campaign)
    done = rasid(
        *(*mark, one["reference"], "end_sessions", "done"),
        *("--why", "signed out", "--by", "Sam", "--at", entered.removesuffix("Z")),
        home=analysed,
    )
    rasid(*mark, one["account"], "strong_factor", "done", "--why", "keys given", home=analysed)
    after = rasid("respond", "show", campaign, "--json", home=analysed).document
    steps = {
        step["step"]: step
        for row in after["accounts"]
        if row["reference"] == one["reference"]
        for step in row["steps"]
    }

    assert f"{one['reference']}: end_sessions is done, says Sam.\n" == done.out
    assert ("done", "came-back") == _state(steps["end_sessions"])
    assert steps["end_sessions"]["suggested_by"]
    assert ("done", "") == _state(steps["strong_factor"])
    assert ("open", "") == _state(steps["reset_password"])
    shown = rasid("respond", "show", campaign, home=analysed)
    assert "came-back" in shown.out


def test_wrong_use_is_one_sentence(analysed: Path, campaign: str) -> None:
    reference = rasid("respond", "show", campaign, "--json", home=analysed).document["accounts"][0]
    known = reference["reference"]
    say = ("--why", "x")

    assert "there is no campaign 'C-0'" in rasid("respond", "plan", "C-0", home=analysed).sentence
    for account, step, state, sentence in (
        ("nobody@mail.example", "factor", "done", "there is no account 'nobody@mail.example'"),
        (known, "dance", "done", f"{known} has no step 'dance', expected one of: preserve"),
        (known, "end_sessions", "gone", "unknown state 'gone'"),
    ):
        told = rasid("respond", "mark", campaign, account, step, state, *say, home=analysed)
        assert sentence in told.sentence


def _state(step: dict[str, str]) -> tuple[str, str]:
    return step["state"], step["suggested"]


@pytest.mark.slow
def test_erasing_a_person_takes_the_plan_away(analysed: Path, campaign: str) -> None:
    plan = rasid("respond", "plan", campaign, "--json", home=analysed).document
    person = next(one["person_id"] for one in plan["accounts"] if one["person_id"])
    rasid("erase", person, "--why", "asked", home=analysed)

    assert [] == [path for path in map(Path, plan["files"]) if path.exists()]
