"""The highest number of the audit in a table, since only SQLite keeps it by itself."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Take the number from where SQLite keeps it, else from the entries."""
    op.create_table(
        "audit_end", sa.Column("entry", sa.Integer(), primary_key=True, autoincrement=False)
    )
    connection = op.get_bind()
    asked = "SELECT coalesce(max(entry), 0) FROM audit"
    if connection.dialect.name == "sqlite":
        asked = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'audit'"
    highest = connection.scalar(sa.text(asked))
    if highest:
        connection.execute(sa.text("INSERT INTO audit_end VALUES (:entry)"), {"entry": highest})
