"""`rasid serve` and `rasid watch` as processes of their own, and one that sends logs to them."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

RASID = [sys.executable, "-m", "rasid", "--home"]
SHIPPER = "shipper"


def rasid(home: Path, *words: str) -> str:
    """Run a command to its end and return what it printed."""
    return subprocess.run(
        [*RASID, str(home), *words], check=True, stdout=subprocess.PIPE, text=True
    ).stdout


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class Process:
    """A command of rasid that runs; `heard` gets each line of its output with its moment."""

    def __init__(self, home: Path, *words: str, log: Path) -> None:
        self.heard: list[tuple[float, str]] = []
        with log.open("ab") as told:
            self.process = subprocess.Popen(
                [*RASID, str(home), *words], stdout=subprocess.PIPE, stderr=told, text=True
            )
        threading.Thread(target=self._hear, daemon=True).start()

    def _hear(self) -> None:
        for line in self.process.stdout or ():
            self.heard.append((time.time(), line))

    def resident(self) -> float:
        """Return its memory in MB; 0 once it has ended."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        lines = (line for line in status.splitlines() if line.startswith("VmRSS"))
        return sum(int(line.split()[1]) for line in lines) / 1024

    def spent(self) -> float:
        """Return its CPU seconds."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text("ascii").rpartition(")")[2]
        user, system = fields.split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def end(self, number: signal.Signals) -> int:
        """End it by a signal and return how it left."""
        self.process.send_signal(number)
        return self.process.wait()


def served(home: Path, port: int, log: Path) -> Process:
    """Start a server and wait until it answers."""
    server = Process(home, "serve", "--port", str(port), "--no-console", log=log)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            if server.process.poll() is not None:
                raise
            time.sleep(0.1)
        else:
            return server


class Sender:
    """Sends lines as an HTTP Event Collector's client does, each batch until it was taken."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        self._headers = {"Authorization": f"Splunk {token}"}
        self._connection: http.client.HTTPConnection | None = None
        self.sent_again = 0

    def send(self, lines: Iterable[bytes], stop: Callable[[], bool] = lambda: False) -> float:
        """Return when the lines were taken."""
        body = b"".join(b'{"event":%s}\n' % line for line in lines)
        while not self._is_taken(body):
            if stop():
                raise TimeoutError
            self.sent_again += 1
            time.sleep(0.5)
        return time.time()

    def _is_taken(self, body: bytes) -> bool:
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
            self._connection.request("POST", "/services/collector/event", body, self._headers)
            answer = self._connection.getresponse()
            told = answer.read()
        except (OSError, http.client.HTTPException):
            if self._connection:
                self._connection.close()
            self._connection = None
            return False
        if answer.status not in (200, 503):
            raise ValueError(told.decode())
        return answer.status == 200 and json.loads(told)["code"] == 0
