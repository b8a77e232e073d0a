"""Sending a plan: each notice at most once, whenever and wherever it is cut short.

Nothing of a notice leaves before the ledger says `sending`. What is `sending` when all ends is
unknown from then on, and is sent again only if somebody decides so.
"""

import fcntl
from collections.abc import Callable, Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Engine

from rasid.errors import UsageError
from rasid.languages import LANGUAGES
from rasid.notices.codes import NoticeKey
from rasid.notices.facts import FINDINGS
from rasid.notices.plan import Notice, Plan, text_hash
from rasid.notices.plans import approval_of
from rasid.notices.states import EventLog, Standing, read_events, standings
from rasid.notices.texts import Text, text_of
from rasid.settings import Home

MOST_FAILURES = 3
"""Of the server, one after the other, until a run gives up."""


class NotSentError(Exception):
    """A notice was surely not sent; it may be tried again.

    `is_server` says that the next one would fare no better.
    """

    def __init__(self, why: str, *, is_server: bool = False) -> None:
        self.is_server = is_server
        super().__init__(why)


class UnknownError(Exception):
    """Nobody can know whether a notice was sent."""


class Transport(Protocol):
    """One way to hand a notice on."""

    def send(self, notice: Notice, text: Text, before_it_leaves: Callable[[], None]) -> str:
        """Hand a notice on and return what the other side said.

        Calls `before_it_leaves` once, before anything of the text may arrive. Raises NotSentError
        or UnknownError.
        """

    def close(self) -> None:
        """End the conversation."""


@dataclass(frozen=True, slots=True)
class Order:
    """A plan that may be sent, and who sends it."""

    plan: Plan
    by: str
    key: NoticeKey
    clock: Callable[[], datetime]


def text_for(notice: Notice, key: NoticeKey) -> Text:
    """Return the text of a notice; UsageError where it is no longer what was planned."""
    if text_hash(notice.facts, notice.language) != notice.text_sha256:
        message = f"the texts of notices have changed since {notice.notice_id} was planned; "
        raise UsageError(message + "`rasid notify plan` plans anew.")
    return text_of(notice.facts, LANGUAGES[notice.language], key.code(notice.subject_id))


def require_sendable(store: Engine, plan: Plan, today: date) -> None:
    """Raise UsageError unless somebody else approved exactly this plan and its day has come."""
    approval = approval_of(store, plan)
    if approval is None:
        campaign_id = plan.content.campaign_id
        message = f"plan {plan.number} is not approved; `rasid notify approve {campaign_id}` does."
        raise UsageError(message)
    until = plan.content.timing.until
    if until is not None and today < until:
        message = f"plan {plan.number} is a batch for {until:%F}; plan `--when now` to send sooner."
        raise UsageError(message)


def to_send(found: tuple[Standing, ...], still: AbstractSet[str]) -> list[Standing]:
    """Return what a run would send, the gravest first: what waits and what failed.

    Letters are handed over by people. `still` are the ids that a plan would have now: who said no
    since, left the roster, or is no longer seen as the plan says, is left out.
    """
    due = [
        one
        for one in found
        if one.state in ("waiting", "failed")
        and one.notice.channel != "letter"
        and not one.notice.withheld
        and one.notice.notice_id in still
    ]
    return sorted(due, key=lambda one: -FINDINGS.index(one.notice.facts.finding))


def send_all(
    store: Engine, order: Order, due: list[Standing], transport: Transport
) -> Iterator[tuple[Notice, str, str]]:
    """Send notices one by one, and yield each with the state that it reached and what was said.

    Raises UsageError where the server fails for MOST_FAILURES in a row.
    """
    log = EventLog(store, order.plan, order.by)
    in_a_row = 0
    try:
        for one in due:
            state, why, of_server = _send(log, order, one, transport)
            yield one.notice, state, why
            in_a_row = in_a_row + 1 if of_server else 0
            if in_a_row >= MOST_FAILURES:
                raise UsageError(f"gave up after {in_a_row} failures in a row: {why}.")
    finally:
        transport.close()


def resend_unknown(store: Engine, order: Order, why: str) -> int:
    """Let what is unknown be sent again, by a decision that is kept; return how many."""
    if not why.strip():
        raise UsageError("--why is empty; sending again what may have arrived needs a reason.")
    log = EventLog(store, order.plan, order.by)
    events = read_events(store, order.plan.content.campaign_id)
    unknown = [one for one in standings(order.plan, events) if one.state == "unknown"]
    for one in unknown:
        log.append(one.notice.notice_id, "resend", one.attempts, why.strip(), order.clock())
    return len(unknown)


@contextmanager
def sending_alone(home: Home) -> Iterator[None]:
    """Hold the home's lock on sending; UsageError where another process has it."""
    with (home.scratch / "notices.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise UsageError("another rasid is sending notices of this home.") from None
        yield


def _send(
    log: EventLog, order: Order, one: Standing, transport: Transport
) -> tuple[str, str, bool]:
    notice, attempt = one.notice, one.attempts + 1
    text = text_for(notice, order.key)

    def before_it_leaves() -> None:
        log.append(notice.notice_id, "sending", attempt, "", order.clock())

    of_server = False
    try:
        state, why = "sent", transport.send(notice, text, before_it_leaves)
    except NotSentError as error:
        state, why, of_server = "failed", str(error), error.is_server
    except UnknownError as error:
        state, why, of_server = "unknown", str(error), True
    log.append(notice.notice_id, state, attempt, why, order.clock())
    return state, why, of_server
