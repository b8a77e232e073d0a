from datetime import timedelta
from pathlib import Path

import pytest

from cli.command import rasid
from rasid.evaluation.truth import read_truth
from rasid.scenarios import Simulated

WHY = ("--why", "read by hand")


def attributed(home: Path, actor: str, *window: str) -> str:
    """Analyse a window, and confirm and attribute the campaign with most attempts in it."""
    assert 0 == rasid("analyse", *window, home=home).code
    found = rasid("show", "campaigns", "--json", home=home).document
    campaign = str(max(found, key=lambda row: row["attempts"])["campaign_id"])
    assert 0 == rasid("decide", "confirm", campaign, *WHY, home=home).code
    assert 0 == rasid("decide", "attribute", campaign, actor, *WHY, home=home).code
    return campaign


@pytest.mark.slow
def test_what_changed_between_two_campaigns_of_one_group(
    larger: Path, larger_month: Simulated
) -> None:
    """Of two halves of a month, each analysed, confirmed and attributed: docs/actors.md's case."""
    (group,) = read_truth(larger_month.truth).groups.values()
    actor = group.actor or ""
    half = f"{larger_month.window.start + timedelta(days=15):%F}"
    before = attributed(larger, actor, "--to", half)
    after = attributed(larger, actor, "--from", half)

    (told,) = rasid("show", "actor", actor, "--json", home=larger).document
    shown = rasid("show", "actor", actor, home=larger).out
    changes = {row["kind"]: row for row in told["changes"]}

    assert {(before, after)} == {(row["from"], row["to"]) for row in told["changes"]}
    assert changes["address"]["came"]
    assert changes["address"]["went"]
    assert changes["technique"]["stayed"]
    assert f"From {before} to {after}:" in shown
