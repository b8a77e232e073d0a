"""A site's own Sigma rules in an analysis: what fires, what has nothing to read, what is broken."""

from pathlib import Path

import pytest

from cli.command import rasid

DAYS = ("--from", "2025-03-05", "--to", "2025-03-07")
"""Where only rules are looked at: a campaign in them would have to be judged too."""

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
    told = rasid("analyse", *DAYS, home=own)
    found = rasid("show", "signals", "--json", home=own).document
    fired = [row for row in found if row["rule"].startswith("11111111")]

    assert 0 == told.code
    assert fired
    assert all(row["accounts"] >= 2 for row in fired)


def test_rules_that_do_not_run_are_no_silence(own: Path) -> None:
    """One with nothing to read is counted; a broken one is named with its file and line."""
    (own / "mine" / "okta.yml").write_text(OF_OKTA)
    (own / "mine" / "broken.yml").write_text(OF_OKTA.replace("eventType", "eventType|nonsense"))
    told = rasid("analyse", *DAYS, home=own)

    assert 1 == told.code
    assert "nothing to read" in told.err + told.out
    assert "broken.yml:2: Unknown modifier 'nonsense'." in told.err


LOOK_UP_CASES = """
[[case]]
name = "two accounts within the hour"
events = [{ at = "1d9h", action = "lookup", account = "u{n}@x.example", repeat = 2 }]
expect = [{ source_ip = "192.0.2.1", events = 2, level = "high" }]

[[case]]
name = "one account"
events = [{ at = "1d9h", action = "lookup", repeat = 2 }]
expect = []
"""
OKTA_CASES = """
[[case]]
name = "a session starts"
log = '''{"uuid": "u-1", "published": "2026-03-03T09:00:00.000Z", "version": "0", \
"eventType": "user.session.start", "actor": {"type": "User", "alternateId": "ada@x.example"}, \
"client": {"ipAddress": "192.0.2.1"}, "outcome": {"result": "SUCCESS"}, "target": []}'''
expect = [{ account = "ada@x.example" }]

[[case]]
name = "a session ends"
log = '''{"uuid": "u-1", "published": "2026-03-03T09:00:00.000Z", "version": "0", \
"eventType": "user.session.end", "actor": {"type": "User", "alternateId": "ada@x.example"}, \
"client": {"ipAddress": "192.0.2.1"}, "outcome": {"result": "SUCCESS"}, "target": []}'''
expect = []
""".replace("\\\n", "")
BROKEN = OF_OKTA.replace("eventType", "eventType|nonsense")
ID = "11111111-1111-4111-8111-111111111112"
WINDOW = ("--from", "2020-01-01", "--to", "2040-01-01")


@pytest.mark.parametrize(
    ("name", "rule", "cases"),
    [("lookups", LOOKED_UP, LOOK_UP_CASES), ("okta", OF_OKTA, OKTA_CASES)],
)
def test_cases_are_run_on_events_and_on_a_log(own: Path, name: str, rule: str, cases: str) -> None:
    """By the file, as `check` does; a case that fails is found by both."""
    path = own / "mine" / f"{name}.yml"
    path.write_text(rule)
    stands = path.with_name(f"{name}.cases.toml")
    stands.write_text(cases)
    tested = rasid("detect", "test", str(path), "--json", home=own)
    checked = rasid("check", home=own)
    stands.write_text(cases.replace("expect = []", "expect = [{ events = 7 }]", 1) + cases)
    failing = rasid("detect", "test", str(path), home=own)
    found = rasid("check", home=own)

    assert [[], []] == [row["problems"] for row in tested.document]
    assert (0, 0) == (tested.code, checked.code), checked.out
    assert (1, 1) == (failing.code, found.code)
    assert "got 0 signals; expected 1" in failing.out
    assert stands.name in found.out


def test_case_whose_log_is_no_log_is_told(own: Path) -> None:
    """A line that nothing is made of is no silence."""
    path = own / "mine" / "okta.yml"
    path.write_text(OF_OKTA)
    path.with_name("okta.cases.toml").write_text(OKTA_CASES.replace("2026-03-03T", "soon"))

    told = rasid("detect", "test", str(path), home=own)

    assert 1 == told.code
    assert "0 events of the log; expected one of each of 1" in told.out


def test_rule_is_named_by_its_id(own: Path) -> None:
    """`backtest` finds what an analysis finds; `suppress` takes the same name."""
    (own / "mine" / "lookups.yml").write_text(LOOKED_UP)
    rasid("analyse", *DAYS, home=own)
    shown = rasid("show", "signals", "--rule", ID, "--json", home=own).document
    found = rasid("detect", "backtest", ID, *DAYS, "--json", home=own).document
    held = rasid("detect", "suppress", ID, "--until", "2040-01-01", "--why", "ours", home=own)

    ids = [one for row in shown for one in row["signal_ids"]]
    assert sorted(ids) == sorted(row["signal_id"] for row in found["fired"])
    assert found["signals"] > 0
    assert 0 == held.code


@pytest.mark.parametrize("command", ["test", "backtest", "suppress", "check"])
def test_broken_rule_is_told_with_file_and_line(own: Path, command: str) -> None:
    """By every command that takes rules."""
    path = own / "mine" / "broken.yml"
    path.write_text(BROKEN)
    path.with_name("broken.cases.toml").write_text(OKTA_CASES)
    more = {"backtest": WINDOW, "suppress": ("--until", "2040-01-01", "--why", "x")}
    asked = ("check",) if command == "check" else ("detect", command, str(path))
    told = rasid(*asked, *more.get(command, ()), home=own)

    assert f"{path}:2: Unknown modifier 'nonsense'" in told.out + told.err
    assert (1 if command == "check" else 2) == told.code


def test_what_check_says_of_sigma(own: Path) -> None:
    """An expression that could run on no record, a log source not read, a name that is taken."""
    (own / "mine" / "a.yml").write_text(OF_OKTA.replace("eventType: u", "eventType|re: '(?=u)u"))
    (own / "mine" / "b.yml").write_text(OF_OKTA.replace("product: okta", "product: nonesuch"))
    (own / "mine" / "c.yml").write_text(OF_OKTA.replace("title:", "name: scripted_entry\ntitle:"))
    text = (own / "mine" / "a.yml").read_text().replace("session.start", "session.start'")
    (own / "mine" / "a.yml").write_text(text)
    told = rasid("check", "--json", home=own)

    levels = {Path(row["file"]).name: row["level"] for row in told.document}
    assert {"a.yml": "error", "b.yml": "warning", "c.yml": "error"} == levels
    assert "another rule is named 'scripted_entry' too" in told.out


def test_placeholders_are_the_sites(own: Path) -> None:
    """One without values is broken; a site that gives them lets the rule run."""
    path = own / "mine" / "open.yml"
    path.write_text(OF_OKTA.replace("eventType: user.session.start", "eventType|expand: '%ours%'"))
    path.with_name("open.cases.toml").write_text(OKTA_CASES)
    without = rasid("check", home=own)
    (own / "rasid.toml").write_text(
        'rules = ["mine"]\n[placeholders]\nours = ["user.session.start", "other"]\n'
    )
    filled = rasid("check", home=own)

    assert f"{path}:2: the placeholder %ours% was given no values" in without.out
    assert (1, 0) == (without.code, filled.code), filled.out


def test_file_of_several_rules_is_asked_which(own: Path) -> None:
    """And a rule that is not there is a sentence."""
    path = own / "mine" / "two.yml"
    path.write_text(f"name: first{OF_OKTA}---\nname: second{OF_OKTA}")
    several = rasid("detect", "backtest", str(path), *WINDOW, home=own)
    nowhere = rasid("detect", "test", "scripted_entri", home=own)

    assert "has several rules; expected one of them: first, second." in several.err
    assert "expected 'scripted_entry', perhaps." in nowhere.err


def test_sigma_rules_are_listed(own: Path) -> None:
    """The packaged and the site's own; a broken one lets the command fail."""
    (own / "mine" / "lookups.yml").write_text(LOOKED_UP)
    sound = rasid("detect", "list", "--json", home=own)
    (own / "mine" / "broken.yml").write_text(BROKEN)
    broken = rasid("detect", "list", "--json", home=own)

    assert {ID, "scripted_entry", "password_spray"} <= {row["rule"] for row in sound.document}
    assert (0, 1) == (sound.code, broken.code)


def test_fields_that_no_record_has_are_told(own: Path) -> None:
    """What is asked of them is never true, which would read as silence."""
    log = own / "okta.json"
    log.write_text(OKTA_CASES.split("'''")[1] + "\n")
    rasid("import", "logs", log, home=own)
    (own / "mine" / "okta.yml").write_text(
        OF_OKTA.replace("title:", "name: mine\ntitle:").replace("eventType:", "no.such.field:")
    )
    rasid("analyse", "--from", "2026-03-03", home=own)
    runs = rasid("show", "signals", home=own)

    assert "mine: no record has no.such.field" in runs.err
