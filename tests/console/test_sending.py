"""Notices sent from the console to a real mail server, once each, after somebody approved."""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from cli.command import rasid
from console.browser import Browser, served
from console.homes import home_of, whole_month
from console.test_pages import Checked
from notices.made import SETTINGS
from notices.mail_server import MailServer
from rasid.accounts import Role, read_audit
from rasid.cli.notify_begun import begun
from rasid.console import Asked, Mailer, Run
from rasid.languages import LANGUAGES
from rasid.ledger import open_ledger
from rasid.notices import EventLog, approve, last_plan
from rasid.settings import Home
from serving.running import Told, unheard

PAGE, SEND = "/notices/C-1", "/notices/C-1/send"


class Post:
    """A console whose home has a plan of Ada's that Bo approved, and a mail server."""

    def __init__(self, home: Home, mail: MailServer, stack: ExitStack) -> None:
        self.mail, self.home = mail, home
        self.desk = stack.enter_context(served(home))

    def approve(self) -> None:
        """Let Bo approve."""
        with open_ledger(self.home) as ledger:
            approve(ledger, last_plan(ledger, "C-1"), by="Bo", now=self.desk.clock[0])

    def browser(self, role: Role = Role.APPROVER, name: str = "Cy") -> Browser:
        """Return a browser of somebody."""
        return self.desk.browser(role, name)

    def begin(self) -> Browser:
        """Send the form, and return the browser that did."""
        browser = self.browser()
        told = browser.send(PAGE, SEND, sha256=self.sha256)
        assert (303, PAGE) == (told.status, told.headers["location"])
        return browser

    def ended(self) -> None:
        """Wait until the run is over and written down."""
        for _ in range(400):
            if "begun" not in (last := read_audit(self.desk.desk.store)[-1]).about:
                assert "notices sent" == last.what
                return
            time.sleep(0.02)
        raise AssertionError("it did not end")

    @property
    def sha256(self) -> str:
        """The plan, as it is approved."""
        with open_ledger(self.home) as ledger:
            return last_plan(ledger, "C-1").sha256


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, MailServer]]:
    """Return a home with a plan of Ada's, for copies only, and the server that it sends to."""
    home = home_of(whole_month(), tmp_path_factory.mktemp("planned") / "home")
    with MailServer() as mail:
        with home.settings_file.open("a") as file:
            file.write(SETTINGS.format(port=mail.port, seconds=2))
        told = rasid("notify", "plan", "C-1", "--by", "Ada", home=home.root)
        assert 0 == told.code, told.err
        yield home.root, mail


@pytest.fixture
def post(planned: tuple[Path, MailServer], tmp_path: Path) -> Iterator[Post]:
    root, mail = planned
    mail.forget()
    with ExitStack() as stack:
        yield Post(Home(Path(shutil.copytree(root, tmp_path / "home"))), mail, stack)


def test_what_somebody_else_approved_is_sent_once(post: Post) -> None:
    """As `rasid notify send --send` does; the page says how it went, and so does the audit."""
    assert SEND not in post.browser().get(PAGE).text, "nobody approved it"
    post.approve()
    browser = post.begin()
    post.ended()
    text = browser.get(PAGE).text
    deeds = [(one.who, one.about) for one in read_audit(post.desk.desk.store)[-2:]]

    assert [1, 1] == list(post.mail.copies.values())
    assert "The last sending: 2 of 2 done, 2 sent." in text
    assert SEND not in text, "nothing is left to send"
    assert [("Cy", f"C-1: 2 begun, plan {post.sha256}"), ("Cy", "C-1: 2 sent of 2")] == deeds
    shown = rasid("notify", "show", "C-1", "--json", home=post.home.root).document
    assert {("sent", 2)} <= set(shown["totals"].items())


@pytest.mark.parametrize("how", ["unapproved", "another plan", "simulated", "batch"])
def test_what_may_not_be_sent_is_not(post: Post, how: str) -> None:
    """By the form neither, whatever its page shows; the reason is told."""
    if how != "unapproved":
        post.approve()
    sha256 = "0" * 64 if how == "another plan" else post.sha256
    if how == "simulated":
        (post.home.root / "simulated.json").write_text("{}", "utf-8")
    if how == "batch":
        later = ("--when", "batch", "--until", "2999-01-01", "--why", "later")
        assert 0 == rasid("notify", "plan", "C-1", *later, "--by", "Ada", home=post.home.root).code
        post.approve()
        sha256 = post.sha256
    browser = post.browser()
    session = post.desk.gate.sessions()[0]
    told = browser.post(SEND, {"form": session.form(SEND), "sha256": sha256})
    why = {
        "unapproved": "is not approved",
        "another plan": "The plan was changed",
        "simulated": "there is nobody to tell",
        "batch": "is a batch for",
    }[how]

    assert (400, True) == (told.status, why in told.text), told.text
    assert [] == post.mail.taken
    if how == "simulated":
        assert why in browser.get(PAGE).text


@pytest.mark.slow
def test_whoever_does_not_approve_does_not_send(post: Post) -> None:
    post.approve()
    text = post.browser(Role.ANALYST, "Di").get(PAGE).text

    assert (False, True) == (SEND in text, "Approvers send." in text)


def test_sent_twice_it_runs_once(post: Post) -> None:
    """The same form, and another while the first is on its way."""
    post.approve()
    other = post.browser(Role.ADMIN, "Ed")
    form = other.form(PAGE, SEND)
    told: list[Told] = []

    def again() -> None:
        if not told:
            told.append(other.post(SEND, {"form": form, "sha256": post.sha256}))

    post.mail.before_answer = again
    browser = post.browser()
    first = {"form": browser.form(PAGE, SEND), "sha256": post.sha256}
    assert [303, 303] == [browser.post(SEND, first).status for _ in range(2)]
    post.ended()

    assert (400, True) == (told[0].status, "another rasid is sending" in told[0].text)
    assert [1, 1] == list(post.mail.copies.values())


@pytest.mark.slow
def test_a_server_that_refuses_is_told_and_tried_again(post: Post) -> None:
    """What failed surely did not leave: the same button sends it."""
    post.approve()
    post.mail.fail = ("rcpt", "5xx")
    browser = post.begin()
    post.ended()
    assert "2 of 2 done, 0 sent" in browser.get(PAGE).text
    post.mail.fail = None
    post.begin()
    post.ended()

    assert [1, 1] == list(post.mail.copies.values())


def test_a_server_that_ends_leaves_what_waits(post: Post) -> None:
    """The notice on its way is ended first; the next run sends the other."""
    post.approve()
    stopping = Mailer(partial(begun, post.home), unheard)
    runs: list[Run] = []
    with stopping.running():
        post.mail.before_answer = stopping.end
        stopping.start(Asked("C-1", post.sha256, "Cy"), runs.append)
    assert (1, "the server was ended.") == (runs[0].done, runs[0].problem)
    post.mail.before_answer = None
    post.begin()
    post.ended()

    assert [1, 1] == list(post.mail.copies.values())


@pytest.mark.slow
def test_a_server_that_is_killed_sends_nothing_twice(post: Post) -> None:
    """What was on its way is unknown from then on; the next run sends the rest alone."""
    post.approve()
    with running_serve(post.home) as (process, browser):
        post.mail.before_answer = process.kill
        browser.send(PAGE, SEND, sha256=post.sha256)
        process.wait(20)
    post.mail.before_answer = None
    assert [1] == list(post.mail.copies.values())
    browser = post.begin()
    post.ended()

    assert [1, 1] == list(post.mail.copies.values())
    shown = rasid("notify", "show", "C-1", "--json", home=post.home.root).document
    assert {"sent": 1, "unknown": 1}.items() <= shown["totals"].items()
    assert "1 of 1 done, 1 sent" in browser.get(PAGE).text


@contextmanager
def running_serve(home: Home) -> Iterator[tuple[subprocess.Popen[str], Browser]]:
    """Run `rasid serve`, and yield it with a browser that whoever started it let in."""
    command = [sys.executable, "-m", "rasid", "--home", str(home.root), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if found := re.search(r"(http://\S+)/enter(\?token=\S+)", line):
                browser = Browser(f"{found[1]}/")
                assert 200 == browser.get(f"/enter{found[2]}").status
                break
        try:
            yield process, browser
        finally:
            process.kill()


@pytest.mark.slow
def test_answers_and_bounces_are_shown(post: Post) -> None:
    """What `rasid notify returned` recorded stands on the page, counted."""
    post.approve()
    browser = post.begin()
    post.ended()
    with open_ledger(post.home) as ledger:
        plan = last_plan(ledger, "C-1")
        log = EventLog(ledger, plan, "Ada")
        ids = [one.notice_id for one in plan.content.notices if not one.withheld]
        for notice_id, kind in zip(ids, ("bounced", "answered"), strict=True):
            log.append(notice_id, kind, 1, "it came back", post.desk.clock[0])
    text = re.sub(r"<[^>]+>", " ", browser.get(PAGE).text)

    assert [True, True] == [
        f"1 {word}" in " ".join(text.split()) for word in ("came back", "answered")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("code", LANGUAGES)
def test_its_pages_are_whole(post: Post, code: str) -> None:
    """With the form, and how far it is, also in what is told while the page is open."""
    post.approve()
    pages = [post.browser().get(f"{PAGE}?lang={code}").text]
    browser = post.begin()
    post.ended()
    pages.append(browser.get(f"{PAGE}?lang={code}").text)
    told = browser.get("/events?wait=0&notices=C-1").text

    assert [[], []] == [Checked(page).faults for page in pages]
    assert 'data-states="notices=C-1"' in pages[1]
    assert '"key":"C-1"' in told
