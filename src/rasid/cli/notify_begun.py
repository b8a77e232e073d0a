"""Sending for the console: the same steps as `rasid notify send --send`."""

from collections.abc import Iterator
from contextlib import contextmanager

from rasid import notices
from rasid.accounts import Problem
from rasid.cli.notify import ledger_state, still_planned
from rasid.cli.notify_send import ready
from rasid.clock import utc_now
from rasid.console import Asked, Begun
from rasid.ledger import open_ledger
from rasid.notices import Order
from rasid.settings import Home


@contextmanager
def begun(home: Home, asked: Asked) -> Iterator[Begun]:
    """Open a run for the console: what `--send` sends, of the plan that somebody saw there."""
    with open_ledger(home) as ledger, notices.sending_alone(home):
        made = notices.last_plan(ledger, asked.campaign_id)
        if made.sha256 != asked.sha256:
            raise Problem("changed", "the plan was changed since it was shown.")
        transport = ready(home, ledger, made)
        order = Order(made, asked.by, notices.notice_key_of(home), utc_now)
        due = notices.to_send(ledger_state(ledger, made), still_planned(home, made))
        sent = notices.send_all(ledger, order, due, transport)
        yield Begun(len(due), (state for _, state, _ in sent))
