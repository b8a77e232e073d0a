from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from sqlalchemy import select

from rasid.cli.show import Json
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, show
from rasid.ledger import open_ledger, statements
from rasid.reports import plain, terminal
from rasid.reports.actor_claims import folded
from rasid.settings import Home

Words = Sequence[Any]
"""What others say of something, as JSON values."""


def others(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="Only with this in a name.")] = "",
    *,
    as_json: Json = False,
) -> None:
    """List the campaigns that others tell of; `show campaign NAME` tells one in full."""
    home: Home = ctx.obj
    tell_simulated(home)
    wanted = folded(text)
    rows = _campaigns(home, (lambda name: wanted in folded(name)) if text else None)
    if as_json:
        document(rows)
    else:
        show(terminal.others(rows))


def campaigns_of_others(home: Home, name: str) -> Words:
    """Return the campaigns that others call so, in any spelling, or that have this id."""
    wanted = folded(name)
    found = _campaigns(home, None)
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


def _campaigns(home: Home, alike: Callable[[str], bool] | None) -> Words:
    return _plain(_told(home).campaigns(alike)) if _any(home) else []


def _any(home: Home) -> bool:
    """Tell whether anybody said anything, without loading what reads it."""
    if not home.ledger_file.exists():
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
