"""The ledger: what people decided and told rasid, in SQLite (or a server named by a URL).

Most of its tables are only ever added to: SQLite refuses to change or delete a row of them.
"""

from rasid.ledger.base import encryption, metadata
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
    only_add,
    open_database,
    open_ledger,
    rewriting,
    writing_alone,
)
from rasid.ledger.sharing import (
    shared,
    sharing_keys,
    taxii_objects,
    taxii_publications,
    taxii_pulls,
    taxii_readers,
    taxii_withdrawals,
)
from rasid.ledger.watching import alert_receivers, alerts, kafka_offsets, watched_files

__all__ = [
    "FORM",
    "actor_names",
    "actors",
    "alert_receivers",
    "alerts",
    "decisions",
    "disclosures",
    "encryption",
    "erasures",
    "indicators",
    "kafka_offsets",
    "memories",
    "metadata",
    "notice_approvals",
    "notice_events",
    "notice_plans",
    "only_add",
    "open_database",
    "open_ledger",
    "publications",
    "responses",
    "retentions",
    "rewriting",
    "roster",
    "shared",
    "sharing_keys",
    "statements",
    "suppressions",
    "taxii_objects",
    "taxii_publications",
    "taxii_pulls",
    "taxii_readers",
    "taxii_withdrawals",
    "watched_files",
    "website_states",
    "writing_alone",
]
