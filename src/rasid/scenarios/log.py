"""Events in the making: what happened, before it is written in the provider's log form."""

from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple, get_args

from rasid.scenarios.month import Month
from rasid.scenarios.world.agents import Agent
from rasid.scenarios.world.networks import Address

Protocol = Literal["", "browser", "imap", "pop3", "smtp", "oauth"]
MAIL_PROTOCOLS: frozenset[Protocol] = frozenset({"imap", "pop3", "smtp"})
"""What old mail programs sign in with, by a password alone."""

Stage = Literal["discover", "attack", "compromise", "exploit"]
Crime = Literal["stuffing", "harvesting", "recovery_abuse"]

STAGES: frozenset[str] = frozenset(get_args(Stage))
"""The marks of rows that a group is behind."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was done and how it ended; `detail` is empty on success."""

    operation: str
    detail: str = ""
    protocol: Protocol = ""
    second_factor: bool = False


@cache
def signin(detail: str = "", protocol: Protocol = "browser", *, second_factor: bool = False) -> Act:
    """Return a sign-in that succeeded, or failed for the reason `detail`."""
    return Act("signin", detail, protocol, second_factor)


@cache
def act(operation: str, detail: str = "") -> Act:
    """Return any other act, named as in OCSF's `api.operation` or as `password.*`, `factor.*`."""
    return Act(operation, detail)


class Client(NamedTuple):
    """Where an event came from; `device` is empty where the provider does not know it."""

    address: Address
    agent: Agent
    device: str = ""


class Row(NamedTuple):
    """One event; `mark` is the stage or the kind of crime, empty for honest events.

    `group` counts the groups at work from 0; it says something of marks that are stages only.
    """

    time: int
    act: Act
    account: str
    client: Client
    session: str = ""
    actor: str = ""
    mark: Stage | Crime | Literal[""] = ""
    group: int = 0


@dataclass(slots=True)
class Log:
    """Rows in the order of their making; what falls outside the month is not kept."""

    month: Month
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Keep one row."""
        if self.month.holds(row.time):
            self.rows.append(row)
