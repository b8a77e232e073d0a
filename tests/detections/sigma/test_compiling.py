"""Rule files of anyone's making: what is wrong is said with file and line, and nothing hangs."""

from pathlib import Path
from re import search

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from detections.sigma.corpus import records, rule, source_of
from rasid.detections.sigma import NothingToRead
from rasid.detections.sigma.compiling import (
    LARGEST_FILE,
    Compiled,
    NotCompiled,
    compile_rules,
    read_rules,
)

ROWS = records({"user": "amal"})
GOOD = rule("s:\n    user: amal\ncondition: s", name="good")
ASKED = "s:\n    user: amal\ncondition: "
COUNT = (
    "title: many\ncorrelation:\n    type: event_count\n    rules: {}\n    timespan: {}\n"
    "    condition:\n        gte: 3\n"
)


def outcomes(*paths: Path) -> list[Compiled | NotCompiled]:
    return list(compile_rules(read_rules(paths), lambda _: source_of(ROWS)))


def written(folder: Path, text: str, name: str = "rule.yml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("title: [a\n", 2, "it is no YAML: expected ',' or ']'"),
        ("title: a\n\tb: c\n", 2, "it is no YAML: found character"),
        (GOOD + "title: again\n", 9, "the key `title` is there twice"),
        ("- a\n- b\n", 1, "a rule is a mapping, not list"),
        ("", 1, "it has no rule"),
        ("# only a remark\n", 1, "it has no rule"),
        ("title: 5\nlogsource: 7\ndetection: 3\n", 1, "title must be a string"),
        ("title: a\nlogsource: {product: any}\ndetection: [1, 2]\n", 1, "must be a valid YAML map"),
        (rule(ASKED + "5"), 1, "a condition is text, not 5"),
        (rule(ASKED + "[s, {}]"), 1, "a condition is text, not {}"),
        (rule(ASKED), 1, "a condition is text, not None"),
        (rule(ASKED + "(s"), 1, "Unbalanced parentheses"),
        (rule(ASKED + "nothing"), 1, "nothing"),
        (rule(ASKED + "1 of t_*"), 1, "doesn't match any detection"),
        (rule(ASKED + "not " * 2000 + "s"), 1, "nested too deeply"),
        ("title: " + "[" * 5000, 1, "nested too deeply"),
        (rule("s:\n    user|what: a\ncondition: s"), 1, "Unknown modifier 'what'"),
        (rule('s:\n    user: "\\ud83e"\ncondition: s'), 1, "half of a character"),
        (rule("s:\n    user|re: '(a{1000}){1000}'\ncondition: s"), 1, "none of RE2: invalid rep"),
        (rule("s:\n    - user|re: ['a', '(']\ncondition: s"), 1, "none of RE2: missing"),
        (rule("s:\n    user: 2024-01-01\ncondition: s"), 1, "Unsupported type"),
        ("title: !!python/object/apply:os.system ['true']\n", 1, "could not determine"),
        (GOOD + "---\n" + COUNT.format("[absent]", "5m"), 10, "a rule that is not there: .*absent"),
        (GOOD + "---\n" + COUNT.format("[good]", "5"), 10, "Timespan '5' is invalid"),
        (GOOD + "---\n" + COUNT.format("[good]", "9999999999d"), 10, "longer than any log"),
        (
            "title: loop\nname: loop\n" + COUNT.format("[loop]", "5m").removeprefix("title: many"),
            1,
            "it refers to itself",
        ),
        (
            "title: f\nlogsource: {product: any}\nfilter: {rules: [absent], s: 5, condition: s}\n",
            1,
            "it filters a rule that is not there: absent",
        ),
        ("title: f\nlogsource: {product: any}\nfilter: 5\n", 1, "filter"),
        (GOOD + "---\n" + rule(ASKED + "s | count() > 3"), 10, "no timeframe says within what"),
        (rule(ASKED + "s | near t\ntimeframe: 5m"), 1, "a pipe, of which rasid runs counts"),
        (rule(ASKED + "s | sum() > 3\ntimeframe: 5m"), 1, "says sum, but not of which field"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, text: str, line: int, why: str
) -> None:
    """One sentence, and the document's or the character's line; what else is right still runs."""
    path = written(tmp_path, text)

    *_, wrong = [one for one in outcomes(path) if isinstance(one, NotCompiled)]

    assert (path, line) == (wrong.file, wrong.line)
    assert search(why, wrong.why), wrong.why
    assert wrong.why.endswith(".")
    assert "\n" not in wrong.why


def test_aliases_do_not_explode(tmp_path: Path) -> None:
    """Lists that stand for a thousand million values are refused, not built."""
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
    )

    (wrong,) = outcomes(written(tmp_path, bomb + rule("s:\n    user: *a9\ncondition: s")))

    assert isinstance(wrong, NotCompiled)
    assert "too many nodes" in wrong.why


@pytest.mark.parametrize("data", [b"\xff\xfe\x00t", b"title: \x00", b"\x80\x81"])
def test_bytes_that_are_no_text(tmp_path: Path, data: bytes) -> None:
    """A file that is no text is told as such."""
    path = tmp_path / "rule.yml"
    path.write_bytes(data)

    (wrong,) = outcomes(path)

    assert isinstance(wrong, NotCompiled)


def test_a_file_too_large_and_a_file_that_is_gone(tmp_path: Path) -> None:
    """Neither stops the others."""
    large = written(tmp_path, "#" * (LARGEST_FILE + 1), "large.yml")
    good = written(tmp_path, GOOD, "good.yml")

    told = outcomes(large, tmp_path / "gone.yml", good)

    assert [NotCompiled, NotCompiled, Compiled] == [type(one) for one in told]
    assert good == told[2].file


def test_a_name_is_first_that_of_its_own_file(tmp_path: Path) -> None:
    """Two files may name a rule alike; a third, which has none of that name, is told of both."""
    other = GOOD.replace("user: amal", "user: bao")
    count = "---\n" + COUNT.format("good", "1h")
    paths = [
        written(tmp_path, GOOD + count, "a.yml"),
        written(tmp_path, other + count, "b.yml"),
        written(tmp_path, COUNT.format("good", "1h"), "c.yml"),
    ]

    first, second, third = sorted(outcomes(*paths), key=lambda one: one.file)

    assert isinstance(first, Compiled)
    assert isinstance(second, Compiled)
    assert isinstance(third, NotCompiled)
    assert ("'amal'" in first.queries[0], "'bao'" in second.queries[0]) == (True, True)
    assert "`good`, which several rules are named" in third.why


def test_only_what_is_wanted_is_compiled(tmp_path: Path) -> None:
    """And the rules that it refers to."""
    good = written(tmp_path, GOOD + "---\n" + COUNT.format("good", "1h"))
    written(tmp_path, GOOD.replace("good", "other"), "other.yml")

    rules = read_rules([good, tmp_path / "other.yml"])
    found = compile_rules(rules, lambda _: source_of(ROWS), lambda rule: str(rule.title) == "many")

    assert ["many"] == [str(one.rule.title) for one in found if isinstance(one, Compiled)]


def test_rules_of_several_files_know_each_other(tmp_path: Path) -> None:
    """A correlation may count a rule of another file; each tells its own file and line."""
    count = written(tmp_path, "# ours\n---\n" + COUNT.format("[good]", "5m"), "count.yml")
    good = written(tmp_path, GOOD, "good.yml")

    told = [one for one in outcomes(count, good) if isinstance(one, Compiled)]

    assert {("a rule", good, 1), ("many", count, 3)} >= {
        (str(one.rule.title), one.file, one.line) for one in told
    }
    assert "many" in {str(one.rule.title) for one in told}


def test_a_broken_rule_takes_only_its_correlations_along(tmp_path: Path) -> None:
    """What counts a rule that cannot be compiled cannot be run either, and says so."""
    bad = rule("s:\n    nothing: 1\ncondition: s", name="bad")
    text = "\n---\n".join([bad, COUNT.format("[bad]", "5m"), GOOD])

    told = outcomes(written(tmp_path, text))

    whys = [one.why for one in told if isinstance(one, NotCompiled)]
    assert 2 == len(whys)
    assert "the field `nothing`" in whys[0]
    assert "the rule `bad` could not be compiled" in whys[1]
    assert 1 == sum(isinstance(one, Compiled) for one in told)


def test_what_is_no_rule_takes_no_other_along(tmp_path: Path) -> None:
    """The other documents of its file still run."""
    path = written(tmp_path, f"{GOOD}---\n- a\n---\n{GOOD}")

    wrong, *right = outcomes(path)

    assert isinstance(wrong, NotCompiled)
    assert (10, "a rule is a mapping, not list.") == (wrong.line, wrong.why)
    assert [1, 12] == [one.line for one in right if isinstance(one, Compiled)]


def test_what_was_done_to_a_rule_is_not_read_again(tmp_path: Path) -> None:
    """Documents are kept as they were parsed; each reading makes rules of its own."""
    path = written(tmp_path, GOOD)
    (rule,) = read_rules([path]).collection.rules
    rule.title = "another"
    rule.tags.clear()

    (again,) = read_rules([path]).collection.rules
    assert again.title != "another"


def test_a_rule_without_records_is_idle(tmp_path: Path) -> None:
    """What has nothing to read is told apart from what is wrong."""

    def nothing(_: object) -> object:
        raise NothingToRead("no okta imported")

    rules = read_rules([written(tmp_path, GOOD)])
    (told,) = compile_rules(rules, nothing)  # type: ignore[arg-type]

    assert isinstance(told, NotCompiled)
    assert told.idle
    assert "nothing to read: no okta imported." == told.why


YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "title",
                    "name",
                    "logsource",
                    "product",
                    "detection",
                    "condition",
                    "correlation",
                    "type",
                    "rules",
                    "timespan",
                    "group-by",
                    "filter",
                    "action",
                    "s",
                    "user|re",
                    "user|cidr",
                    "user|fieldref",
                    "|all",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(given=st.lists(YAML, min_size=1, max_size=3))
def test_whatever_a_file_holds_is_told(
    tmp_path_factory: pytest.TempPathFactory, given: list[object]
) -> None:
    """Documents of wrong types are refused in a sentence, never with a traceback."""
    text = yaml.safe_dump_all(given, allow_unicode=True)
    path = written(tmp_path_factory.mktemp("rules"), text)

    for one in outcomes(path):
        assert isinstance(one, Compiled) or one.why
