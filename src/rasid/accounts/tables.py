"""What is kept of accounts: beside the ledger, so that a stranger's try changes no page of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import VARCHAR, BigInteger, Column, Engine, Integer, MetaData, Table

from rasid.encryption import Personal, encryption_table, keep_encrypted
from rasid.ledger import Book, String, Text, open_book, server_of
from rasid.settings import Home

metadata = MetaData()
encryption = encryption_table(metadata, "accounts")

accounts = Table(
    "accounts",
    metadata,
    Column(
        "key",
        Personal("accounts.key", findable=True),
        primary_key=True,
        comment="the name as it is compared",
    ),
    Column("name", Personal("accounts.name"), nullable=False),
    Column("role", String, nullable=False),
    Column(
        "system_user",
        Personal("accounts.system_user"),
        nullable=False,
        comment="who it is on the command line; may be ''",
    ),
    Column("mark", String, nullable=False, comment="another one ends its sessions"),
    Column("invitation", String, nullable=False, comment="SHA-256; empty once it was taken"),
    Column("invited_until", String, nullable=False, comment="UTC, ISO 8601"),
    Column(
        "password",
        Personal("accounts.password"),
        nullable=False,
        comment="argon2id in PHC form; empty before",
    ),
    Column(
        "secret",
        Personal("accounts.secret", kind=VARCHAR),
        nullable=False,
        comment="of its codes, base32; empty before",
    ),
    Column("step", Integer, nullable=False, comment="the last code's half minute since 1970"),
    Column(
        "recovery",
        Personal("accounts.recovery"),
        nullable=False,
        comment="SHA-256 of codes that are left, as JSON",
    ),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("accounts.made_by"), nullable=False),
)

devices = Table(
    "devices",
    metadata,
    Column("device", String, primary_key=True, comment="SHA-256 of what a browser keeps"),
    Column(
        "key",
        Personal("devices.key", findable=True),
        nullable=False,
        index=True,
        comment="the account that signed in on it",
    ),
    Column("until", String, nullable=False, comment="UTC, ISO 8601"),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("number", Integer, primary_key=True),
    Column(
        "key",
        Personal("passkeys.key", findable=True),
        nullable=False,
        index=True,
        comment="the account that it opens",
    ),
    Column("credential", String, nullable=False, unique=True, comment="its id, base64url"),
    Column("public_key", Text, nullable=False, comment="COSE, base64url"),
    Column(
        "counter", BigInteger, nullable=False, comment="uses, as it told last; 0: it counts none"
    ),
    Column("name", Personal("passkeys.name"), nullable=False),
    Column("copied", Integer, nullable=False, comment="1: its maker keeps copies of it"),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("used_at", String, nullable=False, comment="UTC, ISO 8601; empty before"),
    sqlite_autoincrement=True,
)

handles = Table(
    "passkey_handles",
    metadata,
    Column(
        "key",
        Personal("passkey_handles.key", findable=True),
        primary_key=True,
        comment="the account",
    ),
    Column("handle", String, nullable=False, comment="by what its passkeys know it, base64url"),
)

audit = Table(
    "audit",
    metadata,
    Column("entry", Integer, primary_key=True),
    Column("at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("who", Personal("audit.who", findable=True), nullable=False),
    Column("role", String, nullable=False),
    Column(
        "place",
        Personal("audit.place", kind=VARCHAR),
        nullable=False,
        comment="the network address, or the command line",
    ),
    Column("what", String, nullable=False),
    Column("about", Personal("audit.about"), nullable=False),
    Column("why", Personal("audit.why"), nullable=False),
    Column("salt", String, nullable=False, comment="so that an erased text cannot be guessed"),
    Column("texts", String, nullable=False, comment="SHA-256 of salt, about and why"),
    Column("before", String, nullable=False, comment="SHA-256 of the entry before"),
    Column("signature", Text, nullable=False, comment="Ed25519 by the home's key, base64"),
    sqlite_autoincrement=True,
)

audit_end = Table(
    "audit_end",
    metadata,
    Column(
        "entry", Integer, primary_key=True, autoincrement=False, comment="the highest there was"
    ),
)

reveals = Table(
    "reveals",
    metadata,
    Column("request", Integer, primary_key=True),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("reveals.made_by"), nullable=False),
    Column("campaign_id", String, nullable=False),
    Column(
        "people", Personal("reveals.people"), nullable=False, comment="whom it asks for, as JSON"
    ),
    Column("why", Personal("reveals.why"), nullable=False),
    sqlite_autoincrement=True,
)

verdicts = Table(
    "verdicts",
    metadata,
    Column("request", Integer, primary_key=True, comment="of a reveal; there is one verdict on it"),
    Column("made_at", String, nullable=False, comment="UTC, ISO 8601"),
    Column("made_by", Personal("verdicts.made_by"), nullable=False),
    Column("verdict", String, nullable=False, comment="approved or refused"),
)

WITH_TEXTS = ((audit, ("about", "why")), (reveals, ("people", "why")))
"""Tables and those of their columns that may tell of somebody who is on the roster."""

ACCOUNTS = Book("accounts", metadata, (audit, reveals, verdicts), Path(__file__).parent / "steps")


def has_accounts(home: Home) -> bool:
    """Tell whether there may be something to open."""
    return home.access_file.exists() or server_of(home) is not None


@contextmanager
def open_accounts(home: Home) -> Iterator[Engine]:
    """Open what is kept of accounts, for its owner's eyes alone, making it on first use."""
    if server_of(home) is None:
        home.access_file.touch(mode=0o600)
    with open_book(home, ACCOUNTS, home.access_file) as engine:
        if engine.dialect.name == "sqlite":
            keep_encrypted(engine, home, encryption)
        yield engine
