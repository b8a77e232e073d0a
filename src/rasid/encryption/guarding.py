"""Which key a database is encrypted with, and engines that keep to it."""

from sqlalchemy import Column, Connection, Engine, Integer, MetaData, String, Table, event, select
from sqlalchemy.engine.interfaces import DBAPIConnection

from rasid.encryption.cipher import MARK, Cipher
from rasid.encryption.column import Personal, set_cipher
from rasid.encryption.keyring import has_keyring, open_keyring
from rasid.encryption.problems import KeyProblem
from rasid.settings import Home


def encryption_table(metadata: MetaData, name: str) -> Table:
    """Declare the table whose only row says with which key what is kept is encrypted, if it is."""
    return Table(
        f"{name}_encryption",
        metadata,
        Column("key_id", String, primary_key=True),
        Column(
            "cleaned", Integer, nullable=False, comment="0: older bytes may be left in the file"
        ),
    )


def personal_columns(table: Table) -> list[tuple[str, Personal]]:
    """Return the columns of a table that tell of people, with their types."""
    return [(one.name, one.type) for one in table.columns if isinstance(one.type, Personal)]


def keep_encrypted(engine: Engine, home: Home, marker: Table) -> None:
    """Let each connection of an engine use the key that the database is encrypted with then.

    Connecting raises KeyProblem where that key is not had, and where the home has a keyring and the
    database is plain, as when encrypting it was cut short. A connection is short: it does not see
    that the key has become another meanwhile, and what it would write then is refused.
    """
    event.listen(engine, "checkout", _Keeper(home, engine, marker))


class _Keeper:
    """What an engine knows of its database's key; another process may have changed it since.

    It looks before anything is executed: values are encrypted before a transaction begins.
    """

    def __init__(self, home: Home, engine: Engine, marker: Table) -> None:
        self._home = home
        self._dialect = engine.dialect
        self._marker = marker
        self._known = ""

    def __call__(self, connection: DBAPIConnection, *_: object) -> None:
        found = _key_in(connection, self._marker)
        if not found and has_keyring(self._home):
            found = _key_in(connection, self._marker)  # once more, for both may just be changing
            if not found and has_keyring(self._home):
                raise KeyProblem(
                    f"{self._home.root} has a keyring and is not encrypted throughout; "
                    "`rasid keys make` ends what was cut short."
                )
        if found != self._known:
            set_cipher(self._dialect, cipher_of(self._home, found) if found else None)
            self._known = found


def _key_in(connection: DBAPIConnection, marker: Table) -> str:
    cursor = connection.cursor()
    try:
        cursor.execute(f"SELECT key_id FROM {marker.name}")
        row = cursor.fetchone()
    finally:
        cursor.close()
        connection.rollback()
    return str(row[0]) if row else ""


def cipher_of(home: Home, key_id: str) -> Cipher:
    """Return what opens a database that this key encrypted; KeyProblem where it is not had."""
    cipher = open_keyring(home).cipher(key_id)
    if cipher is None:
        message = f"the keyring {home.keyring_file} is another home's; a backup has this one's."
        raise KeyProblem(message)
    return cipher


def key_of(connection: Connection, marker: Table) -> str:
    """Return the id of the key that a database is encrypted with; empty for a plain one."""
    return connection.execute(select(marker.c.key_id)).scalar() or ""


def refuse_plain(connection: Connection, marker: Table) -> None:
    """Let SQLite itself refuse what is not encrypted with the database's key, whoever writes it."""
    if connection.dialect.name != "sqlite":
        return
    beginning = f"'{MARK}' || (SELECT key_id FROM {marker.name}) || ':'"
    for table in marker.metadata.sorted_tables:
        plain = " OR ".join(
            f'NEW."{name}" <> \'\' AND substr(NEW."{name}", 1, length({beginning})) <> {beginning}'
            for name, _ in personal_columns(table)
        )
        for act in ("INSERT", "UPDATE") if plain else ():
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {table.name}_encrypted_{act.lower()} "
                f"BEFORE {act} ON {table.name} "
                f"WHEN EXISTS (SELECT 1 FROM {marker.name}) AND ({plain}) BEGIN SELECT "
                f"RAISE(ABORT, '{table.name} are encrypted with another key; say it again'); END"
            )
