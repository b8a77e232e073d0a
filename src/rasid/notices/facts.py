"""What a notice tells, the same in every language: who, which accounts, what was seen in them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Finding = Literal["targeted", "attacked", "compromised"]
Audience = Literal["person", "administrator"]
Kind = Literal["work", "personal", "recovery"]
Provider = Literal["google", "microsoft", ""]
Channel = Literal["mail", "webhook", "letter"]

FINDINGS: tuple[Finding, ...] = ("targeted", "attacked", "compromised")
"""From the least to the gravest: looked for only, tried to enter, entered."""

CHANNELS: tuple[Channel, ...] = ("mail", "webhook", "letter")

ACTS = (
    "password_reset",
    "recovery_contact_change",
    "mfa_change",
    "app_password",
    "forwarding_rule",
    "delegate",
    "consent",
    "mail_access",
    "mail_export",
)
"""What may be done in an account that was entered, in the order in which it is told."""


@dataclass(frozen=True, slots=True)
class SeenAccount:
    """One account and what a campaign did to it; times are UTC.

    `address` is as the roster spells it. `lookups` are the attempts to identify it, `tries` those
    to enter it. `acts` are those of ACTS that succeeded. `entered_at` is null where it was not.
    """

    address: str
    kind: Kind
    provider: Provider
    finding: Finding
    identified: bool
    lookups: int
    tries: int
    first_at: datetime
    last_at: datetime
    entered_at: datetime | None
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A person, or an account that is on no roster, with the accounts that a campaign touched.

    `person_id` is empty for what is on no roster.
    """

    person_id: str
    accounts: tuple[SeenAccount, ...]

    @property
    def finding(self) -> Finding:
        """The gravest finding of its accounts."""
        return gravest(self.accounts)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes, and whom to ask for help."""

    organisation: str
    help_desk: str
    telephone: str


@dataclass(frozen=True, slots=True)
class Covered:
    """The days that the logs cover, the last one too, and how many of them have no event."""

    first: date
    last: date
    missing_days: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What one notice tells; every language renders all of it.

    `name` is the person's, or the organisation's whose administrator is told.
    """

    audience: Audience
    name: str
    finding: Finding
    accounts: tuple[SeenAccount, ...]
    covered: Covered
    writer: Writer


def gravest(accounts: tuple[SeenAccount, ...]) -> Finding:
    """Return the gravest finding of some accounts."""
    return max((one.finding for one in accounts), key=FINDINGS.index)
