"""A ledger of any age becomes today's in steps, on either database."""

import logging
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from postgresql import Postgresql
from rasid.accounts import ACCOUNTS, open_accounts
from rasid.encryption import Personal
from rasid.errors import UsageError
from rasid.ledger import LEDGER, Book, bring_up, open_ledger, writing_alone
from rasid.settings import Home

BOOKS = pytest.mark.parametrize("book", [LEDGER, ACCOUNTS], ids=lambda book: book.name)
BROKEN = "SELECT nothing FROM nowhere"
OLD = Path(__file__).parents[1] / "cli" / "old_homes"


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Return a database that has nothing."""
    if request.param == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path}/new.db")
    else:
        server: Postgresql = request.getfixturevalue("postgresql")
        engine = server.engine(server.made())
    yield engine
    engine.dispose()


@pytest.fixture
def home(either_home: Home) -> Home:
    return either_home


def lacking(store: Engine, book: Book) -> list[object]:
    """Return what alembic would change to have the tables that the code declares."""
    with store.connect() as connection:
        options = {
            "version_table": book.form_table,
            "compare_type": differs,
            "include_name": lambda name, kind, _: kind != "table" or name in book.metadata.tables,
        }
        return list(
            compare_metadata(MigrationContext.configure(connection, opts=options), book.metadata)
        )


def differs(*told: Any) -> bool | None:  # noqa: ANN401 - what alembic hands over
    """Tell whether a type of our own differs, whose collation is looked at below; else None."""
    found, declared = told[3:]
    return not isinstance(found, declared.kind) if isinstance(declared, Personal) else None


def texts_and_triggers(store: Engine, book: Book) -> list[str]:
    """Return what alembic does not compare: collations of texts, and triggers."""
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        if store.dialect.name == "sqlite"
        else "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal "
        "AND tgrelid::regclass::text IN (SELECT tablename FROM pg_tables "
        "WHERE schemaname = current_schema()) UNION ALL "
        "SELECT table_name || '.' || column_name || ' ' || coalesce(collation_name, '') "
        "FROM information_schema.columns WHERE table_schema = current_schema() "
        f"AND table_name <> '{book.form_table}' ORDER BY 1"
    )
    with store.connect() as connection:
        return [str(one) for one in connection.scalars(text(asked))]


@BOOKS
def test_all_steps_lead_to_what_is_declared(store: Engine, book: Book) -> None:
    """Taken one after the other from nothing they leave what a new ledger has at once."""
    table = next(iter(book.metadata.sorted_tables))
    with store.begin() as connection:
        table.create(connection)  # something of an older one, without which it would be a new one
    bring_up(store, book, "it")
    stepped = texts_and_triggers(store, book)

    assert [] == lacking(store, book)
    assert book.latest == book.form(store)
    with store.begin() as connection:
        for name in inspect(connection).get_table_names():
            connection.execute(text(f"DROP TABLE {name}"))
    bring_up(store, book, "it")
    assert [] == lacking(store, book)
    assert stepped == texts_and_triggers(store, book) != []


@pytest.mark.parametrize("commit", ["8de9135", "14211c5"])
def test_an_old_home_takes_its_steps(
    commit: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """It is told in a line, once; rows stay."""
    logging.getLogger("rasid.ledger").disabled = False  # the linter of imports turns all off
    with tarfile.open(OLD / f"{commit}.tar.xz") as tar:
        tar.extractall(tmp_path / "old", filter="data")
    home = Home(tmp_path / "old")
    for _ in range(2):
        with open_ledger(home) as ledger, ledger.connect() as connection:
            assert [] == lacking(ledger, LEDGER)
            assert 0 < len(connection.execute(text("SELECT * FROM roster")).all())

    assert [f"was laid out by an older rasid: brought from form 0000 to {LEDGER.latest}."] == [
        one.getMessage().removeprefix(f"{home.ledger_file} ") for one in caplog.records
    ]


def test_an_audit_from_before_keeps_its_end(home: Home) -> None:
    """Entries that were removed from the end still show."""
    with open_accounts(home) as store:
        with writing_alone(store) as connection:
            row = {one.name: "" for one in ACCOUNTS.metadata.tables["audit"].columns}
            added = ACCOUNTS.metadata.tables["audit"].insert()
            connection.execute(added, [{**row, "entry": number} for number in (1, 2)])
            connection.execute(text("DROP TABLE audit_end"))
            connection.execute(text("UPDATE accounts_form SET version_num = '0001'"))
        if store.dialect.name != "sqlite":
            bring_up(store, ACCOUNTS, "it")
    with open_accounts(home) as store, store.connect() as connection:
        assert 2 == connection.scalar(text("SELECT entry FROM audit_end"))


def test_a_newer_one_is_left_alone(store: Engine) -> None:
    bring_up(store, LEDGER, "it")
    with store.begin() as connection:
        connection.execute(text("UPDATE ledger_form SET version_num = '9999'"))

    with pytest.raises(UsageError, match="it is of a newer rasid: its form is 9999"):
        bring_up(store, LEDGER, "it")


def test_a_step_that_fails_changes_nothing(store: Engine, tmp_path: Path) -> None:
    """All steps that are lacking are taken, or none."""
    bring_up(store, ACCOUNTS, "it")
    steps = tmp_path / "steps"
    shutil.copytree(ACCOUNTS.steps, steps)
    head = f'revision = "0004"\ndown_revision = "{ACCOUNTS.latest}"\n'
    acts = [f'    op.execute("{one}")' for one in ("CREATE TABLE half (one INTEGER)", BROKEN)]
    body = "\n".join(["def upgrade():", *acts])
    (steps / "v0004_half.py").write_text(f"from alembic import op\n\n{head}\n{body}\n")
    newer = Book(ACCOUNTS.name, ACCOUNTS.metadata, ACCOUNTS.only_added, steps)

    with pytest.raises(Exception, match="nowhere"):
        bring_up(store, newer, "it")
    assert ACCOUNTS.latest == ACCOUNTS.form(store)
    assert "half" not in inspect(store).get_table_names()
