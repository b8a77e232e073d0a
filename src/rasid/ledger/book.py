"""A set of tables that is kept together: the ledger, and what is kept of accounts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, Table, inspect, text


@dataclass(frozen=True, slots=True)
class Book:
    """Tables, those of them that are only ever added to, and the folder of the steps to today's."""

    name: str
    metadata: MetaData
    only_added: Sequence[Table]
    steps: Path

    @property
    def form_table(self) -> str:
        """Return the name of the table that holds the number of the last step."""
        return f"{self.name}_form"

    @property
    def changes_table(self) -> str:
        """Return the name of a server's table of one row: how many changes there were.

        Whoever writes alone holds the row, as nothing else stands for a book on a server.
        """
        return f"{self.name}_changes"

    @property
    def latest(self) -> str:
        """Return the number of the last step that this rasid knows."""
        return self.known[-1]

    @property
    def known(self) -> list[str]:
        """Return the numbers of the steps, which their files' names begin with: v0001_base.py."""
        return sorted(path.name[1:5] for path in self.steps.glob("v[0-9][0-9][0-9][0-9]_*.py"))

    def form(self, asked: Engine | Connection) -> str:
        """Return the number of the last step that was taken; empty where none was."""
        if not inspect(asked).has_table(self.form_table):
            return ""
        wanted = text(f"SELECT version_num FROM {self.form_table}")
        if isinstance(asked, Connection):
            return str(asked.scalar(wanted) or "")
        with asked.connect() as connection:
            return str(connection.scalar(wanted) or "")
