import csv
from io import StringIO
from random import Random

from rasid.scenarios.world.build import World
from rasid.tables.roster import ROSTER

_COLUMNS = ROSTER.column_names[: ROSTER.column_names.index("consent") + 1]


def write_roster(world: World, rng: Random) -> str:
    """Return the roster of protected people as CSV, a row an account, some as people type them."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for person, mailbox in world.protected():
        address = mailbox.account.address
        typed = address.title() if rng.random() < 0.03 else address
        writer.writerow(
            (
                person.person_id,
                person.name.display,
                person.category,
                person.organisation.name,
                person.country,
                person.language,
                typed,
                mailbox.kind,
                mailbox.recovers,
                person.mailboxes[0].account.address,
                person.consent,
            )
        )
    return text.getvalue()
