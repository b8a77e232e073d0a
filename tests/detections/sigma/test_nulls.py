"""What is not known is not so: conditions with NOT over missing fields, and values of any text."""

import json
from collections.abc import Mapping
from fnmatch import fnmatchcase

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from detections.sigma.corpus import Record, matches, records

Tree = str | tuple[str, "Tree"] | tuple[str, "Tree", "Tree"]

VALUES = st.sampled_from([None, "", "a", "A", "ab", "b", "10"])
ROWS = st.lists(
    st.fixed_dictionaries(
        {"user": VALUES, "other": VALUES, "number": st.none() | st.integers(8, 11)}
    ),
    min_size=1,
    max_size=8,
)
SELECTIONS: dict[str, object] = {
    "equal": {"user": "a"},
    "any": {"user": ["b", None]},
    "both": {"user": "a", "other": "b"},
    "within": {"other|contains": "b"},
    "begins": {"user|startswith": "a"},
    "wild": {"user": "a?"},
    "empty": {"other": ""},
    "missing": {"other": None},
    "there": {"user|exists": True},
    "gone": {"user|exists": False},
    "large": {"number|gt": 9},
    "number": {"number": 10},
    "same": {"user|fieldref": "other"},
    "not_a": {"user|neq": "a"},
    "maps": [{"user": "a"}, {"other|endswith": "b"}],
}
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(sorted(SELECTIONS)),
    lambda inner: (
        st.tuples(st.just("not"), inner) | st.tuples(st.sampled_from(["and", "or"]), inner, inner)
    ),
    max_leaves=6,
)


def written(tree: Tree) -> str:
    """Return a condition as a rule has it."""
    if isinstance(tree, str):
        return tree
    if len(tree) == 2:
        return f"not ({written(tree[1])})"
    return f"({written(tree[1])}) {tree[0]} ({written(tree[2])})"


def holds(tree: Tree, row: Record) -> bool:
    """Evaluate a condition of a record, without a third truth value."""
    if isinstance(tree, str):
        return selected(SELECTIONS[tree], row)
    if len(tree) == 2:
        return not holds(tree[1], row)
    both = [holds(one, row) for one in tree[1:]]
    return all(both) if tree[0] == "and" else any(both)


def selected(selection: object, row: Record) -> bool:
    """Tell whether a record has what a selection asks."""
    if isinstance(selection, list):
        return any(selected(one, row) for one in selection)
    assert isinstance(selection, Mapping)
    return all(_fits(asked, value, row) for asked, value in selection.items())


def _fits(asked: str, value: object, row: Record) -> bool:
    name, _, modifier = asked.partition("|")
    held = row.get(name)
    match modifier:
        case "exists":
            return (held is not None) == value
        case "neq":
            return not _fits(name, value, row)
        case "fieldref" if row.get(str(value)) is None:
            return False
        case "fieldref":
            value = row.get(str(value))
    if isinstance(value, list):
        return any(_fits(asked, one, row) for one in value)
    return _is(held, modifier, value)


def _is(held: object, modifier: str, value: object) -> bool:
    if value is None or held is None:
        return value is None and held is None
    if modifier == "gt":
        return float(str(held)) > float(str(value))
    text, pattern = str(held).lower(), str(value).lower()
    pattern = {"contains": "*{}*", "startswith": "{}*", "endswith": "*{}"}.get(
        modifier, "{}"
    ).format(pattern)
    return fnmatchcase(text, pattern)


@settings(max_examples=75, deadline=None)
@given(TREES, ROWS)
@example(("not", ("and", "equal", ("not", "missing"))), [{"user": None}, {"other": "b"}])
def test_not_over_what_is_missing(tree: Tree, given: list[Record]) -> None:
    """The engine finds what a plain evaluation finds, whatever is NULL under whatever NOT."""
    rows = records(*given)
    detection = {**SELECTIONS, "condition": written(tree)}
    rule = yaml.safe_dump(
        {"title": "a rule", "logsource": {"product": "any"}, "detection": detection}
    )

    expected = [f"e{place:03d}" for place, row in enumerate(given) if holds(tree, row)]
    assert expected == matches(rule, rows)


HOSTILE = st.text(
    st.sampled_from(
        list(
            "'\"\\%_!*?;-/$#{}()\n\r\t\x01\x1f\x7f\u00a0\u202e\u2028\ud7ff\ue000🦉\u0131\u0130ß\u017f\u212a\u0627"
        )
    ),
    max_size=12,
)


def escaped(text: str) -> str:
    """Return text whose wildcards and backslashes are themselves."""
    return "".join(f"\\{c}" if c in "\\*?" else c for c in text)


@settings(max_examples=30, deadline=None)
@given(HOSTILE, HOSTILE)
@example("'; DROP TABLE records; --", "\\")
@example("\\'", "\\\\")
@example("$1 :x ?", "?")
def test_a_value_is_only_ever_data(value: str, other: str) -> None:
    """Whatever a value holds, it finds the records that hold just that and does nothing else."""
    rows = records({"user": value}, {"user": f"x{value}y"}, {"user": other + "z"}, {})
    for modifier, expected in (
        ("cased", ["e000"]),
        ("contains|cased", ["e000", "e001"]),
        ("re", ["e000"]),
    ):
        asked = _as_expression(value) if modifier == "re" else escaped(value)
        selection = {f"user|{modifier}": asked}
        rule = json.dumps(
            {
                "title": "a rule",
                "logsource": {"product": "any"},
                "detection": {"s": selection, "condition": "s"},
            }
        )
        found = matches(rule, rows)
        also = ["e002"] if value in other + "z" and modifier == "contains|cased" else []
        assert sorted({*expected, *also}) == found


def _as_expression(text: str) -> str:
    return "^(?s:" + "".join(f"\\x{{{ord(c):x}}}" for c in text) + r")\z"
