"""A person erased from what people did in the console: from its texts, whose chain still holds."""

import json

from sqlalchemy import select

from rasid.accounts import ACCOUNTS, WITH_TEXTS, has_accounts, open_accounts
from rasid.ledger import rewriting_for_good
from rasid.settings import Home
from rasid.upkeep.identifying import Identity


def erase_from_accounts(home: Home, identity: Identity) -> int:
    """Rewrite the texts of the audit and of requests that tell of the person; return how many."""
    if not has_accounts(home):
        return 0
    entries = 0
    with open_accounts(home) as store, rewriting_for_good(store, ACCOUNTS) as connection:
        for table, columns in WITH_TEXTS:
            (key,) = table.primary_key.columns
            for row in connection.execute(select(table)).mappings().all():
                new = {name: _erased(name, row[name], identity) for name in columns}
                if any(row[name] != told for name, told in new.items()):
                    entries += 1
                    mine = key == row[key.name]
                    connection.execute(table.update().where(mine).values(new))
    return entries


def _erased(name: str, told: str, identity: Identity) -> str:
    if name == "people":
        return json.dumps([_without(one, identity) for one in json.loads(told)])
    return _without(told, identity)


def _without(told: str, identity: Identity) -> str:
    if told == identity.person_id:
        return identity.stand_in
    return identity.replaced(told)
