"""The ledger as it was when steps were begun; an older one gets what it lacks of that."""

import sqlalchemy as sa
from alembic import op

from rasid.ledger.base import Text
from rasid.ledger.described import create_tables

revision = "0001"
down_revision = None

TABLES = """
actor_names (stix_id, name):
    stix_id short, name text, since short, until short, taken_at short
actors (source, stix_id):
    source short, stix_id short, stix text
alert_receivers (receiver):
    receiver short, up_to int, failures int, retry_at short, problem text
alerts (alert)*:
    alert int, made_at short, campaign_id short, kind short, state text, changes text,
    delivered_at short
decisions (decision)*:
    decision int, made_at short, made_by text, kind short, campaign_id short, other_id short,
    about text, why text, undoes int?
disclosures (disclosure)*:
    disclosure int, publication int, campaign_id short, made_at short, made_by text, k int,
    claims text, findings text, why text
erasures (erasure)*:
    erasure int, begun_at short, ended_at short, made_by text, why text, person text, files text
indicators (source, indicator_id, kind, value):
    source short, indicator_id short, kind short, value short, valid_from short,
    valid_until short, confidence int?, name text, tlp short, whole int, revoked int,
    created short, modified short, imported_at short
memories (campaign_id, kind, value):
    campaign_id short, kind short, value text, first_seen short, last_seen short, sessions int
notice_approvals (approval)*:
    approval int, plan int, sha256 short, made_at short, made_by text
notice_events (event)*:
    event int, notice_id short, campaign_id short, plan int, made_at short, made_by text,
    kind short, attempt int, why text
notice_plans (plan)*:
    plan int, campaign_id short, made_at short, made_by text, content text
publications (publication)*:
    publication int, published_at short, campaign_id short, file text, file_sha256 short,
    basis short, numbers text, inputs text, version short
responses (response)*:
    response int, made_at short, made_by text, campaign_id short, account text, step short,
    state short, at short, why text
retentions (retention)*:
    retention int, begun_at short, ended_at short, made_by text, why text, told text
shared (version)*:
    version int, stix_id short, variant short, campaign_id short, modified short, sha256 short,
    stix text
sharing_keys (name):
    name short, secret short
statements (source, stix_id, version):
    source short, stix_id short, version short, type short, created short, revoked int,
    tlp short, content text, came_with text, taken_at short
suppressions (suppression)*:
    suppression int, made_at short, made_by text, rule short, account text, source_ip short,
    until short, why text, undoes int?
taxii_objects (collection, date_added):
    collection short, date_added short, stix_id short, version short, type short,
    spec_version short, publication int, stix text
taxii_publications (publication)*:
    publication int, published_at short, published_by text, collection short, tlp short,
    profile short, campaigns text, named text, added int, sha256 short
taxii_pulls (url):
    url text, added_after short, pulled_at short
taxii_readers (reader)*:
    reader int, made_at short, made_by text, name text, token_id short, proof short,
    collections text, until short, revokes int?
taxii_withdrawals (collection, stix_id, publication):
    collection short, stix_id short, publication int
watched_files (path):
    path text, size long, modified_ns long, taken_at short, problem text
website_states (entry)*:
    entry int, made_at short, made_by text, domain short, state short, why text, undoes int?
"""

ROSTER = (
    "person_id",
    "name",
    "category",
    "organisation",
    "country",
    "language",
    "account",
    "account_kind",
    "recovers",
    "notify_to",
    "consent",
    "listed_from",
    "listed_until",
)

INDEXES = (
    ("alerts", "campaign_id"),
    ("notice_approvals", "plan"),
    ("notice_events", "campaign_id"),
    ("notice_events", "notice_id"),
    ("notice_plans", "campaign_id"),
    ("shared", "stix_id"),
    ("taxii_readers", "token_id"),
    ("website_states", "domain"),
)


def upgrade() -> None:
    """Create what is not there."""
    create_tables(TABLES)
    for table, column in INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column], if_not_exists=True)
    once = sa.text("kind = 'sending'")
    op.create_index(
        "notice_sending_once",
        "notice_events",
        ["notice_id", "attempt"],
        unique=True,
        sqlite_where=once,
        postgresql_where=once,
        if_not_exists=True,
    )
    in_order = ["collection", "stix_id", "date_added"]
    op.create_index("taxii_objects_in_order", "taxii_objects", in_order, if_not_exists=True)
    _roster()


def _roster() -> None:
    """Create the roster, or give it the columns that it lacks, empty."""
    op.create_table(
        "roster",
        *(sa.Column(name, Text, primary_key=name == "account", nullable=False) for name in ROSTER),
        if_not_exists=True,
    )
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("roster")}
    for name in ROSTER:
        if name not in known:
            op.add_column("roster", sa.Column(name, Text, nullable=False, server_default=""))
