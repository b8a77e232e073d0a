"""A crowd in the console: what each was told, and what the ledger says of it afterwards."""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPException
from itertools import count
from pathlib import Path
from threading import Lock, Thread

from console.browser import Browser, served
from console.homes import MADE, home_of, whole_month
from notices.made import content_of, made_notice
from postgresql import Postgresql
from rasid.accounts import Role, open_accounts, read_audit, verify_audit
from rasid.campaigns import read_decisions
from rasid.errors import RasidError
from rasid.ledger import notice_approvals, open_ledger
from rasid.notices import keep_plan, notice_key_of
from rasid.settings import Home
from rasid.signing import signer_of

PAGES = ("/", "/campaigns", "/campaigns/C-1", "/decisions", "/people", "/websites", "/notices")
SESSIONS = 60
"""Sessions of those who read: the console keeps a hundred at most, of ten each person."""

SEE_OTHER, OK = 303, 200

_PLANS = count(2)

_Cookie = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many read and write, for how many seconds, and how long who reads thinks."""

    readers: int
    writers: int
    seconds: float
    think: float


@dataclass
class Outcome:
    """What came of it: milliseconds by what was asked, answers that were failures, and acts.

    `lost` were acknowledged and are not there, `doubled` are there twice.
    """

    took: dict[str, list[float]] = field(default_factory=dict)
    failures: Counter[str] = field(default_factory=Counter)
    acknowledged: Counter[str] = field(default_factory=Counter)
    whys: list[str] = field(default_factory=list)
    lost: int = 0
    doubled: int = 0
    findings: tuple[str, ...] = ()
    last_answer: str = ""
    _lock: Lock = field(default_factory=Lock)

    @property
    def adds_up(self) -> bool:
        """Tell whether all that was acknowledged is there once, and the audit holds."""
        return not (self.lost or self.doubled or self.findings)

    def note(self, what: str, began: float, answer: str) -> None:
        """Note one answer; `answer` is empty where it was as it should be."""
        with self._lock:
            if answer:
                self.failures[f"{what}: {answer}"] += 1
            else:
                milliseconds = (time.monotonic() - began) * 1000
                self.took.setdefault(what, []).append(milliseconds)

    def acknowledge(self, kind: str, why: str) -> None:
        """Note an act that was said to be done."""
        with self._lock:
            self.acknowledged[kind] += 1
            self.whys.append(f"{kind} {why}")

    def told(self) -> str:
        """Return it in words."""
        acts = ", ".join(f"{number} {kind}" for kind, number in sorted(self.acknowledged.items()))
        lines = [f"acknowledged {acts}; lost {self.lost}, doubled {self.doubled}"]
        for what, took in sorted(self.took.items()):
            ranked = sorted(took)
            parts = [ranked[int(len(ranked) * share)] for share in (0.5, 0.95, 0.99)]
            shown = ", ".join(f"{part:,.0f}" for part in parts)
            lines.append(f"{what}: {len(took):,} answers, ms at 50, 95, 99 %: {shown}")
        lines += [f"{number} x {what}" for what, number in self.failures.most_common(12)]
        return "\n  ".join([*lines, *self.findings, f"last: {self.last_answer}"])


def crowded(
    root: Path, crowd: Crowd, server: Postgresql | None = None, *, restart: bool = False
) -> Outcome:
    """Let a crowd into the console of a new home, and hold what it was told against the ledger."""
    home = Home(root)
    home.create()
    if server is not None:
        server.keep(home)
    home_of(whole_month(), root)
    outcome = Outcome()
    with _serving(home, crowd) as (url, readers, writers):
        end = time.monotonic() + crowd.seconds
        threads = [
            *(Thread(target=_read, args=(outcome, url, one, crowd.think, end)) for one in readers),
            *(Thread(target=_write, args=(outcome, home, url, one, n, end)) for n, one in writers),
        ]
        for thread in threads:
            thread.start()
        if server is not None and restart:
            time.sleep(crowd.seconds / 2)
            server.stop()
            time.sleep(min(5.0, crowd.seconds / 10))
            server.start()
        for thread in threads:
            thread.join()
        try:
            outcome.last_answer = str(_browser(url, readers[0]).get("/campaigns/C-1").status)
        except (OSError, HTTPException) as error:
            outcome.last_answer = type(error).__name__
    _hold_against(home, outcome)
    return outcome


def _browser(url: str, cookie: _Cookie) -> Browser:
    return Browser(url, {cookie[0]: cookie[1]})


def _read(outcome: Outcome, url: str, cookie: _Cookie, think: float, end: float) -> None:
    browser = _browser(url, cookie)
    time.sleep(random.random() * think)
    while time.monotonic() < end:
        page, began = random.choice(PAGES), time.monotonic()
        try:
            status = browser.get(page).status
            outcome.note("reading", began, "" if status == OK else str(status))
        except (OSError, HTTPException) as error:
            outcome.note("reading", began, type(error).__name__)
        time.sleep(think * (0.5 + random.random()))


def _write(  # noqa: PLR0917 - what a thread is given
    outcome: Outcome, home: Home, url: str, cookie: _Cookie, writer: int, end: float
) -> None:
    """Decide, undo, ask for names and approve, in turn; each act has a reason of its own."""
    browser, number = _browser(url, cookie), 0
    while time.monotonic() < end:
        number += 1
        why = f"writer {writer} act {number}"
        kind = ("decided", "decided", "undone", "approved", "asked")[number % 5]
        began = time.monotonic()
        try:
            status, answer = _act(home, browser, kind, why)
        except (AssertionError, RasidError) as error:  # its page could not be had
            outcome.note("page of a form", began, f"{type(error).__name__} {error}"[:40])
            time.sleep(1)
            continue
        except (OSError, HTTPException) as error:
            status, answer = 0, type(error).__name__
        if status == SEE_OTHER:
            outcome.note("writing", began, "")
            outcome.acknowledge(kind, why)
        else:
            outcome.note("writing", began, answer or str(status))
            time.sleep(1)


def _act(home: Home, browser: Browser, kind: str, why: str) -> tuple[int, str]:
    page = "/campaigns/C-1"
    match kind:
        case "decided":
            told = browser.send(page, f"{page}/decide", kind="confirm", why=why)
        case "undone":
            decided = browser.send(page, f"{page}/decide", kind="confirm", why=f"{why} first")
            if decided.status != SEE_OTHER:
                return decided.status, ""
            listed = browser.get("/decisions")
            if listed.status != OK:
                return listed.status, ""
            found = listed.text
            number = max(int(one.split('"')[0]) for one in found.split('href="/decisions/')[1:])
            own = f"/decisions/{number}"
            told = browser.send(own, f"{own}/undo", why=why)
            if "has been undone already" in told.text:
                return told.status, "refused, since another was faster to undo it"
        case "approved":
            sha256 = _planned(home)
            told = browser.send("/approvals/C-1", "/approvals/C-1/approve", sha256=sha256)
            if "The plan was changed" in told.text:
                return told.status, "refused, since somebody planned anew meanwhile"
        case _:
            told = browser.send(page, f"{page}/reveal", why=why)
    return told.status, ""


def _planned(home: Home) -> str:
    """Plan anew, as `rasid notify plan` does, and return what is to be approved."""
    number = next(_PLANS)
    with open_ledger(home) as ledger:
        content = content_of(made_notice(notice_key_of(home), number))
        return keep_plan(ledger, content, by="Ada", now=MADE)[0].sha256


def _hold_against(home: Home, outcome: Outcome) -> None:
    """Count what is there of all that was acknowledged."""
    with open_ledger(home) as ledger, ledger.connect() as connection:
        decisions = read_decisions(ledger)
        made = Counter(one.why for one in decisions)
        approvals = len(connection.execute(notice_approvals.select()).all())
    with open_accounts(home) as store:
        written = Counter(one.why for one in read_audit(store))
        verified = verify_audit(store, signer_of(home), [])
    outcome.findings = verified.findings[:5]
    for told in outcome.whys:
        kind, _, why = told.partition(" ")
        if kind in ("decided", "undone"):
            outcome.lost += made[why] < 1
        if kind != "approved":
            outcome.lost += written[why] < 1
    outcome.lost += max(0, outcome.acknowledged["approved"] - approvals)
    own = [why for why in made if why.startswith("writer ")]
    outcome.doubled = sum(made[why] > 1 for why in own)
    outcome.doubled += undone_twice({one.number: one.undoes for one in decisions})


def undone_twice(undoes: Mapping[int, int | None]) -> int:
    """Count undos of what did not hold: by decision in their order, which one each undoes, if any.

    An undo may be undone itself; what it had taken away then holds, and may be undone again.
    """
    holds: set[int] = set()
    twice = 0
    for number, target in undoes.items():
        holds.add(number)
        if target is not None and target not in holds:
            twice += 1
            continue
        turned = target
        while turned is not None:
            holds ^= {turned}
            turned = undoes[turned]
    return twice


@contextmanager
def _serving(
    home: Home, crowd: Crowd
) -> Iterator[tuple[str, list[_Cookie], list[tuple[int, _Cookie]]]]:
    """Serve in a process of its own; yields its URL and the cookies of who was let in."""
    command = [sys.executable, __file__, str(home.root), str(crowd.readers), str(crowd.writers)]
    paths = {"PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | paths
    ) as process:
        assert process.stdin
        assert process.stdout
        told = json.loads(process.stdout.readline())
        readers = [told["readers"][n % len(told["readers"])] for n in range(crowd.readers)]
        yield told["url"], readers, list(enumerate(told["writers"]))
        process.stdin.close()
        process.wait(60)


def _serve(root: str, readers: int, writers: int) -> None:
    with served(Home(Path(root))) as console:

        def let_in(name: str, role: Role) -> tuple[str, str]:
            ((cookie, secret),) = console.browser(role, name).cookies.items()
            return cookie, secret

        told = {
            "url": console.url,
            "readers": [let_in(f"reader {n}", Role.VIEWER) for n in range(min(readers, SESSIONS))],
            "writers": [let_in(f"writer {n}", Role.ADMIN) for n in range(writers)],
        }
        console.clock[0] = datetime(2026, 4, 1, 9, 1, tzinfo=UTC)
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    _serve(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
