"""Rules found by folder: the packaged ones, and those of the folders that a site names."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from rasid.detections.files import packaged_folder, rule_files
from rasid.detections.header import Header, duration, parse_value, read_header
from rasid.detections.relations import RELATIONS
from rasid.detections.rule import Broken, Rule, Rules, Value
from rasid.detections.safety import Refused, checked_select
from rasid.findings import Finding, one_of

LARGEST = 100_000
"""Bytes of a file of a rule."""

Overrides = Mapping[str, Mapping[str, str | int | float]]
"""A site's own values of parameters, by rule and name."""


def load_rules(folders: Sequence[Path], overrides: Overrides | None = None) -> Rules:
    """Return the rules of the packaged folder and of these, broken ones with the reason."""
    sound: list[Rule] = []
    broken: list[Broken] = []
    for path in rule_files(folders):
        rule, findings = read_rule(path, (overrides or {}).get(path.stem, {}))
        sound += [rule] if rule else []
        broken += [Broken(path.stem, path, f.line, f.problem) for f in findings[:1]]
    return Rules(tuple(sound), tuple(broken)).distinct()


def read_rule(
    path: Path, override: Mapping[str, str | int | float] | None = None
) -> tuple[Rule | None, list[Finding]]:
    """Return the rule of a file if nothing is wrong with it, and what is wrong otherwise."""
    text, findings = _text_of(path)
    if findings:
        return None, findings
    header, first = read_header(path, text)
    reads = header.listed("reads")
    for name in reads:
        if name not in RELATIONS:
            line = header.texts["reads"][0]
            header.note(line, "reads", f"got {name!a}", one_of(RELATIONS, name))
    values = _values(header, override or {})
    if header.findings:
        return None, header.findings
    body = "\n".join(text.split("\n")[first - 1 :])
    try:
        checked = checked_select(body, reads, values)
    except Refused as error:
        line = first if error.line is None else first + error.line - 1
        return None, [Finding(path, line, "", error.came, error.expected)]
    return (
        Rule(
            id=path.stem,
            title=header.text("title"),
            level=header.text("level"),
            attack=header.listed("attack"),
            bits=float(header.text("bits")),
            path=path,
            line=first,
            relations=checked.relations,
            columns=checked.columns,
            select=checked.select,
            lookback=duration(header.text("lookback")),
            needs=() if override or path.parent != packaged_folder() else checked.needs,
            parameters=tuple(header.parameters),
            speaks=header.text("speaks"),
            told={k: header.text(k) for k in ("false positives", "blind spots", "triage")},
        ),
        [],
    )


def _text_of(path: Path) -> tuple[str, list[Finding]]:
    try:
        size = path.stat().st_size
        if size > LARGEST:
            came = f"{size:,} bytes"
            return "", [Finding(path, None, "", came, f"{LARGEST:,} at most")]
        return path.read_text(encoding="utf-8"), []
    except UnicodeDecodeError:
        return "", [Finding(path, None, "", "it is not UTF-8", "text in UTF-8")]
    except OSError as error:
        return "", [Finding(path, None, "", f"cannot be read: {error.strerror}", "a file")]


def _values(header: Header, override: Mapping[str, str | int | float]) -> dict[str, Value]:
    """Return the parameters' values, the site's own before the defaults."""
    values = {parameter.name: parameter.default for parameter in header.parameters}
    kinds = {parameter.name: parameter.type for parameter in header.parameters}
    for name, given in override.items():
        if name not in values:
            header.note(
                None, f"parameters.{header.path.stem}", f"got {name!a}", one_of(values, name)
            )
            continue
        try:
            values[name] = parse_value(kinds[name], str(given))
        except ValueError as error:
            header.note(None, f"parameters.{header.path.stem}.{name}", f"got {given!a}", str(error))
    return values
