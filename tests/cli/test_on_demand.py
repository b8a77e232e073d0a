"""A command is loaded when it is asked for, and loads what it needs and no more."""

import subprocess
import sys
from pathlib import Path

from typer import Context
from typer.core import TyperGroup
from typer.main import get_group

from cli.command import rasid
from rasid.cli.app import app
from rasid.cli.on_demand import help_of

ANALYSING = ("rasid.pipeline", "rasid.campaigns.find", "rasid.attribution", "rasid.sources")
DEAR = ("scipy", "sqlglot", "stix2", "sigma")
READING = ("duckdb", "numpy", "pyarrow", "sqlalchemy")
SHOW = """
import sys
from rasid.cli.app import run
assert 0 == run(["--home", sys.argv[1], "show", "campaigns", "--json"])
print(*sorted(sys.modules))
"""
LIST = """
import sys
from contextlib import redirect_stdout
from io import StringIO
from rasid.cli.app import run
with redirect_stdout(StringIO()):
    assert 0 == run(["--help"])
print(*sorted(sys.modules))
"""


def test_showing_loads_nothing_that_analyses(tmp_path: Path) -> None:
    home = tmp_path / "home"
    rasid("init", home=home)
    shown = subprocess.run(
        [sys.executable, "-c", SHOW, str(home)], capture_output=True, text=True, check=True
    )
    loaded = shown.stdout.split()

    assert "rasid.case" in loaded
    assert [] == [name for name in (*ANALYSING, *DEAR) if name in loaded]


def test_help_lists_every_command_in_order() -> None:
    told = rasid("--help").out

    assert 0 < told.index(" demo ") < told.index(" show ") < told.index(" check ")


def test_slip_is_answered_with_the_commands_like_it(tmp_path: Path) -> None:
    assert "show" in rasid("shwo", home=tmp_path).sentence
    assert "actors" in rasid("show", "actrs", home=tmp_path).sentence


def test_list_says_of_each_command_what_the_command_says() -> None:
    differing = {}
    groups = [get_group(app)]
    while groups:
        group = groups.pop()
        said = {name: help_of(place) for name, place in getattr(group, "places", {}).items()}
        for name in group.list_commands(Context(group)):
            command = group.get_command(Context(group), name)
            assert command
            if name in said and command.help != said[name]:
                differing[f"{group.name} {name}"] = said[name]
            if isinstance(command, TyperGroup):
                groups.append(command)

    assert {} == differing


def test_list_loads_no_command() -> None:
    listed = subprocess.run(
        [sys.executable, "-c", LIST], capture_output=True, text=True, check=True
    )
    loaded = listed.stdout.split()

    assert "rasid.cli.app" in loaded
    assert [] == [name for name in loaded if name == "rasid.case" or name in (*DEAR, *READING)]
