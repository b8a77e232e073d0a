"""The pages on detections: what they show works, and the reference is what the files say."""

import re
from pathlib import Path

from cli.command import rasid
from detections.rule_files import sound
from rasid.detections.__main__ import packaged, reference
from rasid.detections.relations import RELATIONS
from rasid.settings import Home

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "detections.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def test_reference_is_what_the_headers_say() -> None:
    """`scripts/fix` would change nothing in docs/rules.md."""
    assert reference(packaged()) == (DOCS / "rules.md").read_text(encoding="utf-8")


def test_rule_and_cases_of_the_page_work(tmp_path: Path) -> None:
    (rule,) = [text for kind, text in BLOCKS if kind == "sql"]
    (cases,) = [text for kind, text in BLOCKS if kind == "toml" and "crowd" in text]
    settings = [text for kind, text in BLOCKS if kind == "toml" and text.startswith("rules = ")]
    home = Home(tmp_path / "case")
    home.create()
    (home.root / "rules").mkdir()
    home.settings_file.write_text("".join(settings))
    (home.root / "rules" / "night.sql").write_text(rule)
    (home.root / "rules" / "night.cases.toml").write_text(cases)
    (sigma,) = [text for kind, text in BLOCKS if kind == "yaml"]
    (home.root / "rules" / "made_after_reset.yml").write_text(sigma)

    checked = rasid("check", home=home.root)
    tried = rasid("detect", "test", "night", home=home.root)

    listed = rasid("detect", "list", "--json", home=home.root)

    assert (0, 0) == (checked.code, tried.code), checked.out + tried.out
    assert "made_after_reset" in {row["rule"] for row in listed.document}
    assert "lookback" in sound(home.root / "rules" / "night.sql").__dataclass_fields__


def test_parameters_of_the_page_are_real(tmp_path: Path) -> None:
    (settings,) = [text for _, text in BLOCKS if text.startswith("[parameters.")]
    home = Home(tmp_path / "case")
    home.create()
    home.settings_file.write_text(settings)

    assert 0 == rasid("check", home=home.root).code


def test_page_lists_what_rules_read() -> None:
    listed = re.findall(r"^\| ([a-z_, ]+) \| ", PAGE, re.MULTILINE)

    assert set(RELATIONS) <= {name for names in listed for name in names.split(", ")}
