"""How the commands speak: answers on standard output, everything else on standard error."""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import islice

from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from rasid.errors import UsageError
from rasid.visible_text import visible

ROWS_AT_ONCE = 1_000
WIDTH_OF_A_FILE = 120
"""Columns of what is not written to a terminal."""


def say(*sentences: str) -> None:
    """Print lines as they are, however wide the terminal is."""
    with _standard_output():
        sys.stdout.write("".join(f"{visible(sentence)}\n" for sentence in sentences))


def show(shown: RenderableType) -> None:
    """Print what `reports.terminal` made; colours only on a terminal."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else WIDTH_OF_A_FILE
    console = Console(file=sys.stdout, width=width, highlight=False, markup=False, emoji=False)
    with _standard_output():
        console.print(shown)


def document(value: object) -> None:
    """Print one JSON document, in ASCII: hostile text cannot reach the terminal."""
    with _standard_output():
        sys.stdout.write(json.dumps(value, indent=2, allow_nan=False) + "\n")


def documents(rows: Iterable[str]) -> None:
    """Print one JSON list of rows in JSON, each as it comes, so that a million need not be held."""
    with _standard_output():
        opened, left = "[", iter(rows)
        while some := list(islice(left, ROWS_AT_ONCE)):
            sys.stdout.write(f"{opened}\n" + ",\n".join(some))
            opened = ","
        sys.stdout.write("[]\n" if opened == "[" else "\n]\n")


def warn(sentence: str) -> None:
    """Tell something on standard error as one line."""
    with suppress(OSError):
        sys.stderr.write(f"rasid: {visible(sentence)}\n")


@contextmanager
def progress(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """Yield what draws a bar on standard error; it stays silent where that is no terminal."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=None)

        def told(name: str, done: int, total: int) -> None:
            bar.update(task, description=f"{title}: {visible(name)}", completed=done, total=total)

        yield told


@contextmanager
def _standard_output() -> Iterator[None]:
    """Turn a closed pipe or a full disk into an error of one sentence."""
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        forget_output()
        raise UsageError(f"cannot write to standard output: {error.strerror}.") from error


def forget_output() -> None:
    """Let what could not be written vanish, so that Python does not try again when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
