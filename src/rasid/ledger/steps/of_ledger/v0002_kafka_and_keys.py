"""How far topics of Kafka were read, and with which key the ledger is encrypted."""

from rasid.ledger.described import create_tables

revision = "0002"
down_revision = "0001"

TABLES = """
kafka_offsets (topic, partition):
    topic short, partition int, next long, end long, seen_at short
ledger_encryption (key_id):
    key_id ascii, cleaned int
"""


def upgrade() -> None:
    """Create what is not there: a rasid from before there were steps may have made them."""
    create_tables(TABLES)
