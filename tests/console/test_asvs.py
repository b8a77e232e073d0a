"""The table of docs/asvs.md: what it names is there, and it adds up."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
ROWS = re.findall(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)))


def test_every_test_that_is_named_is_there() -> None:
    missing = [
        (path, name)
        for path, name in TESTS
        if f"def {name}(" not in (ROOT / path).read_text("utf-8")
    ]

    assert [] == missing


def test_what_is_held_names_a_test_and_the_rest_a_page_or_a_reason() -> None:
    by = {"held": "`tests/", "written down": "["}
    odd = [row for row in ROWS if row[2] in by and not row[3].startswith(by[row[2]])]

    assert [] == odd
    assert {"held", "written down", "not tried", "not held", "not applicable"} == {
        row[2] for row in ROWS
    }


def test_its_sums_add_up() -> None:
    """Level 1 has 70 requirements, level 2 another 183."""
    count = Counter(state for _, _, state, _ in ROWS)
    told = [int(number) for number in re.findall(r"^\| [a-z].* \| (\d+) \|$", PAGE, re.MULTILINE)]
    apply = len(ROWS) - count["not applicable"]
    states = ("held", "written down", "not tried", "not held", "not applicable")

    assert 253 == len({number for number, *_ in ROWS}) == len(ROWS)
    assert [apply, *(count[state] for state in states)] == told
