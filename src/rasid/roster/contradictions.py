"""What one roster may not say: two persons for an account, two names for a person."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields, replace
from pathlib import Path

from rasid.errors import InputError
from rasid.roster.account import Account, Row
from rasid.roster.csv_file import DATES
from rasid.roster.spelling import canonical


def distinct_rows(path: Path, rows: Iterable[Row]) -> dict[str, Row]:
    """Return each account's row; raises InputError where two rows disagree."""
    by_account: dict[str, Row] = {}
    by_person: dict[str, Row] = {}
    by_form: dict[str, Row] = {}
    for row in rows:
        earlier = by_account.setdefault(row.account.account, row)
        _check_same_account(path, earlier, row)
        form = canonical(row.account.account) or row.account.account
        _check_same_address(path, by_form.setdefault(form, row), row)
        _check_same_person(path, by_person.setdefault(row.account.person_id, row), row)
    return by_account


def check_against_ledger(
    path: Path, rows: Mapping[str, Row], ledger: Mapping[str, Account]
) -> None:
    """Raise InputError for an account of somebody else, or a recovery of one."""
    owners = {account: known.person_id for account, known in ledger.items()}
    for row in rows.values():
        here, owner = row.account, owners.get(row.account.account)
        if owner not in (None, here.person_id):
            problem = (
                f"{here.account} is an account of person {here.person_id} here and of person "
                f"{owner} in the ledger, expected one person for an account."
            )
            raise InputError(path, problem, line=row.line)
    _check_forms(path, rows, ledger)
    owners |= {account: row.account.person_id for account, row in rows.items()}
    for row in rows.values():
        _check_recovers(path, row, owners)


def with_known_dates(
    path: Path, rows: Mapping[str, Row], ledger: Mapping[str, Account], given: Collection[str]
) -> dict[str, Row]:
    """Return the rows with the ledger's dates where the file has no column for them.

    Raises InputError where the one date of a row and the ledger's other leave no day.
    """
    kept = [name for name in DATES if name not in given]
    found = {}
    for account, row in rows.items():
        known = ledger.get(account)
        dates = {name: getattr(known, name) for name in kept} if known else {}
        found[account] = replace(row, account=replace(row.account, **dates))
        one = found[account].account
        if one.listed_from and one.listed_until and one.listed_until <= one.listed_from:
            problem = (
                f"{account} would be listed from {one.listed_from} until {one.listed_until}: "
                f"{' and '.join(kept)} is the ledger's, expected a day between them."
            )
            raise InputError(path, problem, line=row.line)
    return found


def unlisted_recoveries(path: Path, rows: Mapping[str, Row], listed: Collection[str]) -> list[str]:
    """Name each account that a mailbox recovers and nobody listed: elsewhere, or misspelt."""
    return [
        f"{path}:{row.line}: {account} recovers {row.account.recovers}, which is not on the roster."
        for account, row in rows.items()
        if row.account.recovers and row.account.recovers not in listed
    ]


def changed_dates(path: Path, rows: Mapping[str, Row], ledger: Mapping[str, Account]) -> list[str]:
    """Name each date that an earlier import gave otherwise; the newer holds."""
    return [
        f"{path}:{row.line}: {name} of {account} is {getattr(row.account, name) or 'empty'} here "
        f"and was {getattr(ledger[account], name)} before; the newer holds."
        for account, row in rows.items()
        if account in ledger
        for name in DATES
        if getattr(ledger[account], name) not in ("", getattr(row.account, name))
    ]


def shared_addresses(accounts: Iterable[Account]) -> list[str]:
    """Name each address that two persons have in other letters: it resolves to neither."""
    owners: dict[str, dict[str, Account]] = {}
    for one in accounts:
        owners.setdefault(canonical(one.account), {}).setdefault(one.person_id, one)
    return [
        f"{' and '.join(one.account for one in found.values())} are one address, of persons "
        f"{' and '.join(found)}; other spellings of it resolve to neither."
        for form, found in owners.items()
        if form and len(found) > 1
    ]


def _check_same_account(path: Path, earlier: Row, row: Row) -> None:
    one, other = earlier.account, row.account
    if one.person_id != other.person_id:
        problem = (
            f"{other.account} is an account of person {other.person_id} here and of person "
            f"{one.person_id} on line {earlier.line}, expected one person for an account."
        )
        raise InputError(path, problem, line=row.line)
    for field in fields(Account):
        here, before = getattr(other, field.name), getattr(one, field.name)
        if here != before:
            problem = (
                f"{field.name} of {other.account} is {here!r} here and {before!r} on line "
                f"{earlier.line}, expected one row for an account."
            )
            raise InputError(path, problem, line=row.line)


def _check_same_address(path: Path, earlier: Row, row: Row) -> None:
    if earlier.account.person_id != row.account.person_id:
        place = f"on line {earlier.line}"
        raise InputError(path, _shared(row.account, earlier.account, place), line=row.line)


def _check_forms(path: Path, rows: Mapping[str, Row], ledger: Mapping[str, Account]) -> None:
    """Raise InputError for an address that somebody else has in the ledger in other letters."""
    known = {canonical(account): one for account, one in ledger.items() if canonical(account)}
    for row in rows.values():
        other = known.get(canonical(row.account.account), row.account)
        if other.person_id != row.account.person_id:
            raise InputError(path, _shared(row.account, other, "in the ledger"), line=row.line)


def _shared(here: Account, other: Account, place: str) -> str:
    return (
        f"{here.account} of person {here.person_id} here is the same address as {other.account} "
        f"of person {other.person_id} {place}, expected one person for an account."
    )


def _check_same_person(path: Path, earlier: Row, row: Row) -> None:
    for name in ("name", "category"):
        here, before = getattr(row.account, name), getattr(earlier.account, name)
        if here != before:
            problem = (
                f"person {row.account.person_id} has the {name} {here!r} here and {before!r} on "
                f"line {earlier.line}, expected one {name} for a person."
            )
            raise InputError(path, problem, line=row.line)


def _check_recovers(path: Path, row: Row, owners: Mapping[str, str]) -> None:
    here = row.account
    if not here.recovers:
        return
    owner = owners.get(here.recovers, here.person_id)
    if owner == here.person_id and here.recovers != here.account:
        return
    itself = here.recovers == here.account
    came = "the account itself" if itself else f"an account of person {owner}"
    expected = f"expected another account of person {here.person_id}"
    raise InputError(path, f"recovers is {here.recovers}, {came}; {expected}.", line=row.line)
