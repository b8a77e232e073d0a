"""Under which TLP level an actor's name came here: it leaves under no more open one."""

import json

from sqlalchemy import Engine, select

from rasid.ledger import actors
from rasid.sharing.tlp import closest, level_of_marking


def received_levels(ledger: Engine) -> dict[str, str]:
    """Return the closest level of what bears an actor's name; names that came unmarked are left."""
    levels: dict[str, list[str]] = {}
    with ledger.connect() as connection:
        for text in connection.scalars(select(actors.c.stix)):
            stix = json.loads(text)
            found = filter(None, map(level_of_marking, stix.get("object_marking_refs", ())))
            levels.setdefault(str(stix.get("name")), []).extend(found)
    return {name: closest(found) for name, found in levels.items() if found}
