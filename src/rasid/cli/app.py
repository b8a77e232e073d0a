"""The commands by name, and what becomes of every failure: one sentence and an exit code."""

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from rasid import __version__
from rasid.cli.on_demand import on_demand
from rasid.cli.voice import forget_output, say, warn
from rasid.errors import RasidError
from rasid.settings import find_home

_INTERRUPTED = 130
"""What typer makes of Ctrl-C."""

_COMMANDS = {
    "demo": "rasid.cli.demo:demo",
    "init": "rasid.cli.imports:init",
    "import": "rasid.cli.imports:imports",
    "analyse": "rasid.cli.analyse:analyse",
    "show": "rasid.cli.show:shows",
    "decide": "rasid.cli.decide:decides",
    "detect": "rasid.cli.detect:detects",
    "websites": "rasid.cli.websites:scores",
    "explain": "rasid.cli.results:explain",
    "export": "rasid.cli.results:export",
    "evidence": "rasid.cli.evidence:proofs",
    "answer": "rasid.cli.answer:answer",
    "report": "rasid.cli.report:report",
    "notify": "rasid.cli.notify:notifies",
    "watch": "rasid.cli.watch:watch",
    "respond": "rasid.cli.respond:responds",
    "share": "rasid.cli.share:shares",
    "serve": "rasid.cli.serve:serves",
    "hunt": "rasid.cli.hunt:hunt",
    "simulate": "rasid.cli.simulate:simulates",
    "evaluate": "rasid.cli.evaluate:evaluate",
    "check": "rasid.cli.check:check",
    "doctor": "rasid.cli.upkeep:doctor",
    "backup": "rasid.cli.upkeep:backup",
    "restore": "rasid.cli.upkeep:restore",
    "keys": "rasid.cli.keys:keys",
    "erase": "rasid.cli.upkeep:erase",
    "retain": "rasid.cli.retain:retain",
    "compact": "rasid.cli.upkeep:compact",
    "ledger": "rasid.cli.ledgers:ledgers",
}


class _Aloud(logging.Handler):
    """Tells what rooms below have to say that is no failure, such as that a ledger was upgraded."""

    def emit(self, record: logging.LogRecord) -> None:
        """Say it as every warning is said."""
        warn(record.getMessage())


logging.getLogger("rasid").addHandler(_Aloud())

app = typer.Typer(
    name="rasid",
    cls=on_demand(_COMMANDS),
    add_completion=False,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    help="Find the patient groups that go after particular people's accounts.",
)


@app.callback()
def options(
    ctx: typer.Context,
    *,
    home: Annotated[
        Path | None,
        typer.Option(
            envvar="RASID_HOME",
            metavar="DIR",
            help="The folder of the case.",
            show_default="rasid-home",
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Take the options that stand before a command."""
    ctx.obj = find_home(home)
    if version:
        say(f"rasid {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        say(ctx.get_help())


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code; a failure is told in one sentence.

    Raises KeyboardInterrupt for Ctrl-C, however it was told.
    """
    try:
        code: int = app(list(arguments), prog_name="rasid", standalone_mode=False) or 0
        sys.stdout.flush()
    except Exception as error:
        if str(error) == "Query interrupted":  # the engine's word for Ctrl-C
            raise KeyboardInterrupt from error
        sentence = _sentence(error)
        if sentence is None:
            raise
        if isinstance(error, OSError):
            forget_output()
        warn(sentence)
        return RasidError.exit_code
    if code == _INTERRUPTED:
        raise KeyboardInterrupt
    return code


def _sentence(error: Exception) -> str | None:
    """Return what to tell of a failure; None for what only a mistake in rasid can cause.

    Those of libraries go by name: a command that needs neither of them loads neither.
    """
    kinds = {f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__}
    match error:
        case RasidError():
            told = str(error)
        case typer.TyperException():
            told = " ".join(error.format_message().split())
        case _ if "sqlalchemy.exc.SQLAlchemyError" in kinds:
            told = f"the ledger cannot be used: {getattr(error, 'orig', None) or error}."
        case _ if "pyarrow.lib.ArrowException" in kinds:
            told = f"a table cannot be read: {error}"
        case OSError():
            place = f"{error.filename}: " if error.filename else ""
            told = f"{place}{error.strerror or error}."
        case MemoryError():
            told = "there is not enough memory."
        case _:
            return None
    return told.split("\n", 1)[0]
