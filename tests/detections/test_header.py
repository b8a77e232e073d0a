from datetime import timedelta
from pathlib import Path

import pytest

from detections.rule_files import SELECT, rule_text
from rasid.detections.header import read_header

PATH = Path("mine.sql")


def test_header_is_read_to_its_end() -> None:
    text = rule_text(
        triage="look\n--   again", parameter="most duration = 90m; nobody waits longer"
    )

    header, first = read_header(PATH, text)

    assert [] == header.findings
    assert "look again" == header.text("triage")
    assert SELECT == text.split("\n")[first - 1]
    assert [("most", timedelta(minutes=90), "nobody waits longer")] == [
        (p.name, p.default, p.reason) for p in header.parameters
    ]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        (rule_text(titel="x"), 10, "titel: the key is not known; expected 'title', perhaps."),
        (rule_text(level=None), None, "level: the key is missing; expected -- level: …."),
        (rule_text(level="hihg"), 4, "level: got 'hihg'; expected 'high', perhaps."),
        (rule_text(bits="13"), 5, "bits: got '13'; expected a number from 0 to 12."),
        (rule_text(lookback="1 week"), 3, "lookback: got '1 week'; expected a duration of up to"),
        (rule_text(attack="1078"), 6, "attack: got '1078'; expected ATT&CK ids such as T1110.003."),
        (rule_text(triage=""), 9, "triage: nothing is said; expected text."),
        (rule_text().replace("-- bits", "-- level: low\n-- bits"), 5, "the key stands twice"),
        (rule_text(parameter="n integer = 3; why"), 10, "n: the unit is missing;"),
        (rule_text(parameter="n integer (x) = many; why"), 10, "n: got 'many'; expected a whole"),
        (rule_text(parameter="n float (x) = 3; why"), 10, "n: got the type 'float'; expected"),
        (rule_text(parameter="n = 3"), 10, "parameter: got 'n = 3'; expected NAME TYPE (UNIT)"),
        ("--title: x\n" + rule_text(), 1, "got '--title: x'; expected `-- key: text`"),
    ],
)
def test_slip_is_told_in_its_place(text: str, line: int | None, problem: str) -> None:
    header, _ = read_header(PATH, text)

    told = [(finding.line, finding.problem) for finding in header.findings]
    assert any(at == line and problem in said for at, said in told), told
