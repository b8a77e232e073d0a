"""What keeps tables as they are and counts changes: triggers, laid down anew after each step."""

from sqlalchemy import Connection

from rasid.ledger.book import Book

REWRITING = "rasid.rewriting"
"""The setting of a PostgreSQL transaction in which all may be changed."""

_FUNCTIONS = (
    """
CREATE OR REPLACE FUNCTION rasid_only_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('rasid.rewriting', true) = 'on' THEN
        IF TG_OP = 'UPDATE' THEN RETURN NEW; END IF;
        RETURN OLD;
    END IF;
    RAISE EXCEPTION USING
        MESSAGE = TG_TABLE_NAME || ' are only ever added',
        ERRCODE = 'integrity_constraint_violation';
END $$
""",
    """
CREATE OR REPLACE FUNCTION rasid_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE 'UPDATE ' || quote_ident(TG_ARGV[0]) || ' SET changes = changes + 1';
    RETURN NULL;
END $$
""",
)


def furnish(connection: Connection, book: Book) -> None:
    """Lay down what a book needs beside its tables; what is there already stays."""
    if connection.dialect.name == "sqlite":
        for table in book.only_added:
            for act in ("UPDATE", "DELETE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER IF NOT EXISTS {table.name}_{act.lower()} BEFORE {act} "
                    f"ON {table.name} BEGIN "
                    f"SELECT RAISE(ABORT, '{table.name} are only ever added'); END"
                )
        return
    for function in _FUNCTIONS:
        connection.exec_driver_sql(function)
    row = book.changes_table
    connection.exec_driver_sql(f"CREATE TABLE IF NOT EXISTS {row} (changes BIGINT NOT NULL)")
    connection.exec_driver_sql(f"INSERT INTO {row} SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM {row})")
    for table in book.metadata.sorted_tables:
        _trigger(
            connection,
            f"{table.name}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE",
            f"{table.name} FOR EACH STATEMENT EXECUTE FUNCTION rasid_changed('{row}')",
        )
    for table in book.only_added:
        kept = f"{table.name}_only_added"
        runs = "EXECUTE FUNCTION rasid_only_added()"
        _trigger(connection, f"{kept} BEFORE UPDATE OR DELETE", f"{table.name} FOR EACH ROW {runs}")
        _trigger(
            connection, f"{kept}_at_all BEFORE TRUNCATE", f"{table.name} FOR EACH STATEMENT {runs}"
        )


def _trigger(connection: Connection, when: str, what: str) -> None:
    connection.exec_driver_sql(f"CREATE OR REPLACE TRIGGER {when} ON {what}")
