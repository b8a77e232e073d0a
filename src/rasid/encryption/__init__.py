"""Encryption at rest of what the ledger and the accounts keep of people: docs/encryption.md."""

from rasid.encryption.cipher import MARK, Cipher, new_data_key
from rasid.encryption.column import Personal
from rasid.encryption.guarding import (
    encryption_table,
    keep_encrypted,
    key_of,
    personal_columns,
    refuse_plain,
)
from rasid.encryption.keyring import (
    Keyring,
    has_keyring,
    open_keyring,
    read_lock,
    write_keyring,
)
from rasid.encryption.lock import (
    NEW_PASSPHRASE,
    PASSPHRASE,
    Lock,
    derived,
    new_key_file_lock,
    new_passphrase,
    new_passphrase_lock,
    opener,
    opening_secret,
)
from rasid.encryption.problems import KeyProblem

FORM_ENCRYPTED = 2
"""How an encrypted ledger is laid out; rasids that knew only plain ones refuse it."""

__all__ = [
    "FORM_ENCRYPTED",
    "MARK",
    "NEW_PASSPHRASE",
    "PASSPHRASE",
    "Cipher",
    "KeyProblem",
    "Keyring",
    "Lock",
    "Personal",
    "derived",
    "encryption_table",
    "has_keyring",
    "keep_encrypted",
    "key_of",
    "new_data_key",
    "new_key_file_lock",
    "new_passphrase",
    "new_passphrase_lock",
    "open_keyring",
    "opener",
    "opening_secret",
    "personal_columns",
    "read_lock",
    "refuse_plain",
    "write_keyring",
]
