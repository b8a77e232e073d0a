"""What the forms have in common: which of the things that happened one logs, and as what."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Protocol

from rasid.scenarios.forms.delivery import Again
from rasid.scenarios.log import Row, signin
from rasid.scenarios.world.build import World

SITTING_MS = 30 * 60_000
"""The gap that ends a session, as the words are defined."""


class Writer(Protocol):
    """Writes rows with their ids to a folder, and some of them twice."""

    def __call__(
        self, world: World, rows: list[Row], uids: list[str], folder: Path, again: Again
    ) -> None:
        """Write."""


@dataclass(frozen=True, slots=True)
class Form:
    """One vendor's way of logging; `logged` says which rows it logs, and as which.

    One thing done may be several records, each a row of its own.
    """

    meaning: str
    logged: Callable[[World, list[Row]], list[Row]]
    draw_uids: Callable[[Random, list[Row]], list[str]]
    write_logs: Writer


def exists(world: World, row: Row) -> bool:
    """Tell whether a row's account is one of the provider's when it happens."""
    day = max(world.month.day_of(row.time), 0)
    return world.directory.exists(row.account, day)


def as_unknown_user(row: Row) -> Row:
    """Return a question for an address that is no account as the sign-in that a vendor logs."""
    mark = "attack" if row.mark == "discover" else row.mark
    return row._replace(act=signin("no_such_account"), session="", actor="", mark=mark)


def restaged(rows: list[Row]) -> list[Row]:
    """Return rows, in order of time, with the stage of each opened recovery as it is logged.

    It is discovery where no code is asked for in the same session, and an attack where one is.
    """
    asked = _asked_in(rows)
    return [
        row._replace(mark="attack" if sitting in asked else "discover")
        if row.act.operation == "recovery.start" and row.mark in {"discover", "attack"}
        else row
        for row, sitting in zip(rows, _sittings(rows), strict=True)
    ]


_Sitting = tuple[object, ...]


def _asked_in(rows: list[Row]) -> set[_Sitting]:
    return {
        sitting
        for row, sitting in zip(rows, _sittings(rows), strict=True)
        if row.mark and _asks(row.act.operation)
    }


def _asks(operation: str) -> bool:
    started = operation == "recovery.start"
    return operation == "password.reset" or (operation.startswith("recovery.") and not started)


def _sittings(rows: list[Row]) -> list[_Sitting]:
    """Name the sitting of each row, by group, client and account; a source's gap starts anew.

    A client is known by its address and its kind: a log may have lost the rest here and there.
    """
    last: dict[_Sitting, int] = {}
    number: dict[_Sitting, int] = defaultdict(int)
    found: list[_Sitting] = []
    for row in rows:
        source = (row.group, row.client.address.text, row.client.agent.kind)
        if row.mark:
            number[source] += row.time - last.get(source, row.time) > SITTING_MS
            last[source] = row.time
        found.append((*source, number[source], row.account))
    return found
