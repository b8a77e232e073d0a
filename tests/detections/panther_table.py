"""How our rules stand to panther-analysis' unit tests, as panther.toml tells it.

It writes docs/panther.md anew: `python tests/detections/panther_table.py`.
"""

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

DATA = Path("/work/shared/data/panther_tests/rule_tests.jsonl")
TABLE = tomllib.loads((Path(__file__).parent / "panther.toml").read_text(encoding="utf-8"))
PAGE = Path(__file__).parents[2] / "docs" / "panther.md"

Test = Mapping[str, Any]


def their_tests() -> list[Test]:
    """Return their tests; none where the data is not there."""
    if not DATA.is_file():
        return []
    return [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]


def stem(test: Test) -> str:
    """Return the name of the rule that a test is of."""
    return Path(test["file"]).stem


def reason_unmapped(test: Test) -> str | None:
    """Return why a test is not compared; None where it is."""
    name = stem(test)
    for key in (test["dir"], name):
        if key in TABLE["out_of_scope"]:
            return str(TABLE["out_of_scope"][key])
    if name in TABLE["unmapped"]:
        return str(TABLE["unmapped"][name])
    several = test["dir"] == "standard_rules"
    if several and test["test"].startswith(tuple(TABLE["other_vendors"]["prefixes"])):
        return "a vendor whose logs rasid does not read"
    return TABLE["mapped"][name].get("without", {}).get(test["test"])  # type: ignore[no-any-return]


def explained() -> Iterator[tuple[str, str]]:
    """Yield the rule and the name of each test in which the verdicts differ."""
    for name, mapped in TABLE["mapped"].items():
        yield from ((name, told) for told in mapped.get("differs", {}))


def page() -> str:
    """Return the page: counts, each disagreement, and what is not compared, by reason."""
    tests = their_tests()
    mapped = Counter(stem(test) for test in tests if reason_unmapped(test) is None)
    apart = Counter(reason for test in tests if (reason := reason_unmapped(test)))
    differs = {name: TABLE["mapped"][name].get("differs", {}) for name in mapped}
    compared, different = sum(mapped.values()), sum(map(len, differs.values()))
    agreeing = compared - different
    return "\n".join(
        [
            "# Rules against panther-analysis",
            "",
            "The unit tests of panther-analysis are records with the verdict that its rules give.",
            f"Of {len(tests)}, {compared} are of what rasid looks at and were compared.",
            f"In {agreeing} of these the verdicts agree, which is {agreeing / compared:.1%};",
            f"{different} differ, each for a reason told below.",
            "Thresholds are one for a rule that counts, since each test is a single record.",
            "",
            "This page is made from `tests/detections/panther.toml` by",
            "`python tests/detections/panther_table.py`;",
            "`pytest tests/detections/test_panther.py` imports each record, runs the rule on it,",
            "and fails where a verdict is another than told here.",
            "",
            "## Compared",
            "",
            "| their rule | ours | tests | differ |",
            "| --- | --- | ---: | ---: |",
            *(
                f"| {name} | `{TABLE['mapped'][name]['rule']}` | {count} | {len(differs[name])} |"
                for name, count in sorted(mapped.items())
            ),
            "",
            "## Verdicts that differ",
            "",
            *(
                f"- {name}, *{test}*: {why}."
                for name in sorted(differs)
                for test, why in differs[name].items()
            ),
            "",
            "## Not compared",
            "",
            "| tests | why |",
            "| ---: | --- |",
            *(
                f"| {count} | {why} |"
                for why, count in sorted(apart.items(), key=lambda one: (-one[1], one[0]))
            ),
            "",
        ]
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
