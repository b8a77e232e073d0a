"""Rule files of anyone's making: read, and compiled one by one; none is lost in silence."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from sigma.collection import SigmaCollection
from sigma.correlations import SigmaCorrelationRule
from sigma.exceptions import SigmaError, SigmaRuleLocation, SigmaRuleNotFoundError
from sigma.processing.pipeline import ProcessingItem, ProcessingPipeline
from sigma.processing.transformations import ValueListPlaceholderTransformation
from sigma.rule import SigmaRule

from rasid.detections.sigma.backend import DuckDBBackend
from rasid.detections.sigma.correlations import Plan
from rasid.detections.sigma.literals import why_no_pattern
from rasid.detections.sigma.old_counts import without_pipe
from rasid.detections.sigma.source import NothingToRead, Sources

Placeholders = Mapping[str, Sequence[str]]
"""Values of placeholders by their names."""

LARGEST_FILE = 1_000_000
"""Bytes; the largest rule file of SigmaHQ has a fiftieth of that."""

REMEMBERED = 512
"""How many texts of rules are kept as they were read: each analysis reads the same ones again."""

_MERGE = "tag:yaml.org,2002:merge"
_MISTAKES = (
    SigmaError,
    ArithmeticError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What pySigma raises of documents that are no rules; a file may hold anything."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rule with its SELECTs, one for each of its conditions.

    `plans` are what it, or each rule that it refers to, asks of its records.
    """

    rule: SigmaRule | SigmaCorrelationRule
    file: Path
    line: int
    queries: tuple[str, ...]
    plans: tuple[Plan, ...] = ()


@dataclass(frozen=True, slots=True)
class NotCompiled:
    """A rule, or a file, that cannot be run: why; `idle` ones have nothing to read."""

    title: str
    file: Path
    line: int
    why: str
    idle: bool = False


@dataclass(frozen=True, slots=True)
class RuleSet:
    """The rules of some files, which may refer to each other, and what is no rule."""

    collection: SigmaCollection
    broken: tuple[NotCompiled, ...]


def read_rules(paths: Iterable[Path]) -> RuleSet:
    """Read rule files, one or several documents each."""
    rules: list[Any] = []
    broken: list[NotCompiled] = []
    for path in paths:
        try:
            read, errors = _read(path)
        except _MISTAKES as error:
            broken.append(NotCompiled("", path, _line_of(error), _said(error)))
            continue
        except (OSError, yaml.YAMLError) as error:
            broken.append(NotCompiled("", path, _line_of(error), _said(error)))
            continue
        broken += errors
        rules += read
    collection = SigmaCollection(rules, resolve_references=False)
    broken += _resolve(collection)
    return RuleSet(collection, tuple(broken))


def compile_rules(
    rules: RuleSet,
    sources: Sources,
    wanted: Callable[[SigmaRule | SigmaCorrelationRule], bool] | None = None,
    placeholders: Placeholders | None = None,
) -> Iterator[Compiled | NotCompiled]:
    """Yield each rule with its SELECTs, or why it cannot be run.

    Rules that only serve a correlation have no SELECT of their own. Where `wanted` is given, only
    rules that it is true of are compiled, and those that they refer to. `placeholders` are the
    values of what rules leave open.
    """
    yield from rules.broken
    backend = DuckDBBackend(sources, _filled(placeholders or {}))
    backend.init_processing_pipeline()
    for rule in _chosen(rules.collection.rules, wanted):
        file, line = _place(rule)
        convert: Callable[[Any], Sequence[str]] = (
            backend.convert_correlation_rule
            if isinstance(rule, SigmaCorrelationRule)
            else backend.convert_rule
        )
        try:
            queries = tuple(convert(rule))
        except _MISTAKES as error:
            idle = isinstance(error, NothingToRead)
            yield NotCompiled(str(rule.title), file, line, _said(error), idle)
            continue
        if queries:
            yield Compiled(rule, file, line, queries, backend.plans(rule))


def _filled(placeholders: Placeholders) -> ProcessingPipeline:
    """Return the pipeline that puts the values of placeholders in; others stay, and are refused."""
    if not placeholders:
        return ProcessingPipeline()
    filling = ValueListPlaceholderTransformation(include=list(placeholders))
    given = {name: list(values) for name, values in placeholders.items()}
    return ProcessingPipeline(items=[ProcessingItem(filling)], vars=given)


def _chosen(
    rules: Sequence[SigmaRule | SigmaCorrelationRule],
    wanted: Callable[[SigmaRule | SigmaCorrelationRule], bool] | None,
) -> list[SigmaRule | SigmaCorrelationRule]:
    """Return the rules to compile, each after those that it refers to."""
    needed: set[int] = set()
    waiting = [rule for rule in rules if wanted is None or wanted(rule)]
    while waiting:
        rule = waiting.pop()
        if id(rule) not in needed:
            needed.add(id(rule))
            waiting += _referred(rule)
    chosen = [rule for rule in rules if id(rule) in needed]
    return sorted(chosen, key=lambda rule: _depth(rule, ()))


def _referred(
    rule: SigmaRule | SigmaCorrelationRule,
) -> list[SigmaRule | SigmaCorrelationRule]:
    if not isinstance(rule, SigmaCorrelationRule):
        return []
    return [reference.rule for reference in rule.referenced_rules]


def _depth(rule: SigmaRule | SigmaCorrelationRule, above: tuple[int, ...]) -> int:
    """Return how many correlations deep a rule refers to others; one to itself is left alone."""
    below = [one for one in _referred(rule) if id(one) not in above]
    return 1 + max((_depth(one, (*above, id(rule))) for one in below), default=-1)


def _read(path: Path) -> tuple[list[Any], list[NotCompiled]]:
    """Return the rules of a file that are rules, and what is wrong with the others."""
    if path.stat().st_size > LARGEST_FILE:
        raise SigmaError(f"it has more than {LARGEST_FILE:,} bytes, which no rule file has.")
    text = path.read_text(encoding="utf-8")
    lines, documents = list[int](), list[dict[Any, Any]]()
    right, wrong = list[Any](), list[NotCompiled]()
    for line, document in deepcopy(_documents(text)):  # who reads rules may change them
        try:
            rules = _rules_of(document)
        except SigmaError as error:
            wrong.append(NotCompiled(_title(document), path, line, _said(error)))
            continue
        documents += rules
        lines += [line] * len(rules)
    if not documents and not wrong:
        raise SigmaError("it has no rule.")
    ruled = [n for n, one in zip(lines, documents, strict=True) if "action" not in one]
    found = SigmaCollection.from_dicts(
        documents, collect_errors=True, source=SigmaRuleLocation(path), resolve_references=False
    )
    read = [*found.rules, *found.filters]
    lines = ruled if len(ruled) == len(read) else [1] * len(read)
    for rule, line in zip(read, lines, strict=True):
        rule.source = SigmaRuleLocation(path, line)
        if rule.errors:
            wrong.append(NotCompiled(str(rule.title), path, line, _said(rule.errors[0])))
        else:
            right.append(rule)
    if not wrong:
        wrong += [NotCompiled("", path, 1, _said(error)) for error in found.errors]
    return right, wrong


@lru_cache(REMEMBERED)
def _documents(text: str) -> tuple[tuple[int, Any], ...]:
    """Return the documents of a text, each with the line that it begins on."""
    found = list[tuple[int, Any]]()
    loader = _Loader(text)
    try:
        while loader.check_node():
            node = loader.get_node()
            line = node.start_mark.line + 1 if node else 1
            found.append((line, loader.construct_document(node)))
    finally:
        loader.dispose()
    return tuple(found)


def _rules_of(document: Any) -> list[dict[Any, Any]]:
    """Return the rules that a document is; an empty one is none."""
    if not document:
        return []
    if not isinstance(document, dict):
        raise SigmaError(f"a rule is a mapping, not {type(document).__name__}.")
    _check_conditions(document)
    _check_patterns(document.get("detection"))
    return without_pipe(document)


def _title(document: Any) -> str:
    return str(document.get("title", "")) if isinstance(document, dict) else ""


class _Loader(yaml.SafeLoader):
    """Refuses a key that comes twice, the first of which would be lost without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.tag != _MERGE:
                if key.value in seen:
                    problem = f"the key `{key.value}` is there twice"
                    raise yaml.constructor.ConstructorError(
                        problem=problem, problem_mark=key.start_mark
                    )
                seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _check_conditions(document: dict[Any, Any]) -> None:
    """Raise where a condition is neither text nor a list of texts."""
    detection = document.get("detection")
    asked = detection.get("condition", "") if isinstance(detection, dict) else ""
    for one in asked if isinstance(asked, list) else [asked]:
        if not isinstance(one, str):
            raise SigmaError(f"a condition is text, not {one!r}.")


def _check_patterns(detection: Any) -> None:
    """Raise where a regular expression is none of RE2, before anybody else compiles it."""
    waiting, seen, patterns = [detection], set[int](), set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:  # an alias, of which a file may have as many as it likes
            continue
        seen.add(id(one))
        if isinstance(one, list):
            waiting += one
        for key, value in one.items() if isinstance(one, dict) else ():
            waiting.append(value)
            if "re" in str(key).split("|")[1:] and id(value) not in patterns:
                patterns.add(id(value))
                _check_pattern(value if isinstance(value, list) else [value])


def _check_pattern(values: Sequence[Any]) -> None:
    for text in values:
        said = why_no_pattern(text) if isinstance(text, str) else ""
        if said:
            raise SigmaError(said)


class _Near(SigmaCollection):
    """The rules of one file, before those of all others: two files may use one name."""

    beyond: Sequence[SigmaRule | SigmaCorrelationRule] = ()

    def __getitem__(self, key: int | str | UUID) -> SigmaRule | SigmaCorrelationRule:
        try:
            return super().__getitem__(key)
        except SigmaRuleNotFoundError:
            found = [one for one in self.beyond if key in (one.name, str(one.id))]
            if len(found) > 1:
                files = ", ".join(sorted({str(_place(one)[0]) for one in found}))
                raise SigmaError(
                    f"it refers to `{key}`, which several rules are named: {files}."
                ) from None
            if not found:
                raise
            return found[0]


def _resolve(collection: SigmaCollection) -> list[NotCompiled]:
    """Let correlations know their rules; leave out those that refer to what is not there."""
    broken: list[NotCompiled] = []
    while True:
        near = _by_file(collection.rules)
        for rule in collection.rules:
            if not isinstance(rule, SigmaCorrelationRule):
                continue
            try:
                rule.resolve_rule_references(near[_place(rule)[0]])
            except _MISTAKES as error:
                broken.append(NotCompiled(str(rule.title), *_place(rule), _said(error)))
                collection.rules = [one for one in collection.rules if one is not rule]
                break
        else:
            break
    return broken + _aimless(collection)


def _by_file(rules: Sequence[SigmaRule | SigmaCorrelationRule]) -> dict[Path, _Near]:
    files: dict[Path, list[Any]] = {}
    for rule in rules:
        files.setdefault(_place(rule)[0], []).append(rule)
    near = {path: _Near(own, resolve_references=False) for path, own in files.items()}
    for one in near.values():
        one.beyond = rules
    return near


def _aimless(collection: SigmaCollection) -> list[NotCompiled]:
    """Return the filters that name a rule which is not there."""
    known = {name for rule in collection.rules for name in (rule.name, str(rule.id))}
    return [
        NotCompiled(str(one.title), *_place(one), f"it filters a rule that is not there: {name}.")
        for one in collection.filters
        if isinstance(one.filter.rules, list)
        for name in (reference.reference for reference in one.filter.rules)
        if name not in known
    ]


def _place(rule: Any) -> tuple[Path, int]:
    source = rule.source
    return (Path(source.path), source.line or 1) if source else (Path(), 1)


def _line_of(error: Exception) -> int:
    mark = getattr(error, "problem_mark", None)
    return mark.line + 1 if mark else 1


def _said(error: BaseException) -> str:
    """Return what is wrong as one sentence, without where: that is told apart."""
    if isinstance(error, SigmaRuleNotFoundError):
        return f"it refers to a rule that is not there: {error.args[0]}."
    if isinstance(error, yaml.MarkedYAMLError):
        return f"it is no YAML: {error.problem or error.context}."
    if isinstance(error, RecursionError):
        return "it is nested too deeply."
    words = str(error.args[-1] if error.args else error).strip().splitlines()
    said = words[0] if words else type(error).__name__
    return said if said.endswith(".") else f"{said}."
