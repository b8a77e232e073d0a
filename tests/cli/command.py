"""Running a command as the shell would, and looking at all that it says."""

import json
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import IO, Any

from rasid.cli.app import run


@dataclass(frozen=True, slots=True)
class Told:
    """An exit code, and what went to standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:  # noqa: ANN401 - whatever the JSON holds
        """Standard output as the one JSON document that it must be."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence of a failure; nothing else may have been said."""
        assert (2, "") == (self.code, self.out)
        assert self.err.startswith("rasid: ")
        assert self.err.endswith("\n")
        assert 1 == self.err.count("\n")
        return self.err.removeprefix("rasid: ").rstrip("\n")


def rasid(*arguments: str | Path, home: Path | None = None) -> Told:
    """Run a command in this process."""
    before = ["--home", str(home)] if home else []
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = run([*before, *map(str, arguments)])
    return Told(code, out.getvalue(), err.getvalue())


def rasid_process(
    *arguments: str | Path, home: Path, stdout: int | IO[str] = subprocess.PIPE
) -> subprocess.Popen[str]:
    """Start a command as a process of its own."""
    command = [sys.executable, "-m", "rasid", "--home", str(home), *map(str, arguments)]
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.PIPE, text=True)
