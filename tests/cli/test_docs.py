"""The page of commands tells of every command and option that there is, and of no other."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from rasid.cli.app import app

PAGE = (Path(__file__).parents[2] / "docs" / "commands.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def commands(group: Any, before: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer's own
    """Yield each command with its full name."""
    for name in group.list_commands(None):
        command = group.get_command(None, name)
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield before + name, command


COMMANDS = dict(commands(typer.main.get_command(app)))


def section(name: str) -> str:
    """Return the section on a command, or on the group that it is in."""
    return str(SECTIONS.get(name) or SECTIONS[name.split(maxsplit=1)[0]])


@pytest.mark.parametrize("name", COMMANDS)
def test_command_is_described(name: str) -> None:
    told = section(name)
    options = [option for p in COMMANDS[name].params for option in p.opts if option[:2] == "--"]

    assert name.rsplit(maxsplit=1)[-1] in told
    assert [] == [option for option in options if option not in told and option != "--help"]


def test_nothing_else_is_described() -> None:
    known = {*COMMANDS, *(name.split(maxsplit=1)[0] for name in COMMANDS)}

    assert set() == SECTIONS.keys() - known
