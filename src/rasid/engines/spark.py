"""Spark: the statements of the stages on many machines, each table in files of its own.

Whatever is made lies as Parquet in one folder, which every worker and this process must reach: so
a worker that dies takes nothing with it, and DuckDB reads what is left to be judged.
"""

import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
from pyarrow.parquet import write_table
from sqlglot import exp, parse_one

from rasid.engines.duckdb import quote
from rasid.engines.spark_macros import Macro, expanded, read_macros
from rasid.engines.spark_sources import with_sources
from rasid.engines.spark_sql import carried, with_row_numbers, written
from rasid.errors import RasidError, UsageError, one_line
from rasid.spark_settings import SparkSettings
from rasid.tables.contract import Table

_FIXED = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    "spark.sql.parquet.compression.codec": "zstd",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.structuredLogging.enabled": "false",
}
"""What results rest on, and what would only make noise."""

_LOGGING = Path(__file__).with_name("spark_log.properties").as_uri()
"""Else it tells on standard error how it starts."""

_TYPES = {"VARCHAR": "STRING", "TIMESTAMP": "TIMESTAMP_NTZ", "VARCHAR[]": "ARRAY<STRING>"}


class Spark:
    """One Spark application; leaving the block ends it, unless another owns it."""

    has_enums = False
    keeps_order = False

    def __init__(self, settings: SparkSettings, folder: Path) -> None:
        self._folder = folder.absolute() / "spark"
        self._folder.mkdir(parents=True)
        self._session, self._is_ours = _started(settings)
        self._made: dict[str, Path] = {}
        self._macros: dict[str, Macro] = {}
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for name in list(self._made):
            self._drop(name)
        if self._is_ours:
            self._session.stop()

    def interrupt(self) -> None:
        """Stop what another thread runs; its statement fails."""
        self._session.sparkContext.cancelAllJobs()

    def run(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Execute one statement to its end; `$name` placeholders are bound from `parameters`."""
        if macros := read_macros(sql):
            self._macros |= macros
            return
        statement = parse_one(sql, read="duckdb")
        match statement:
            case exp.Create(kind="TABLE", this=exp.Schema(this=table, expressions=columns)):
                self._empty(table.name, {one.name: one.args["kind"] for one in columns})
            case exp.Create(kind="TABLE", expression=exp.Expr() as query):
                self._keep(statement.this.name, self._frame(query, parameters))
            case exp.Create(kind="VIEW", expression=exp.Expr() as query):
                self._frame(query, parameters).createOrReplaceTempView(statement.this.name)
            case exp.Insert(expression=exp.Expr() as query):
                self._add(statement.this.name, self._frame(query, parameters))
            case exp.Drop():
                self._drop(statement.args["tables"][0].name)
            case _:
                raise RasidError(f"Spark has no statement like this one:\n{sql}")

    def rows(
        self, sql: str, parameters: Mapping[str, object] | None = None
    ) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        frame = self._frame(parse_one(sql, read="duckdb"), parameters)
        return [tuple(row) for row in _told(frame.collect, sql)]

    def load(self, name: str, rows: pa.Table) -> None:
        """Make Arrow rows a temporary table; one of that name is replaced."""
        folder = self._new(name)
        folder.mkdir()
        write_table(rows, folder / "part-00000.parquet", store_schema=False)
        self._let_be(name, self._session.read, folder)

    def view(self, table: Table, parts: Sequence[Path]) -> None:
        """Make a declared table readable under its name; with no part it is empty."""
        types = {column.name: _TYPES.get(column.type, column.type) for column in table.columns}
        if parts:
            schema = ", ".join(f"`{name}` {kind}" for name, kind in types.items())
            frame = self._session.read.schema(schema).parquet(*map(str, parts))
        else:
            frame = self._none(types)
        frame.createOrReplaceTempView(table.name)

    def write_by_day(self, query: str, target: Path, day: str = "day") -> None:
        """Write rows as Parquet in a folder for each value of a column; those without one go."""
        frame = self._frame(parse_one(query, read="duckdb"), None).where(f"{day} IS NOT NULL")
        _told(lambda: frame.write.partitionBy(day).parquet(str(target.absolute())), query)

    def made(self, prefix: str = "") -> list[str]:
        """Return the names of the tables that were made and are still there."""
        return [name for name in self._made if name.startswith(prefix)]

    def handed(self, name: str) -> str:
        """Return what DuckDB reads a table by that was made here."""
        return f"read_parquet({quote(str(self._made[name] / '*.parquet'))})"

    def _frame(self, query: exp.Expr, parameters: Mapping[str, object] | None) -> Any:  # noqa: ANN401 - pyspark may be absent
        folders = {name: str(folder) for name, folder in self._made.items()}
        meant = with_sources(expanded(query, self._macros))
        said = with_row_numbers(carried(meant, parameters or {}), folders)
        text = written(said)
        return _told(lambda: self._session.sql(text), text)

    def _keep(self, name: str, frame: Any) -> None:  # noqa: ANN401 - pyspark may be absent
        folder = self._new(name)
        _told(lambda: frame.write.parquet(str(folder)), name)
        self._let_be(name, self._session.read.schema(frame.schema), folder)

    def _empty(self, name: str, columns: Mapping[str, exp.DataType]) -> None:
        types = {one: kind.sql(dialect="spark") for one, kind in columns.items()}
        self._keep(name, self._none(types))

    def _none(self, types: Mapping[str, str]) -> Any:  # noqa: ANN401 - pyspark may be absent
        """Return no row of these columns; `createDataFrame` would ask a process of Python."""
        columns = ", ".join(f"CAST(NULL AS {kind}) AS `{one}`" for one, kind in types.items())
        return self._session.sql(f"SELECT {columns} WHERE false")

    def _add(self, name: str, frame: Any) -> None:  # noqa: ANN401 - pyspark may be absent
        """Append rows, by position, to a table; all of them or none."""
        there = self._session.table(name)
        self._keep(name, there.union(frame))

    def _new(self, name: str) -> Path:
        self._count += 1
        return self._folder / f"{self._count:06d}-{name}"

    def _let_be(self, name: str, reader: Any, folder: Path) -> None:  # noqa: ANN401 - pyspark may be absent
        _told(lambda: reader.parquet(str(folder)), name).createOrReplaceTempView(name)
        before = self._made.pop(name, None)
        self._made[name] = folder
        if before:
            shutil.rmtree(before, ignore_errors=True)

    def _drop(self, name: str) -> None:
        self._session.catalog.dropTempView(name)
        folder = self._made.pop(name, None)
        if folder:
            shutil.rmtree(folder, ignore_errors=True)


def _started(settings: SparkSettings) -> tuple[Any, bool]:
    """Return a session, and whether it was not there before: `spark-submit` brings one."""
    if find_spec("pyspark") is None:
        raise UsageError("engine = \"spark\" needs the extra: pip install 'rasid[spark]'.")
    if not shutil.which("java"):
        raise UsageError('engine = "spark" needs Java 17 or newer, and there is no java.')
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an extra, which takes a second to load

    is_ours = SparkSession.getActiveSession() is None
    builder = SparkSession.builder.master(settings.master).appName("rasid")
    local = settings.master.startswith("local")
    said = {
        "spark.driver.memory": settings.memory,
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={_LOGGING}",
        "spark.sql.shuffle.partitions": str(settings.partitions),
        **(
            {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
            if local
            else {}
        ),
        **settings.configuration,
        **_FIXED,
    }
    for name, value in said.items():
        builder = builder.config(name, value)
    session = _told(builder.getOrCreate, settings.master)
    session.sparkContext.setLogLevel("OFF")
    return session, is_ours


def _told(asked: Any, what: str) -> Any:  # noqa: ANN401 - pyspark may be absent
    """Return what Spark gives; raises RasidError with what it was asked where it refuses."""
    try:
        return asked()
    except Exception as error:
        raise RasidError(f"Spark refused a statement: {one_line(error)[:600]}\n{what}") from error
