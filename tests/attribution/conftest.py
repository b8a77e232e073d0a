import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from attribution.stix_objects import stix_id
from rasid.engines.duckdb import DuckDB
from rasid.ledger import open_ledger
from rasid.settings import Home, Settings


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Engine]:
    home = Home(tmp_path / "home")
    home.create()
    with open_ledger(home) as engine:
        yield engine


@pytest.fixture
def bundle(tmp_path: Path) -> Callable[..., Path]:
    """Write a STIX 2.1 bundle of these objects."""

    def write(*objects: object, **properties: object) -> Path:
        path = tmp_path / "actors.json"
        whole = {"type": "bundle", "id": stix_id("bundle", "b"), "objects": objects, **properties}
        path.write_text(json.dumps(whole), encoding="utf-8")
        return path

    return write


@pytest.fixture
def galaxy_file(tmp_path: Path) -> Callable[..., Path]:
    """Write a MISP galaxy."""

    def write(document: object) -> Path:
        path = tmp_path / "galaxy.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return path

    return write


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[DuckDB]:
    with DuckDB(Settings(), tmp_path) as engine:
        yield engine
