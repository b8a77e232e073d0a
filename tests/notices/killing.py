"""Sending that is killed at random moments, and what mail server and ledger say afterwards."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from notices.made import NOW, SENDER, approved_plan, ids_of, open_home, order_of
from notices.mail_server import MailServer
from rasid.ledger import open_ledger
from rasid.notices.message import message_id
from rasid.notices.plans import last_plan
from rasid.notices.sending import send_all, to_send
from rasid.notices.smtp import SmtpTransport
from rasid.notices.states import Standing, read_events, standings, totals
from rasid.settings import Home, SmtpSettings

SEND = "import sys; from notices.killing import send; send(sys.argv[1], int(sys.argv[2]))"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the notices stand after kills and a run to the end; `copies` by state: how many came."""

    kills: int
    totals: dict[str, int]
    copies: dict[str, Counter[int]]

    @property
    def adds_up(self) -> bool:
        """Say whether each that is sent came once, and each that is unknown at most once."""
        sent, unknown = (self.copies.get(state, Counter()) for state in ("sent", "unknown"))
        parts = sum(number for state, number in self.totals.items() if state != "planned")
        known = {"sent", "unknown"} >= set(self.copies)
        return (
            known
            and set(sent) <= {1}
            and set(unknown) <= {0, 1}
            and self.totals["unknown"] <= self.kills
            and parts
            == self.totals["planned"]
            == sum(sum(one.values()) for one in self.copies.values())
        )


def killed(folder: Path, notices: int, kills: int, seed: int) -> Outcome:
    """Kill the sending so often, then let it end, and hold the server's mail against the ledger."""
    home = open_home(folder)
    with open_ledger(home) as ledger:
        approved_plan(ledger, home, notices)
    rng = random.Random(seed)
    done = 0
    with MailServer() as mail:
        while done < kills:
            done += _killed(folder, mail, rng)
        with _run(folder, mail.port) as last:
            assert last.wait() == 0
        came = mail.copies
    with open_ledger(home) as ledger:
        found = _standings(ledger)
    copies: dict[str, Counter[int]] = {}
    for one in found:
        times = came[message_id(one.notice, SENDER)]
        copies.setdefault(one.state, Counter())[times] += 1
    return Outcome(done, totals(found), copies)


def send(folder: str, port: int) -> None:
    """Send all that is due, as a process of its own."""
    home = Home(Path(folder))
    settings = SmtpSettings(host="127.0.0.1", port=port, security="none", sender=SENDER)
    with open_ledger(home) as ledger:
        plan = last_plan(ledger, "C-1")
        due = to_send(_standings(ledger), ids_of(plan))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        transport = SmtpTransport(settings, "Mail Example", lambda: NOW)
        for _ in send_all(ledger, order_of(home, plan), due, transport):
            pass


def _killed(folder: Path, mail: MailServer, rng: random.Random) -> bool:
    """Kill a run after it took or began some messages; False where it had ended before."""
    with _run(folder, mail.port) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"ready\n"
        wanted = len(mail.taken) + rng.randrange(6)
        while len(mail.taken) < wanted and child.poll() is None:
            time.sleep(0.0005)
        time.sleep(rng.random() * 0.03)
        ended = child.poll() is not None
        child.send_signal(signal.SIGKILL)
    return not ended


def _run(folder: Path, port: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", SEND, str(folder), str(port)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)


def _standings(ledger: Engine) -> tuple[Standing, ...]:
    return standings(last_plan(ledger, "C-1"), read_events(ledger, "C-1"))
