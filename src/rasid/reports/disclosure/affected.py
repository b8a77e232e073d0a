"""Whom a campaign's numbers count, and who is on the roster at all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.reports.disclosure.claims import NUMBERS, Where

_LISTED = """
SELECT DISTINCT account, person_id, category, country, organisation FROM roster ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Account:
    """An account and whose it is; `person` is the account itself where nobody is listed with it.

    `organisation` is told of listed accounts alone.
    """

    account: str
    person: str
    category: str
    country: str
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """The accounts behind each number of one campaign, and the roster that they are part of."""

    hits: Mapping[str, tuple[Account, ...]]
    listed: tuple[Account, ...]

    def accounts(self, number: str, where: Where) -> set[str]:
        """Return the accounts that a number counts among some people."""
        return {one.account for one in _meant(self.hits[number], where)}

    def people(self, number: str, where: Where) -> set[str]:
        """Return the people whose accounts these are."""
        return {one.person for one in _meant(self.hits[number], where)}

    def crowd(self, where: Where) -> int:
        """Return how many people of the roster are meant."""
        return len({one.person for one in _meant(self.listed, where)})

    def organisations(self, where: Where) -> int:
        """Return of how many organisations those who are meant are; who is of none is one alone."""
        meant = _meant(self.listed, where)
        return len({one.organisation.strip().casefold() or f"\0{one.person}" for one in meant})

    def cells(self) -> frozenset[tuple[str, str]]:
        """Return each category with each country that it is found in."""
        return frozenset((one.category, one.country) for one in self._known().values())

    def meant(self, accounts: Iterable[str], where: Where) -> set[str]:
        """Return those accounts whose owners are meant, by what is known of them now."""
        known = self._known()
        found = [known[account] for account in accounts if account in known]
        return {one.account for one in _meant(found, where)}

    def owners(self, accounts: Iterable[str]) -> set[str]:
        """Return whose accounts these are; one that nobody is listed with is its own."""
        known = self._known()
        return {known[one].person if one in known else one for one in accounts}

    def _known(self) -> dict[str, Account]:
        hits = (one for accounts in self.hits.values() for one in accounts)
        return {one.account: one for one in (*self.listed, *hits)}


def read_affected(engine: DuckDB, campaign_id: str) -> Affected:
    """Read whom a campaign's numbers count."""
    rows = engine.rows(packaged_sql(__package__, "affected"), {"campaign": campaign_id})
    return Affected(
        hits={key: tuple(Account(*row) for at, *row in rows if at == key) for key in NUMBERS},
        listed=tuple(Account(*row) for row in engine.rows(_LISTED)),
    )


def _meant(accounts: Iterable[Account], where: Where) -> list[Account]:
    return [one for one in accounts if where.holds(one.category, one.country)]
