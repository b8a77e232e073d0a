from pathlib import Path

import pytest

from detections.rule_files import SELECT, write_rule
from rasid.detections.content import load_rules, read_rule
from rasid.errors import UsageError

FAILED = f"{SELECT} WHERE outcome = $outcome"
PARAMETER = "outcome text = failure; what did not go well"


def test_own_rules_are_found_beside_the_packaged(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    write_rule(tmp_path / "team")

    found = load_rules([tmp_path])

    assert "mine" in {rule.id for rule in found.sound}
    assert len(found.sound) == len(load_rules([]).sound) + 1


def test_broken_rule_leaves_the_others(tmp_path: Path) -> None:
    path = write_rule(tmp_path, select="SELECT * FROM read_csv('/etc/passwd')")

    found = load_rules([tmp_path])

    (broken,) = found.broken
    assert ("mine", path, 10) == (broken.id, broken.path, broken.line)
    assert len(load_rules([]).sound) == len(found.sound)


def test_name_of_a_packaged_rule_is_taken(tmp_path: Path) -> None:
    write_rule(tmp_path, "password_spray")

    (broken,) = load_rules([tmp_path]).broken

    assert "another rule is named 'password_spray' too" in broken.why


def test_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="which is no folder"):
        load_rules([tmp_path / "nowhere"])


def test_site_sets_a_parameter(tmp_path: Path) -> None:
    path = write_rule(tmp_path, select=FAILED, parameter=PARAMETER)

    by_default, _ = read_rule(path)
    changed, _ = read_rule(path, {"outcome": "block'd"})

    assert by_default is not None
    assert changed is not None
    assert by_default.select.endswith("outcome = 'failure'")
    assert changed.select.endswith("outcome = 'block''d'")


@pytest.mark.parametrize(
    ("changes", "override", "problem"),
    [
        ({"parameter": PARAMETER}, {"outcom": "x"}, "expected 'outcome', perhaps."),
        ({"reads": "events, evnets"}, {}, "reads: got 'evnets'; expected 'events', perhaps."),
        ({"parameter": PARAMETER + "\n-- parameter: n integer (x) = 1; y"}, {}, "n is not used"),
        (
            {"parameter": "outcome integer (x) = 1; y"},
            {"outcome": "x"},
            "got 'x'; expected a whole",
        ),
    ],
)
def test_slips_are_told(
    tmp_path: Path, changes: dict[str, str], override: dict[str, str], problem: str
) -> None:
    rule, findings = read_rule(write_rule(tmp_path, select=FAILED, **changes), override)

    assert rule is None
    assert problem in findings[0].problem


@pytest.mark.parametrize("content", [b"\xff\xfe", b"-- title: x\n" * 20_000], ids=["bytes", "huge"])
def test_file_that_is_no_rule_is_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.sql"
    path.write_bytes(content)

    rule, findings = read_rule(path)

    assert (None, 1) == (rule, len(findings))
