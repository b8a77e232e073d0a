"""Alerts to each receiver in their order, each until it was taken, with pauses where it fails."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, func, select

from rasid.ledger import alert_receivers, alerts, writing_alone
from rasid.settings import AlertSettings
from rasid.watching.alerts import alerts_after
from rasid.watching.receivers import NotTakenError, Receiver


def introduce(ledger: Engine, receivers: Sequence[Receiver]) -> None:
    """Let new receivers be told of what is news from now on."""
    with writing_alone(ledger) as connection:
        known = set(connection.execute(select(alert_receivers.c.receiver)).scalars())
        last = connection.execute(select(func.coalesce(func.max(alerts.c.alert), 0))).scalar_one()
        for receiver in receivers:
            if receiver.name not in known:
                values = {"receiver": receiver.name, "up_to": last}
                none = {"failures": 0, "retry_at": "", "problem": ""}
                connection.execute(alert_receivers.insert(), values | none)


def deliver(
    ledger: Engine,
    receivers: Sequence[Receiver],
    pauses: AlertSettings,
    clock: Callable[[], datetime],
    say: Callable[[str], None],
) -> datetime | None:
    """Hand each receiver what it does not have; return when one is to be tried again, if any is.

    That a receiver has an alert is written down once it took it: a run that is killed in between
    hands it over again, as the same one.
    """
    later = []
    for receiver in receivers:
        retry_at = _deliver_to(ledger, receiver, pauses, clock, say)
        receiver.rest()
        later += [retry_at] if retry_at else []
    return min(later, default=None)


def _deliver_to(
    ledger: Engine,
    receiver: Receiver,
    pauses: AlertSettings,
    clock: Callable[[], datetime],
    say: Callable[[str], None],
) -> datetime | None:
    own = alert_receivers.c.receiver == receiver.name
    with ledger.connect() as connection:
        state = connection.execute(select(alert_receivers).where(own)).one()
    left = alerts_after(ledger, state.up_to)
    if left and state.retry_at:
        retry_at = datetime.fromisoformat(state.retry_at)
        longest = timedelta(seconds=pauses.most_retry_seconds)
        if clock() < retry_at <= clock() + longest:  # a clock that was set back makes nobody wait
            return retry_at
    failures = state.failures
    for alert in left:
        try:
            receiver.take(alert)
        except NotTakenError as error:
            failures += 1
            retry_at = clock() + _pause(failures, pauses)
            _note(ledger, receiver, failures=failures, retry_at=_told(retry_at), problem=str(error))
            say(f"{receiver.name} did not take alert {alert.number}: {error}. It is tried again.")
            return retry_at
        failures = 0
        _note(ledger, receiver, up_to=alert.number, failures=0, retry_at="", problem="")
    return None


def _pause(failures: int, pauses: AlertSettings) -> timedelta:
    doubled = pauses.retry_seconds * 2 ** min(failures - 1, 20)
    return timedelta(seconds=min(doubled, pauses.most_retry_seconds))


def _note(ledger: Engine, receiver: Receiver, **values: object) -> None:
    own = alert_receivers.update().where(alert_receivers.c.receiver == receiver.name)
    with writing_alone(ledger) as connection:
        connection.execute(own.values(**values))


def _told(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat("T", "seconds")
