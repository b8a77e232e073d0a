"""The ledger: what people decided and told rasid, in SQLite or on a PostgreSQL server.

Most of its tables are only ever added to: the database refuses to change or delete a row of them.
"""

from rasid.ledger.base import String, Text, encryption, metadata
from rasid.ledger.book import Book
from rasid.ledger.copying import Copied, copy_book, digests, is_empty
from rasid.ledger.deciding import (
    decisions,
    disclosures,
    erasures,
    publications,
    responses,
    retentions,
    suppressions,
    website_states,
)
from rasid.ledger.knowing import (
    actor_names,
    actors,
    indicators,
    memories,
    roster,
    statements,
)
from rasid.ledger.notifying import notice_approvals, notice_events, notice_plans
from rasid.ledger.opening import (
    FORM,
    LEDGER,
    changes_of,
    has_ledger,
    open_book,
    open_file,
    open_ledger,
)
from rasid.ledger.server import Server, engine_of, server_of
from rasid.ledger.sharing import (
    shared,
    sharing_keys,
    taxii_objects,
    taxii_publications,
    taxii_pulls,
    taxii_readers,
    taxii_withdrawals,
)
from rasid.ledger.stepping import bring_up
from rasid.ledger.watching import alert_receivers, alerts, kafka_offsets, watched_files
from rasid.ledger.writing import rewriting, rewriting_for_good, vacuumed, writing_alone

__all__ = [
    "FORM",
    "LEDGER",
    "Book",
    "Copied",
    "Server",
    "String",
    "Text",
    "actor_names",
    "actors",
    "alert_receivers",
    "alerts",
    "bring_up",
    "changes_of",
    "copy_book",
    "decisions",
    "digests",
    "disclosures",
    "encryption",
    "engine_of",
    "erasures",
    "has_ledger",
    "indicators",
    "is_empty",
    "kafka_offsets",
    "memories",
    "metadata",
    "notice_approvals",
    "notice_events",
    "notice_plans",
    "open_book",
    "open_file",
    "open_ledger",
    "publications",
    "responses",
    "retentions",
    "rewriting",
    "rewriting_for_good",
    "roster",
    "server_of",
    "shared",
    "sharing_keys",
    "statements",
    "suppressions",
    "taxii_objects",
    "taxii_publications",
    "taxii_pulls",
    "taxii_readers",
    "taxii_withdrawals",
    "vacuumed",
    "watched_files",
    "website_states",
    "writing_alone",
]
