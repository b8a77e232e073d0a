"""Passkeys, and with which key it is encrypted what is kept of accounts."""

import sqlalchemy as sa
from alembic import op

from rasid.ledger.base import String, Text
from rasid.ledger.described import create_tables

revision = "0003"
down_revision = "0002"

TABLES = """
passkey_handles (key):
    key text, handle short
accounts_encryption (key_id):
    key_id ascii, cleaned int
"""


def upgrade() -> None:
    """Create what is not there: a rasid from before there were steps may have made them."""
    create_tables(TABLES)
    op.create_table(
        "passkeys",
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("key", Text, nullable=False),
        sa.Column("credential", String, nullable=False, unique=True),
        sa.Column("public_key", Text, nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("name", Text, nullable=False),
        sa.Column("copied", sa.Integer(), nullable=False),
        sa.Column("made_at", String, nullable=False),
        sa.Column("used_at", String, nullable=False),
        sqlite_autoincrement=True,
        if_not_exists=True,
    )
    op.create_index("ix_passkeys_key", "passkeys", ["key"], if_not_exists=True)
