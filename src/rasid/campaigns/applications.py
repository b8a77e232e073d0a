"""Applications that protected people let in beyond chance: consent phishing.

An owner lets it in from home, and what it does then it does from its own servers. What those did is
no proof of the owner's being at home, and the consent was the way in. Colleagues choose their tools
together, and one who has two accounts chooses once: so it must be aimed beyond that.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np

from rasid.campaigns.listed import count_listed
from rasid.campaigns.seeds import SURE
from rasid.campaigns.targets import (
    ALIKE_IN_A_DAY,
    TEAM,
    aimed_bits,
    is_most,
    occasion_weights,
)
from rasid.engines.duckdb import DuckDB, packaged_sql

HABITS = 10.0
"""As many consents teach how often protected people let something in, before any was seen."""

_NOBODYS = """
CREATE TEMP TABLE IF NOT EXISTS application_visits (session_id VARCHAR, account VARCHAR)
"""

_TAINTED = "CREATE OR REPLACE TEMP TABLE tainted AS SELECT * FROM application_visits"

_UNLIKE_ALL = """
SELECT app
FROM application_users
GROUP BY app
HAVING count(*) FILTER (given_at IS NOT NULL AND person_id IS NOT NULL) > $share * count(*)
ORDER BY app
"""
"""What protected people let in more than all who use it are protected: the rest goes for nobody."""

_USERS = """
SELECT *
FROM application_users
WHERE given_at IS NOT NULL OR list_contains($asked, app)
ORDER BY app, account
"""

_LET_IN = "SELECT 1 FROM application_users WHERE given_at IS NOT NULL AND person_id <> '' LIMIT 1"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who uses an application: a person of the roster, or an account.

    `day` is that on which it was let in, where it was; `mates` is how many accounts the mail domain
    has, and `mates_share` that of the roster among them.
    """

    app: str
    who: str
    protected: bool
    day: date | None
    domain: str
    mates: int
    mates_share: float


def hunt_applications(engine: DuckDB) -> bool:
    """Make `application_visits`, and `tainted` of the same; tell whether there are any.

    They are those of applications that go for protected people, in accounts that let them in.
    """
    engine.run(packaged_sql(__package__, "applications"))
    listed, accounts = count_listed(engine, "undenied")
    share = (listed + 0.5) / (accounts + 1.0) if engine.rows(_LET_IN) else 1.0
    asked = [app for (app,) in engine.rows(_UNLIKE_ALL, {"share": share})]
    users = [_user(row) for row in engine.rows(_USERS, {"asked": asked})] if asked else []
    found = [] if is_most(share) else hunting(users, share, asked)
    engine.run("CREATE OR REPLACE TEMP TABLE hunting (app VARCHAR)")
    for app in found:
        engine.run("INSERT INTO hunting VALUES ($app)", {"app": app})
    engine.run(packaged_sql(__package__, "application_visits"))
    engine.run(_TAINTED)
    return bool(found)


def without_applications(engine: DuckDB) -> None:
    """Make the step `application_visits` where nobody hunted, with no row."""
    engine.run(_NOBODYS)


def hunting(users: Sequence[User], share: float, asked: Collection[str]) -> list[str]:
    """Return which of the applications `asked` about protected people let in surely beyond chance.

    Chance is their `share` among all accounts, or that among whoever lets in anything else if that
    is more. Whoever uses an application counts: one that is spread in the tenant hunts nobody.
    `users` are those, and who let in any other.
    """
    of_apps: dict[str, list[User]] = {}
    for user in users:
        of_apps.setdefault(user.app, []).append(user)
    least = float(np.log2(SURE / (1.0 - SURE)) + np.log2(max(len(of_apps), 1)))
    return [app for app in asked if _bits(of_apps.get(app, ()), _chance(users, app, share)) > least]


def _bits(users: Sequence[User], chance: float) -> float:
    """Weigh how far one application goes for protected people, in bits.

    Each person counts once, as of the organisation that says the most of why they would use it.
    """
    once = {user.who: user for user in sorted(users, key=lambda user: user.mates_share)}.values()
    wanted = np.array([user.protected and user.day is not None for user in once], dtype=bool)
    if not wanted.any():
        return 0.0
    occasions = np.unique([_occasion(user) for user in once], return_inverse=True)[1]
    mates = np.array([user.mates for user in once])
    weights = occasion_weights(occasions, ALIKE_IN_A_DAY * np.minimum(1.0, TEAM / mates))
    by_chance = np.full(len(wanted), chance)
    within = np.maximum(by_chance, [user.mates_share for user in once])
    alike = np.full(len(wanted), weights.mean())
    views = ((weights, by_chance), (alike, by_chance), (alike, within))
    return min(aimed_bits(weight, wanted, by) for weight, by in views)


def _occasion(user: User) -> str:
    return f"{user.day} {user.domain}" if user.day else user.who


def _chance(users: Sequence[User], app: str, share: float) -> float:
    """Return how often whoever lets in something other than this is protected."""
    others = {user.who: user.protected for user in users if user.app != app and user.day}
    usual = (sum(others.values()) + HABITS * share) / (len(others) + HABITS)
    return max(usual, share)


def _user(row: tuple[str, str, datetime | None, str | None, str, int, int]) -> User:
    app, account, given_at, person, domain, mates, listed = row
    return User(
        app,
        person or account,
        person is not None,
        given_at.date() if given_at else None,
        domain,
        mates,
        listed / mates,
    )
