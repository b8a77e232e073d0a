"""Debian's syslog-ng sends a month to `rasid serve`, which is killed and whose disk fills up.

    python benchmarks/senders.py [--scale 0.2] [--kills 5]

`rasid watch` imports and judges meanwhile. The home lies in a small file system of its own (root
makes it); half-way its disk is filled for some seconds. The home must hold what one import of the
same files does, by the records' own ids.
"""

import argparse
import random
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from long_run import events_of
from served import SHIPPER, Process, free_port, rasid, served

from rasid.case import open_case
from rasid.scenarios import simulate
from rasid.settings import Home

SYSLOG_NG = """@version: 3.38
source s {{ file("{logs}" flags(no-parse) log-msg-size(262144) log-iw-size(10000)); }};
destination d {{
  http(url("http://127.0.0.1:{port}/services/collector/event") method("POST")
    headers("Authorization: Splunk {token}") body('{{"event":${{MSG}}}}')
    batch-lines(200) batch-timeout(1000) retries(1000) timeout(30)
    disk-buffer(disk-buf-size(400000000) reliable(yes) dir("{state}")));
}};
log {{ source(s); destination(d); flags(flow-control); }};
"""


def ids(home: Path) -> list[str]:
    """Return the ids of a home's events, each as often as it is there."""
    with open_case(Home(home)) as case:
        return sorted(uid for (uid,) in case.engine.rows("SELECT event_uid FROM events"))


def main() -> None:
    """Send, kill, fill, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=0.2)
    parser.add_argument("--kills", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=10)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        work = Path(made)
        disk = work / "disk"
        disk.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1500m", "rasid-senders", str(disk)]
        subprocess.run(mount, check=True)
        try:
            send(given, work, disk)
        finally:
            subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S607


def send(given: argparse.Namespace, work: Path, disk: Path) -> None:
    """Send a month and print what became of it."""
    simulate("patient", 7, work / "month", scale=given.scale)
    text = b"".join(line + b"\n" for _, line in events_of(work / "month"))
    (work / "logs").write_bytes(text)
    expected, home = work / "expected", disk / "home"
    rasid(expected, "import", "logs", str(work / "logs"))
    rasid(home, "init")
    rasid(home, "import", "people", str(work / "month" / "roster.csv"))
    token = rasid(home, "serve", "allow", SHIPPER, "--intake").strip().splitlines()[-1]
    port, chance = free_port(), random.Random(5)  # noqa: S311
    told = SYSLOG_NG.format(logs=work / "logs", port=port, token=token, state=work)
    (work / "conf").write_text(told)
    server = served(home, port, work / "log")
    words = ("--every", "1", "--analyse-every", "5")
    watch = Process(home, "watch", *words, log=work / "log")
    shipper = subprocess.Popen(
        [
            *("/usr/sbin/syslog-ng", "-F", "--no-caps", "-f", work / "conf"),
            *("-R", work / "persist", "-c", work / "control", "-p", work / "pid"),
        ]
    )
    began = time.time()
    for number in range(given.kills):
        time.sleep(chance.uniform(1, 4))
        server.end(signal.SIGKILL)
        if number == given.kills // 2:
            watch.end(signal.SIGKILL)
            watch = Process(home, "watch", *words, log=work / "log")
        server = served(home, port, work / "log")
        if number == given.kills // 2:
            fill(disk)
    wanted = ids(expected)
    while ids(home) != wanted and time.time() - began < given.minutes * 60:
        time.sleep(3)
    found = ids(home)
    time.sleep(10)  # nothing more comes
    left = [watch.end(signal.SIGTERM), server.end(signal.SIGTERM)]
    shipper.terminate()
    shipper.wait()
    print(f"{given.kills} kills, the disk filled once: sent {len(wanted):,}, in the home "
          f"{len(ids(home)):,}, ids {len(set(found)):,}, equal: {ids(home) == wanted}; "
          f"{time.time() - began:,.0f} s; left with {left}")  # fmt: skip
    said = (work / "log").read_text("utf-8").splitlines()
    print(*[line for line in said if "took" not in line][-8:], sep="\n")


def fill(disk: Path) -> None:
    """Leave no room on a disk for some seconds."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 20))
        except OSError:
            pass
    time.sleep(8)
    ballast.unlink()


if __name__ == "__main__":
    main()
