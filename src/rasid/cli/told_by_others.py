"""What others told of campaigns and groups, as JSON values for what shows it."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from rasid.ledger import has_ledger, open_ledger, statements
from rasid.reports import plain
from rasid.reports.actor_claims import folded
from rasid.settings import Home

Words = Sequence[Any]
"""What others say of something, as JSON values."""


def campaigns_like(home: Home, text: str) -> Words:
    """Return the campaigns of others with this text in a name; all if it is empty."""
    wanted = folded(text) if text else ""
    return _campaigns(home, lambda name: wanted in folded(name))


def campaigns_of_others(home: Home, name: str) -> Words:
    """Return the campaigns that others call so, in any spelling, or that have this id."""
    wanted = folded(name)
    found = _campaigns(home, lambda _: True)
    by_id = [one for one in found if one["stix_id"] == name]
    return by_id or [one for one in found if wanted in map(folded, (one["name"], *one["aliases"]))]


def words_on_campaign(home: Home, campaign_id: str) -> Words:
    """Return what others say of a campaign of ours that was shared with them."""
    if not _any(home):
        return []
    return _plain(_told(home).of_own(campaign_id))


def words_on_actor(home: Home, stix_id: str, names: Sequence[str]) -> Words:
    """Return what others say of an actor by its id or one of its names."""
    if not _any(home):
        return []
    known = set(map(folded, names))
    return _plain(_told(home).of_actor(stix_id, lambda name: folded(name) in known))


def _campaigns(home: Home, alike: Callable[[str], bool]) -> Words:
    return _plain(_told(home).campaigns(alike)) if _any(home) else []


def _any(home: Home) -> bool:
    """Tell whether anybody said anything, without loading what reads it."""
    if not has_ledger(home):
        return False
    with open_ledger(home) as ledger, ledger.connect() as connection:
        return connection.scalar(select(statements.c.source).limit(1)) is not None


def _told(home: Home) -> Any:  # noqa: ANN401 - of a module that takes half a second to load
    from rasid.sharing.others import told_by_others  # noqa: PLC0415

    with open_ledger(home) as ledger:
        return told_by_others(ledger)


def _plain(found: Sequence[object]) -> Words:
    rows: Any = plain(list(found))
    return list(rows)
