"""A site's own Sigma rules in an analysis: what fires, what has nothing to read, what is broken."""

from pathlib import Path

import pytest

from cli.command import rasid

LOOKED_UP = """
title: A look-up
name: looked_up
logsource:
    product: rasid
detection:
    s:
        action: lookup
    condition: s
---
title: Look-ups of several accounts by one address
id: 11111111-1111-4111-8111-111111111112
level: high
correlation:
    type: value_count
    rules: looked_up
    group-by: source_ip
    timespan: 1h
    condition:
        gte: 2
        field: account
"""
OF_OKTA = """
title: Something of Okta's
logsource:
    product: okta
    service: okta
detection:
    s:
        eventType: user.session.start
    condition: s
"""


@pytest.fixture
def own(analysed: Path) -> Path:
    """Return an analysed home with a folder for rules."""
    (analysed / "mine").mkdir()
    (analysed / "rasid.toml").write_text('rules = ["mine"]\n')
    return analysed


def test_correlation_fires_in_an_analysis(own: Path) -> None:
    """Its signals are listed beside those of the packaged rules, with their events."""
    (own / "mine" / "lookups.yml").write_text(LOOKED_UP)
    told = rasid("analyse", home=own)
    found = rasid("show", "signals", "--json", home=own).document
    fired = [row for row in found if row["rule"].startswith("11111111")]

    assert 0 == told.code
    assert fired
    assert all(row["accounts"] >= 2 for row in fired)


def test_rules_that_do_not_run_are_no_silence(own: Path) -> None:
    """One with nothing to read is counted; a broken one is named with its file and line."""
    (own / "mine" / "okta.yml").write_text(OF_OKTA)
    (own / "mine" / "broken.yml").write_text(OF_OKTA.replace("eventType", "eventType|nonsense"))
    told = rasid("analyse", home=own)

    assert 1 == told.code
    assert "nothing to read" in told.err + told.out
    assert "broken.yml:2: Unknown modifier 'nonsense'." in told.err
