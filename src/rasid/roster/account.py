from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """One account of one protected person; its fields are the columns of `tables.roster`."""

    person_id: str
    name: str
    category: str
    organisation: str
    country: str
    language: str
    account: str
    account_kind: str
    recovers: str
    notify_to: str
    consent: str
    listed_from: str
    listed_until: str


@dataclass(frozen=True, slots=True)
class Row:
    """An account and the line of the file where its row begins."""

    line: int
    account: Account
