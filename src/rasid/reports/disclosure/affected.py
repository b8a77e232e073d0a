"""Whom a campaign's numbers count, and who is on the roster at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.reports.disclosure.claims import Where

_LISTED = """
SELECT DISTINCT person_id, category, country, account FROM roster ORDER BY ALL
"""


@dataclass(frozen=True, slots=True)
class Hit:
    """One account that a number counts; `person` is the account itself where nobody is listed."""

    number: str
    account: str
    person: str
    category: str
    country: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One account of the roster."""

    person: str
    category: str
    country: str
    account: str


@dataclass(frozen=True, slots=True)
class Affected:
    """The accounts behind the numbers of one campaign, and the roster that they are part of."""

    hits: tuple[Hit, ...]
    listed: tuple[Listed, ...]

    def accounts(self, number: str, where: Where) -> set[str]:
        """Return the accounts that a number counts among some people."""
        return {one.account for one in self._hits(number, where)}

    def people(self, number: str, where: Where) -> set[str]:
        """Return the people whose accounts these are."""
        return {one.person for one in self._hits(number, where)}

    def crowd(self, where: Where) -> int:
        """Return how many people of the roster are meant."""
        return len({one.person for one in self.listed if where.holds(one.category, one.country)})

    def cells(self) -> frozenset[tuple[str, str]]:
        """Return each category with each country that it is found in."""
        return frozenset((one.category, one.country) for one in (*self.hits, *self.listed))

    def meant(self, accounts: Iterable[str], where: Where) -> set[str]:
        """Return those accounts whose owners are meant, by what is known of them now."""
        known = {one.account: one for one in (*self.hits, *self.listed)}
        return {
            account
            for account in accounts
            if where.is_anybody
            or (
                account in known
                and where.holds(known[account].category, known[account].country)
            )
        }

    def owners(self, accounts: Iterable[str]) -> set[str]:
        """Return whose accounts these are; one that nobody is listed with is its own."""
        known = {one.account: one.person for one in (*self.hits, *self.listed)}
        return {known.get(account, account) for account in accounts}

    def _hits(self, number: str, where: Where) -> list[Hit]:
        return [
            one
            for one in self.hits
            if one.number == number and where.holds(one.category, one.country)
        ]


def read_affected(engine: DuckDB, campaign_id: str) -> Affected:
    """Read whom a campaign's numbers count."""
    rows = engine.rows(packaged_sql(__package__, "affected"), {"campaign": campaign_id})
    return Affected(
        hits=tuple(Hit(*row) for row in rows),
        listed=tuple(Listed(*row) for row in engine.rows(_LISTED)),
    )
