"""Every error that a user can cause, as one sentence with its place.

RasidError
├── UsageError      wrong use: a bad option, an unreadable path, a home that is not there
├── InputError      a file that is not what it should be; names the file and, where known, the line
├── IntegrityError  numbers that do not add up: rasid stops rather than print them
└── UnreachableError  a server that rasid needs does not answer; the same may work later

The command line prints the sentence on standard error and leaves with `exit_code`.
"""

from pathlib import Path


class RasidError(Exception):
    """A failure that is told to the user as one sentence, without a traceback."""

    exit_code = 2


class UsageError(RasidError):
    """The command was given something it cannot work with."""


class InputError(RasidError):
    """A file does not hold what it should."""

    def __init__(self, path: Path | str, problem: str, *, line: int | None = None) -> None:
        self.path = str(path)
        self.line = line
        place = self.path if line is None else f"{self.path}:{line}"
        super().__init__(f"{place}: {problem}")


class IntegrityError(RasidError):
    """Counts that must agree do not; nothing was written."""


class UnreachableError(RasidError):
    """A server that is needed does not answer, or not in time; nothing was written."""


def one_line(error: BaseException) -> str:
    """Return what an error of a library says as a clause on one line, without a full stop."""
    said = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return " ".join(said.split()).rstrip(".") or "no reason is given"
