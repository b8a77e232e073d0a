"""Who is after particular people comes back to them; a list is gone through once."""

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from campaigns.worlds import a_town, campaigns, mailbox
from rasid.campaigns.coming_back import come_back
from rasid.engines.duckdb import DuckDB
from sessions.logs import at


def visits(accounts: int, days: int, *, exists: bool = True) -> list[Visit]:
    """Return a visit a day to each of so many accounts; sessions are a day apart."""
    return [
        Visit(day, f"a{number}@mail.example", exists=exists)
        for day in range(days)
        for number in range(accounts)
    ]


@pytest.mark.parametrize(
    ("accounts", "days", "others", "speaks"),
    [
        (12, 3, 2000, True),
        (12, 1, 2000, False),
        (12, 3, 0, False),
    ],
    ids=["comes back", "goes through a list", "there are no others"],
)
def test_who_comes_back_is_after_somebody(
    accounts: int, days: int, others: int, *, speaks: bool
) -> None:
    """Where there is nobody else to pick, that the same are picked again says nothing."""
    ours = visits(accounts, days)
    crowd = [Visit(days + number, f"b{number}@mail.example") for number in range(others)]
    found = suspects_of([*ours, *crowd])
    bits, said = come_back(found, np.arange(len(ours)))

    assert (bits > 20.0) == speaks
    assert said.startswith(f"came back to {accounts * (days > 1)} of {accounts} accounts")


def test_addresses_that_are_no_account_do_not_count() -> None:
    bits, said = come_back(suspects_of(visits(5, 3, exists=False)), np.arange(15))

    assert bits == 0.0
    assert said.startswith("came back to 0 of 0 accounts")


@pytest.mark.parametrize(("days", "campaign"), [((9,), False), ((4, 9, 17), True)])
def test_without_a_roster_who_comes_back_is_told(
    engine: DuckDB, days: tuple[int, ...], *, campaign: bool
) -> None:
    """Who recovers accounts one after the other goes through a list, as far as anybody can tell."""
    world = a_town(protected=0)
    for number in range(100, 300):
        away = {"source_ip": f"203.0.{number}.7", "country": "XC", "user_agent": "new/1"}
        failed = "signin failure bad_password"
        world.visit(at(2 + number % 24, 9), mailbox(number), failed, "signin", **away)
    for day in days:
        for number in range(40, 64):
            here = {"source_ip": "198.51.100.7", "asn": 64505, "country": "XD", "user_agent": "x/1"}
            acts = ("recovery_start", "recovery_send", "recovery_verify failure wrong_code")
            moment = at(day, 3, number)
            world.visit(moment, mailbox(number), *acts, account_exists=True, **here)
    world.judge(engine)

    assert campaign == bool(campaigns(engine))
