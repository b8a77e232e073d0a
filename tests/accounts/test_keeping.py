from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from accounts.conftest import NOW
from rasid.accounts import (
    Problem,
    Role,
    find_account,
    give_role,
    invite,
    join,
    new_secret,
    read_accounts,
    remove,
    require_invitation,
    reset,
)
from rasid.accounts.keeping import INVITED
from rasid.accounts.tables import accounts
from rasid.errors import UsageError
from rasid.settings import Home

pytestmark = pytest.mark.usefixtures("cheap")

GOOD = "tulip vase nine moon"


def test_an_account_is_invited_and_joined(store: Engine, home: Home) -> None:
    """The invitation works once, and nothing that is kept lets anybody in."""
    token = invite(store, "Ada Lovelace", Role.ANALYST, also="ada", by="root", now=NOW)
    codes = join(store, "ada  lovelace", token, GOOD, new_secret(), 7, NOW)
    (found,) = read_accounts(store)
    with store.connect() as connection:
        kept = repr([*connection.execute(select(accounts)).all()])

    assert ("Ada Lovelace", Role.ANALYST, "ada", True, 10) == (
        found.name,
        found.role,
        found.also,
        found.has_joined,
        found.codes_left,
    )
    assert [] == [one for one in (token, GOOD, *codes) if one in kept]
    if store.dialect.name == "sqlite":
        assert 0o600 == home.access_file.stat().st_mode & 0o777
    with pytest.raises(Problem, match="not valid"):
        join(store, "Ada Lovelace", token, GOOD, new_secret(), 7, NOW)


@pytest.mark.parametrize(
    ("name", "change", "late"),
    [
        ("Ada", "x", timedelta()),
        ("Bo", "", timedelta()),
        ("", "", timedelta()),
        ("Ada", "", INVITED),
    ],
)
def test_another_invitation_is_none(store: Engine, name: str, change: str, late: timedelta) -> None:
    token = invite(store, "Ada", Role.VIEWER, by="root", now=NOW)

    with pytest.raises(Problem, match="not valid"):
        require_invitation(store, name, token + change, NOW + late)


@pytest.mark.parametrize(
    ("name", "also", "why"),
    [
        ("ADA", "", "an account of 'Ada' already"),
        ("ada1", "", "an account of 'Ada' already"),
        ("Bo", "ada", "an account of 'Ada' already"),
        ("", "", "expected a text"),
        ("Bo\u202e", "", "expected a text"),
        ("Bo\r\nSet-Cookie: x", "", "expected a text"),
        ("b" * 65, "", "expected a text"),
    ],
)
def test_a_name_is_one_persons(store: Engine, name: str, also: str, why: str) -> None:
    invite(store, "Ada", Role.VIEWER, also="ada1", by="root", now=NOW)

    with pytest.raises(UsageError, match=why):
        invite(store, name, Role.VIEWER, also=also, by="root", now=NOW)


def test_every_change_ends_sessions(store: Engine) -> None:
    """By another mark, also where a name is given to somebody anew."""
    token = invite(store, "Ada", Role.VIEWER, by="root", now=NOW)
    marks = [_mark(store)]
    join(store, "Ada", token, GOOD, new_secret(), 7, NOW)
    marks.append(_mark(store))
    give_role(store, "Ada", Role.ADMIN)
    marks.append(_mark(store))
    reset(store, "Ada", now=NOW)
    marks.append(_mark(store))
    remove(store, "Ada")
    assert find_account(store, "Ada") is None
    invite(store, "Ada", Role.VIEWER, by="root", now=NOW)
    marks.append(_mark(store))

    assert 5 == len(set(marks))


@pytest.mark.parametrize("change", [remove, lambda s, n: give_role(s, n, Role.ADMIN)])
def test_nobody_cannot_be_changed(store: Engine, change: object) -> None:
    with pytest.raises(UsageError, match="there is no account 'Ada'"):
        change(store, "Ada")  # type: ignore[operator]


def test_a_role_is_one_of_four() -> None:
    with pytest.raises(UsageError, match="expected one of: viewer, analyst, approver, admin"):
        Role.named("nobody")


def _mark(store: Engine) -> str:
    (found,) = read_accounts(store)
    return found.mark
