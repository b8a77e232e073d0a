"""Encrypting what a home keeps of people, with another key, or no more.

Each database changes in one transaction, and the keyring holds the old key and the new until both
have. So whatever is killed leaves each database as it was or as it will be, and either opens; said
again, it ends.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, column, select, table

from rasid import ledger
from rasid.accounts import ACCOUNTS, open_accounts
from rasid.accounts.tables import encryption as of_accounts
from rasid.encryption import (
    FORM_ENCRYPTED,
    MARK,
    Cipher,
    KeyProblem,
    Keyring,
    Lock,
    has_keyring,
    key_of,
    new_data_key,
    open_keyring,
    opening_secret,
    personal_columns,
    read_lock,
    refuse_plain,
    write_keyring,
)
from rasid.engines.store import open_store
from rasid.errors import UsageError
from rasid.ledger import LEDGER, Book, open_file, rewriting, vacuumed
from rasid.settings import Home


@dataclass(frozen=True, slots=True)
class Encryption:
    """How a home stands: what locks its keyring, and the key of each database by its file's name.

    An empty key is that of a plain database; `cleaned` says that no older bytes are left in one.
    """

    lock: Lock | None
    keys: dict[str, str]
    cleaned: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing is half done."""
        found = set(self.keys.values())
        return len(found) <= 1 and self.cleaned and (self.lock is not None) == ("" not in found)


def encryption_of(home: Home) -> Encryption:
    """Return how a home stands; no key is needed for it."""
    keys: dict[str, str] = {}
    cleaned = True
    for book, path, marker in _databases(home):
        if path.exists():
            with open_file(book, path) as engine, engine.connect() as connection:
                keys[path.name] = key_of(connection, marker)
                cleaned &= _is_cleaned(connection, marker)
    return Encryption(read_lock(home) if has_keyring(home) else None, keys, cleaned)


def encrypt(home: Home, lock: Lock, secret: bytes) -> int:
    """Encrypt a home, or end that; return how many texts were. The secret is what opens the lock.

    Raises KeyProblem where there is a keyring that the secret does not open.
    """
    with _alone(home):
        if has_keyring(home):
            keyring = open_keyring(home, secret)
        else:
            with ledger.open_ledger(home), open_accounts(home):
                pass  # both are there now, as this rasid lays them out
            keyring = write_keyring(home, lock, [new_data_key()], secret)
        return _bring_to_newest(home, keyring)


def rotate(home: Home) -> int:
    """Encrypt all anew with a new key, or end that, and return how many texts were.

    The old key goes once nothing is encrypted with it.
    """
    with _alone(home):
        keyring = _keyring(home)
        secret = opening_secret(keyring.lock)
        newest = keyring.keys[-1].key_id
        if all(key == newest for key in encryption_of(home).keys.values()):
            keys = [*keyring.keys, new_data_key()]
            keyring = write_keyring(home, keyring.lock, keys, secret)
        texts = _bring_to_newest(home, keyring)
        write_keyring(home, keyring.lock, keyring.keys[-1:], secret)
    return texts


def lock_anew(home: Home, lock: Lock, secret: bytes) -> None:
    """Lock the keyring by another passphrase or key file; no text is encrypted anew."""
    with _alone(home):
        write_keyring(home, lock, _keyring(home).keys, secret)


def decrypt(home: Home) -> int:
    """Make all plain again, or end that; return how many texts were. The keyring goes."""
    with _alone(home):
        keyring = _keyring(home)
        texts = sum(_bring_to(*one, keyring, None) for one in _databases(home))
        home.keyring_file.unlink()
    return texts


def _databases(home: Home) -> tuple[tuple[Book, Path, Table], ...]:
    """Return the files and, in each, the table that says with which key it is encrypted."""
    return (
        (LEDGER, home.ledger_file, ledger.encryption),
        (ACCOUNTS, home.access_file, of_accounts),
    )


@contextmanager
def _alone(home: Home) -> Iterator[None]:
    home.require()
    if ledger.server_of(home) is not None:
        raise UsageError("a ledger on a server is not encrypted by rasid; see docs/postgresql.md.")
    with open_store(home, write=True):
        yield


def _keyring(home: Home) -> Keyring:
    if not has_keyring(home):
        raise UsageError(f"{home.root} is not encrypted; `rasid keys make` encrypts it.")
    return open_keyring(home)


def _bring_to_newest(home: Home, keyring: Keyring) -> int:
    newest = keyring.cipher(keyring.keys[-1].key_id)
    return sum(_bring_to(*one, keyring, newest) for one in _databases(home))


def _bring_to(book: Book, path: Path, marker: Table, keyring: Keyring, after: Cipher | None) -> int:
    """Let a database be encrypted with a key alone, to the last byte of its file, or be plain."""
    texts = 0
    wanted = after.current.key_id if after else ""
    with open_file(book, path) as engine:
        with engine.begin() as connection:
            found = key_of(connection, marker)
            if after:
                refuse_plain(connection, marker)
        if found != wanted:
            before = keyring.cipher(found) if found else None
            if found and before is None:
                raise KeyProblem(f"the key of {path} is not in the keyring; a backup has it.")
            with rewriting(engine) as connection:
                texts = sum(
                    _rewritten(connection, one, before, after)
                    for one in marker.metadata.sorted_tables
                )
                _note(connection, marker, wanted)
        _clean(engine, marker)
    return texts


def _rewritten(
    connection: Connection, declared: Table, before: Cipher | None, after: Cipher | None
) -> int:
    """Write the texts of a table anew, and return how many there are; keys of rows may be some."""
    columns = personal_columns(declared)
    if not columns:
        return 0
    raw = table(declared.name, *(column(one.name) for one in declared.columns))
    keys = [one.name for one in declared.primary_key.columns]
    names = [name for name, _ in columns]
    asked = select(*(raw.c[name] for name in dict.fromkeys((*keys, *names))))
    texts, changed = 0, []
    for row in connection.execute(asked).mappings():
        values = {f"was_{key}": row[key] for key in keys}
        for name, kind in columns:
            text = _plain(kind.place, row[name], before)
            texts += bool(text)
            if text and after:
                text = after.encrypt(kind.place, text, findable=kind.findable)
            values[f"new_{name}"] = text
        changed.append(values)
    if changed:
        same = [raw.c[key] == bindparam(f"was_{key}") for key in keys]
        new: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
        connection.execute(raw.update().where(*same).values(new), changed)
    return texts


def _plain(place: str, kept: str | None, before: Cipher | None) -> str | None:
    if kept is None:
        return None
    if before is not None:
        return before.decrypt(place, kept)
    if kept.startswith(MARK):
        raise KeyProblem(f"a plain text of {place} begins as encrypted ones do: {MARK!r}.")
    return kept


def _note(connection: Connection, marker: Table, key_id: str) -> None:
    """Write down the key, with which rasids that knew only plain ledgers do not open them."""
    connection.execute(marker.delete())
    if key_id:
        connection.execute(marker.insert(), {"key_id": key_id, "cleaned": 0})
    if connection.dialect.name == "sqlite":
        form = FORM_ENCRYPTED if key_id else ledger.FORM
        connection.exec_driver_sql(f"PRAGMA user_version = {form}")


def _is_cleaned(connection: Connection, marker: Table) -> bool:
    return connection.execute(select(marker.c.cleaned)).scalar() != 0


def _clean(engine: Engine, marker: Table) -> None:
    """Leave no older byte in the file, and write down that none is left."""
    with engine.connect() as connection:
        if _is_cleaned(connection, marker):
            return
    vacuumed(engine)
    with engine.begin() as connection:
        connection.execute(marker.update().values(cleaned=1))
