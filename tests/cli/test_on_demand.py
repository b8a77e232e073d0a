"""A command is loaded when it is asked for, and loads what it needs and no more."""

import subprocess
import sys
from pathlib import Path

from cli.command import rasid

ANALYSING = ("rasid.pipeline", "rasid.campaigns.find", "rasid.attribution", "rasid.sources")
DEAR = ("scipy", "sqlglot", "stix2", "sigma")
SHOW = """
import sys
from rasid.cli.app import run
assert 0 == run(["--home", sys.argv[1], "show", "campaigns", "--json"])
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
