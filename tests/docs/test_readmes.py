"""The quick start in Arabic and Persian says what the English one says, command by command."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGLISH = (ROOT / "README.md").read_text("utf-8")
TRANSLATED = ("README.ar.md", "README.fa.md")


def commands(text: str) -> list[str]:
    """Return the commands of the code blocks, without what is said of them."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [line.split(" # ")[0].rstrip() for block in blocks for line in block.splitlines()]


def headings(text: str) -> list[str]:
    """Return the levels of the headings in their order, each with the commands under it."""
    parts = re.split(r"^(#+) .*$", text, flags=re.MULTILINE)
    return [
        f"{level}: {'; '.join(commands(under))}"
        for level, under in zip(parts[1::2], parts[2::2], strict=True)
    ]


@pytest.mark.parametrize("name", TRANSLATED)
def test_commands_stand_under_the_same_headings(name: str) -> None:
    translated = (ROOT / name).read_text("utf-8")

    assert headings(ENGLISH) == headings(translated)
    assert len(commands(ENGLISH)) > 15


@pytest.mark.parametrize("name", ["README.md", *TRANSLATED])
def test_pages_that_are_linked_exist(name: str) -> None:
    links = re.findall(r"\]\(([^):#]+)\)", (ROOT / name).read_text("utf-8"))

    assert [] == [link for link in links if not (ROOT / link).exists()]


@pytest.mark.parametrize("name", TRANSLATED)
def test_code_stands_outside_what_runs_from_right_to_left(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    inside = re.findall(r"<div dir=\"rtl\" lang=\"..\">(.*?)</div>", text, re.DOTALL)

    assert len(inside) == text.count("<div") == text.count("</div>")
    assert not any("```" in part for part in inside)
