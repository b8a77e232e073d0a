"""What holds of every event, whatever the record was."""

from datetime import datetime, timedelta
from typing import Any

from rasid.engines.duckdb import quote
from rasid.sources.reading import EARLIEST
from rasid.tables.events import ACTIONS, EVENTS, OUTCOMES
from sources.log_home import NOW, Site

LATEST = NOW.replace(tzinfo=None) + timedelta(days=1)


def unsound(site: Site) -> list[tuple[Any, ...]]:
    """Return the events that break the promises of the table's columns."""
    site.engine.view(EVENTS, site.store.parts(EVENTS))
    texts = [c.name for c in EVENTS.columns if c.type == "VARCHAR" and c.name != "tenant"]
    empty = " OR ".join(f"{name} = ''" for name in texts)
    return site.engine.rows(
        f"SELECT * FROM events WHERE action NOT IN {_listed(ACTIONS)} "
        f"OR outcome NOT IN {_listed(OUTCOMES)} OR time IS NULL OR event_uid IS NULL "
        f"OR time < {_moment(EARLIEST)} OR time >= {_moment(LATEST)} "
        "OR account <> lower(account) OR actor_account <> lower(actor_account) "
        f"OR length(country) <> 2 OR country <> upper(country) OR {empty}"
    )


def _listed(words: tuple[str, ...]) -> str:
    return f"({', '.join(map(quote, words))})"


def _moment(moment: datetime) -> str:
    return f"TIMESTAMP '{moment}'"
