"""What reports said: frozen when they are written, and compared with what is counted later."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet
from sqlalchemy import Engine, RowMapping, select

from rasid.engines.duckdb import DuckDB
from rasid.ledger import publications, writing_alone
from rasid.reports.explain import NUMBERS
from rasid.tables.published import PUBLISHED

_OF_CAMPAIGN = """
WITH mine AS MATERIALIZED (
    SELECT event_uid, account, stage, account_exists FROM hostile WHERE campaign_id = $campaign
)
"""

_COUNTED = """
SELECT DISTINCT '{number}' AS kind, {what} AS id, '' AS detail FROM mine WHERE {condition}
"""

_INPUTS = """
SELECT 'logs' AS kind, raw_file AS id, name AS detail FROM imports
UNION ALL
SELECT 'roster', account, concat_ws(
    ' ', person_id, category, nullif('from ' || listed_from, 'from '),
    nullif('until ' || listed_until, 'until ')
) FROM roster
UNION ALL
SELECT DISTINCT
    'decisions', CAST(decision AS VARCHAR),
    'decision ' || decision || ' by ' || made_by || ' (' || decided || '): ' || why
FROM decisions
"""

_INPUT_KINDS = ("logs", "roster", "decisions")

Basis = dict[str, dict[str, str]]
"""Detail by id, by kind."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What an analysis rests on: the hash of each thing, and the version of rasid."""

    hashes: Mapping[str, str]
    version: str


@dataclass(frozen=True, slots=True)
class Publication:
    """One report as it was written; `basis` is the SHA-256 of what its numbers consisted of.

    `numbers` are the least and the most that it told of each.
    """

    number: int
    published_at: datetime
    campaign_id: str
    file: str
    file_sha256: str
    basis: str
    inputs: Inputs
    numbers: Mapping[str, tuple[int, int]]


def read_basis(engine: DuckDB, campaign_id: str) -> Basis:
    """Return what a campaign's numbers consist of now, and the inputs that can be listed."""
    return read_numbers(engine, campaign_id) | read_inputs(engine)


def read_numbers(engine: DuckDB, campaign_id: str) -> Basis:
    """Return what a campaign's numbers consist of now."""
    counted = " UNION ALL ".join(
        _COUNTED.format(
            number=number,
            condition=condition,
            what="event_uid" if number == "attempts" else "account",
        )
        for number, condition in NUMBERS.items()
    )
    rows = engine.rows(_OF_CAMPAIGN + counted, {"campaign": campaign_id})
    return _by_kind(NUMBERS, sorted(rows))


def read_inputs(engine: DuckDB) -> Basis:
    """Return the inputs of the last analysis that can be listed."""
    return _by_kind(_INPUT_KINDS, sorted(engine.rows(_INPUTS)))


def _by_kind(kinds: Iterable[str], rows: Iterable[tuple[str, str, str]]) -> Basis:
    basis: Basis = {kind: {} for kind in kinds}
    for kind, name, detail in rows:
        basis.setdefault(kind, {})[name] = detail
    return basis


def publish(  # noqa: PLR0913 - what is recorded of a report
    ledger: Engine,
    root: Path,
    campaign_id: str,
    report: Path,
    *,
    numbers: Mapping[str, object],
    basis: Basis,
    inputs: Inputs,
    now: datetime,
) -> Publication:
    """Record that a report was written: its numbers, its hash, and what both consisted of."""
    kept = _keep(root / PUBLISHED.name, basis)
    values = {
        "published_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "campaign_id": campaign_id,
        "file": report.name,
        "file_sha256": hashlib.sha256(report.read_bytes()).hexdigest(),
        "basis": kept,
        "numbers": json.dumps(dict(numbers)),
        "inputs": json.dumps(dict(inputs.hashes)),
        "version": inputs.version,
    }
    with writing_alone(ledger) as connection:
        done = connection.execute(publications.insert(), values)
        (number,) = done.inserted_primary_key or (0,)
        found = connection.execute(select(publications).where(publications.c.publication == number))
        return _publication(found.mappings().one())


def read_publications(ledger: Engine, campaign_id: str | None = None) -> list[Publication]:
    """Return the reports on a campaign, or on every, the latest first."""
    wanted = select(publications)
    if campaign_id is not None:
        wanted = wanted.where(publications.c.campaign_id == campaign_id)
    with ledger.connect() as connection:
        found = connection.execute(wanted.order_by(publications.c.publication.desc()))
        return [_publication(row) for row in found.mappings()]


def kept_basis(root: Path, publication: Publication) -> Basis | None:
    """Return what a report's numbers consisted of; None where that is gone or was changed."""
    part = root / PUBLISHED.name / f"{publication.basis}.parquet"
    if not part.is_file() or _hash(part) != publication.basis:
        return None
    kept = parquet.read_table(part)
    columns = (kept.column(name).to_pylist() for name in ("kind", "id", "detail"))
    return _by_kind((*NUMBERS, *_INPUT_KINDS), zip(*columns, strict=True))


def _keep(folder: Path, basis: Basis) -> str:
    """Write a basis under its hash, once; the same basis is the same file."""
    folder.mkdir(exist_ok=True)
    schema = pa.schema([(name, pa.string()) for name in PUBLISHED.column_names])
    rows = [dict(zip(PUBLISHED.column_names, row, strict=True)) for row in _rows(basis)]
    draft = folder / ".draft"
    parquet.write_table(pa.Table.from_pylist(rows, schema), draft, compression="zstd")
    digest = _hash(draft)
    draft.replace(folder / f"{digest}.parquet")
    return digest


def _rows(basis: Basis) -> Iterator[tuple[str, str, str]]:
    for kind, details in sorted(basis.items()):
        for name, detail in sorted(details.items()):
            yield kind, name, detail


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _publication(row: RowMapping) -> Publication:
    return Publication(
        number=row["publication"],
        published_at=datetime.fromisoformat(row["published_at"]),
        campaign_id=row["campaign_id"],
        file=row["file"],
        file_sha256=row["file_sha256"],
        basis=row["basis"],
        inputs=Inputs(json.loads(row["inputs"]), row["version"]),
        numbers=_numbers(json.loads(row["numbers"])),
    )


def _numbers(told: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    """Return what was told of each number: a public report may tell a span."""
    found = {}
    for number in NUMBERS:
        value = told.get(number)
        if value is not None:
            low, high = value if isinstance(value, list) else (value, value)
            found[number] = (low, high)
    return found
