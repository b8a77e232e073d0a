"""Writing what leaves as the command does."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.sharing import Chosen, Ids, Sharer, Versions, believed_since
from rasid.sharing.rules import Rules
from sharing.worlds import KEY, chosen

Write = Callable[[Chosen, Sharer, Versions], str]


def written(
    write: Write,
    form: str,
    engine: DuckDB,
    ledger: Engine,
    rules: Rules | None = None,
    **more: Any,  # noqa: ANN401
) -> str:
    """Return what a format's writer makes of the campaigns, and remember it."""
    rules = replace(rules or Rules(), form=form)
    with ledger.begin() as connection:
        versions = Versions(connection, rules.variant, believed_since(engine))
        sharer = Sharer(
            Ids("Example", KEY.mark, versions.revoked), rules.tlp, producer="Example", **more
        )
        text = write(chosen(engine, rules), sharer, versions)
        versions.keep()
    return text
