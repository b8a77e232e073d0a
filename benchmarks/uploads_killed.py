"""Bring a month of logs to `rasid serve`, kill it with -9 again and again, and count what is there.

Run `python benchmarks/uploads_killed.py [KILLS]`: the home must hold what one import from the
command line does.
"""

import json
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from rasid.case import open_case
from rasid.scenarios import simulate
from rasid.settings import Home

KILLS = 8
LONGEST_ALIVE = 2.5
"""Seconds from the last file that came to the kill, at most."""

_RASID = [sys.executable, "-m", "rasid", "--home"]
_COUNTS = """
SELECT (SELECT count(*) FROM events), (SELECT count(DISTINCT event_uid) FROM events),
    (SELECT count(*) FROM imports), (SELECT count(*) FROM rejects)
"""


class Server:
    """`rasid serve` as a process of its own."""

    def __init__(self, home: Path) -> None:
        command = [*_RASID, str(home), "serve", "--port", "0"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        lines: list[str] = []
        assert self.process.stdout  # noqa: S101 - it was asked for
        while not any(line.startswith("Console, for") for line in lines):
            lines.append(self.process.stdout.readline())
        told = "".join(lines)
        self._url = re.findall(r"at (http://\S+)taxii2", told)[0]
        self._token = re.findall(r"Token of this run.*\n(\S+)", told)[0]

    def ask(self, path: str, body: bytes | None = None) -> Any:  # noqa: ANN401 - JSON
        """Ask the API, and return what it tells."""
        sent = {"Authorization": f"Bearer {self._token}"}
        with urlopen(Request(f"{self._url}api/v1{path}", body, sent), timeout=60) as answer:  # noqa: S310
            return json.load(answer)

    def bring(self, file: Path) -> str:
        """Bring a file and return its key."""
        return str(self.ask(f"/imports?name={file.name}", file.read_bytes())["import"])

    def state(self, key: str) -> str:
        """Return how far an import is."""
        return str(self.ask(f"/imports/{key}")["state"])

    def end(self, number: signal.Signals) -> None:
        """End it by a signal."""
        self.process.send_signal(number)
        self.process.wait()


def counts(home: Path) -> Any:  # noqa: ANN401 - one row
    """Return events, distinct events, files and rejects of a home."""
    with open_case(Home(home)) as case:
        return case.engine.rows(_COUNTS)[0]


def main() -> None:
    """Kill, begin again, and compare."""
    kills, chance = int(sys.argv[1]) if len(sys.argv) > 1 else KILLS, random.Random(3)  # noqa: S311
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        month = simulate("patient", 7, work / "month", scale=0.1)
        files = sorted(month.logs.iterdir())
        by_command, home = work / "by-command", work / "home"
        subprocess.run([*_RASID, str(by_command), "import", "logs", str(month.logs)], check=True)
        subprocess.run([*_RASID, str(home), "init"], check=True)
        for _ in range(kills):
            server = Server(home)
            for file in chance.sample(files, len(files) // 4):
                server.bring(file)
            time.sleep(chance.uniform(0, LONGEST_ALIVE))
            server.end(signal.SIGKILL)
        server = Server(home)
        keys = [server.bring(file) for file in files]
        while not {server.state(key) for key in keys} <= {"done", "refused"}:
            time.sleep(1)
        server.end(signal.SIGTERM)
        print("events, distinct, files, rejects")
        print("by command", counts(by_command))
        print(f"brought, {kills} kills", counts(home))


if __name__ == "__main__":
    main()
