"""Which signals reach the judgement of campaigns: those of rules that say of what they speak."""

from pathlib import Path

import pytest

from detections.rule_files import run_on, sound, suppression, three_sign_ins, write_rule
from rasid.detections.vendor import stated_sigma
from rasid.engines.duckdb import DuckDB
from sessions.logs import dicts

SIGMA = """
title: Mine
name: mine
logsource: {product: rasid}
detection: {any: {action: signin}, condition: any}
level: high
"""


@pytest.mark.parametrize("speaks", ["account", "visit"])
def test_rule_that_speaks_is_heard(engine: DuckDB, tmp_path: Path, speaks: str) -> None:
    loud = sound(write_rule(tmp_path, "loud", speaks=speaks))
    quiet = sound(write_rule(tmp_path, "quiet"))

    run_on(engine, three_sign_ins(), loud, quiet)

    expected = [("loud", speaks, f"u{number:05d}") for number in range(3)]
    assert expected == [
        (one["rule"], one["speaks"], one["event_uid"]) for one in dicts(engine, "news")
    ]


def test_suppressed_signal_says_nothing(engine: DuckDB, tmp_path: Path) -> None:
    loud = sound(write_rule(tmp_path, speaks="visit"))

    run_on(engine, three_sign_ins(), loud, suppressed=(suppression(account="bo@example.org"),))

    assert {"u00000", "u00001"} == {one["event_uid"] for one in dicts(engine, "news")}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("", (2.0, "")),
        ("bits: 4", (4.0, "visit")),
        ("bits: 1.5\nspeaks: account", (1.5, "account")),
        ("speaks: account", "`speaks` stands without `bits`"),
        ("bits: 13", "got the bits 13; expected a number from 0 to 12."),
        ("bits: true", "got the bits True; expected a number from 0 to 12."),
        ("bits: 4\nspeaks: everybody", "got speaks 'everybody'; expected"),
    ],
)
def test_sigma_rule_speaks_with_its_author_s_bits(
    tmp_path: Path, keys: str, expected: tuple[float, str] | str
) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(f"{SIGMA.strip()}\n{keys}\n")

    found = stated_sigma([path])

    if isinstance(expected, str):
        (broken,) = found.broken
        assert broken.why.startswith(expected)
    else:
        (rule,) = found.sound
        assert expected == (rule.bits, rule.speaks)
