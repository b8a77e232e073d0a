"""The mappings and tables of codes that a home has of its own, held against all their rules."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rasid.engines.duckdb import DuckDB
from rasid.errors import InputError
from rasid.findings import Finding, FoundError
from rasid.settings import Home
from rasid.sources.binding import Binder
from rasid.sources.expressions import Parser
from rasid.sources.formats import Formats, content, packaged, packaged_folder, packaged_with
from rasid.sources.forms import (
    Notes,
    check_code_text,
    check_mapping_text,
    check_paths,
    check_whole,
)
from rasid.sources.mapping import CodeTable, Mapping, complete, load
from rasid.sources.reading import prepare
from rasid.toml_text import TomlText, read_toml


@dataclass(frozen=True, slots=True)
class Examined:
    """The formats that a home knows, and what is wrong with its own.

    `unsound` are the names of mappings that are left out.
    """

    formats: Formats
    findings: list[Finding]
    unsound: frozenset[str]


def formats_of(home: Home, engine: DuckDB) -> Formats:
    """Return the formats that a home knows.

    Raises InputError, with the first of what is wrong, where one of its own is not sound.
    """
    if not content(home.mappings) and not content(home.codes):
        return packaged()
    examined = examine(home, engine)
    for finding in examined.findings:
        problem = f"{finding.problem.rstrip('.')}; `rasid check` tells all that is wrong."
        raise InputError(finding.path, problem, line=finding.line)
    return examined.formats


def examine(home: Home, engine: DuckDB, *, packaged_too: bool = False) -> Examined:
    """Check every mapping and table of codes of a home.

    The packaged mappings are checked if asked for, or if they look codes up in the home's tables.
    """
    findings: list[Finding] = []
    own_codes: dict[str, CodeTable] = {}
    for path in content(home.codes):
        table, found = _examined_codes(path)
        findings += found
        if table is not None:
            own_codes[path.stem] = table
    known = packaged_with(own_codes) if own_codes else packaged()
    prepare(engine, known.codes)
    parser = Parser(engine)
    mappings = dict(known.mappings)
    unsound: set[str] = set()
    for path in content(home.mappings):
        mapping, found = _examined_mapping(path, known.codes, parser)
        findings += found
        if mapping:
            mappings[path.stem] = mapping
        else:
            unsound.add(path.stem)
    if own_codes or packaged_too:
        findings += examine_packaged(known.codes, parser)
    return Examined(Formats(mappings, known.codes), findings, frozenset(unsound))


def examine_packaged(codes: Dictionary[str, CodeTable], parser: Parser) -> list[Finding]:
    """Return what is wrong with the packaged mappings where codes are looked up in these tables."""
    paths = content(packaged_folder())
    return [found for path in paths for found in _examined_mapping(path, codes, parser)[1]]


def _examined_mapping(
    path: Path, codes: Dictionary[str, CodeTable], parser: Parser
) -> tuple[Mapping | None, list[Finding]]:
    """Return a mapping if nothing is wrong with its file, and what is wrong otherwise."""
    try:
        notes = Notes(read_toml(path))
        check_mapping_text(notes)
        if notes.findings:
            return None, notes.findings
        whole = complete(path, notes.text.data)
        if "like" in whole:
            _check_model(notes, whole)
        if not notes.findings:
            check_whole(notes, whole, codes)
        if notes.findings:
            return None, notes.findings
    except FoundError as error:
        return None, [error.finding]
    mapping = load(path, codes)
    check_paths(notes, mapping)
    Binder(parser, notes, mapping, codes).check()
    return (None if notes.findings else mapping), notes.findings


def _check_model(notes: Notes, whole: dict[str, Any]) -> None:
    """Note that the mapping which this one is like has something wrong in its form."""
    trial = Notes(TomlText(notes.text.path, whole, ""))
    check_mapping_text(trial)
    for finding in trial.findings:
        notes.add(("like",), f"what it takes over is not sound ({finding.problem})", "a sound one")


def _examined_codes(path: Path) -> tuple[CodeTable | None, list[Finding]]:
    try:
        notes = Notes(read_toml(path))
    except FoundError as error:
        return None, [error.finding]
    check_code_text(notes)
    return (None if notes.findings else notes.text.data), notes.findings
