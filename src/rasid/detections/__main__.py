"""Write the reference of all packaged rules: `python -m rasid.detections > docs/rules.md`."""

import sys
from collections.abc import Iterator, Sequence
from datetime import timedelta

from rasid.detections.content import load_rules
from rasid.detections.files import SIGMA, sigma_files
from rasid.detections.rule import Parameter, Rule
from rasid.detections.vendor import stated_sigma
from rasid.tables.signals import LEVELS

HEADING = """\
# Rules

This page is made from the rules in `src/rasid/detections/rules` by `scripts/fix`; do not edit it.
[detections.md](detections.md) says how rules run, how to change a parameter and how to write one.
"""


def packaged() -> Sequence[Rule]:
    """Return the packaged rules, those in Sigma too."""
    return (load_rules([]) + stated_sigma(sigma_files([]))).distinct().sound


def reference(rules: Sequence[Rule]) -> str:
    """Return the page that describes these rules, the gravest first."""
    ordered = sorted(rules, key=lambda rule: (-LEVELS.index(rule.level), rule.id))
    return "\n".join([HEADING, *(line for rule in ordered for line in _section(rule))])


def _section(rule: Rule) -> Iterator[str]:
    yield f"## {rule.id}\n"
    yield f"{rule.title}.\n"
    language = ", in Sigma" if rule.path.suffix in SIGMA else ""
    yield f"- {rule.level}, {rule.bits:g} bits, {', '.join(rule.attack)}{language}"
    if rule.speaks:
        yield f"- speaks of: {rule.speaks}"
    for key, said in rule.told.items():
        yield f"- {key}: {_escaped(said)}"
    if rule.parameters:
        yield "\n| parameter | default | why |\n| --- | --- | --- |"
        for parameter in rule.parameters:
            yield f"| `{parameter.name}` | {_default(parameter)} | {_escaped(parameter.reason)} |"
    yield ""


def _default(parameter: Parameter) -> str:
    value = parameter.default
    if isinstance(value, timedelta):
        return _length(value)
    if isinstance(value, str):
        return f"`{_escaped(value)}`"
    return f"{value:g} {parameter.unit}"


def _length(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference(packaged()))
