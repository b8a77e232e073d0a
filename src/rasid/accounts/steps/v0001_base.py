"""What is kept of accounts as it was when steps were begun; an older one gets what it lacks."""

from alembic import op

from rasid.ledger.described import create_tables

revision = "0001"
down_revision = None

TABLES = """
accounts (key):
    key text, name text, role short, system_user text, mark short, invitation short,
    invited_until short, password text, secret short, step int, recovery text, made_at short,
    made_by text
audit (entry)*:
    entry int, at short, who text, role short, place short, what short, about text, why text,
    salt short, texts short, before short, signature text
devices (device):
    device short, key text, until short
reveals (request)*:
    request int, made_at short, made_by text, campaign_id short, people text, why text
verdicts (request):
    request int, made_at short, made_by text, verdict short
"""


def upgrade() -> None:
    """Create what is not there."""
    create_tables(TABLES)
    op.create_index("ix_devices_key", "devices", ["key"], if_not_exists=True)
