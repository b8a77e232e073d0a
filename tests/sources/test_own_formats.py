"""What `rasid check` says of mappings and tables of codes that have something wrong."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.errors import InputError
from rasid.settings import Home, Settings
from rasid.sources import examine
from rasid.sources.own_formats import formats_of
from sources.own_mappings import MAPPING, changed, write_mapping


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1), tmp_path_factory.mktemp("spill")) as opened:
        yield opened


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "case")
    made.create()
    return made


def problems(home: Home, engine: DuckDB) -> list[str]:
    """Return each finding as the line, the place and the sentence."""
    return [f"{found.line}: {found.problem}" for found in examine(home, engine).findings]


CODES = '[codes.known]\ntable = "reasons"\non = "said"\n\n[event]'

WRONG = {
    "no TOML": (changed("[let]", "[let"), "14: not TOML: expected ']' at the end"),
    "an unknown key": (
        'abuot = "x"\n' + MAPPING,
        "1: abuot: the key is not known; expected 'about'",
    ),
    "a missing key": (changed('about = "A log of ours."', ""), "None: about: the key is missing"),
    "no time": (
        changed('time = "moment(', 'device = "lower('),
        "17: [event] time: the key is missing",
    ),
    "an unknown container": (
        changed('"json"', '"jsn"'),
        "2: [containers]: got 'jsn'; expected 'json'",
    ),
    "a container that is no list": (
        changed('["json"]', '"json"'),
        "2: containers: got 'json'; exp",
    ),
    "an unknown column of the events": (
        changed("account =", "acount ="),
        "19: [event] acount: the column is not known; expected 'account'",
    ),
    "a value of a table": (
        changed('keys = ["when", "user > name"]', 'values = { user = ["x"] }'),
        "5: [recognise] values.user: the path 'user' leads to no text; expected a path to a value.",
    ),
    "an expression that is a number": (
        changed("\"'success'\"", "1"),
        "21: [event] outcome: got 1; expected an SQL expression in quotes.",
    ),
    "a type of its own": (
        changed('act = "VARCHAR"', 'act = "DATE"'),
        "10: [columns] act: got 'DATE'",
    ),
    "a name that is taken": (changed("act =", "raw_file ="), "10: [columns] raw_file: a name that"),
    "a path that is not read": (
        changed('"user > name"', '"user > nam"'),
        "5: [recognise] keys: the path 'user > nam' leads to 'nam', which [columns] lacks;",
    ),
    "a path through text": (
        changed('"user > name"', '"act > name"'),
        "5: [recognise] keys: the path 'act > name' leads to 'name', which [columns] lacks;",
    ),
    "nothing to recognise by": (
        changed('keys = ["when", "user > name"]', "values = {}"),
        "4: recognise: nothing to recognise by",
    ),
    "an unknown name": (
        changed("lower(act)", "lower(acct)"),
        "15: [let] said: there is no column 'acct'; expected 'act', perhaps.",
    ),
    "an unknown macro": (
        changed("moment(", "momnet("),
        "18: [event] time: there is no macro or function 'momnet'; expected 'moment', perhaps.",
    ),
    "an unknown field": (
        changed('account = "\\"user\\".name"', 'account = "\\"user\\".nam"'),
        "19: [event] account: there is no 'nam' in it; expected 'name', perhaps.",
    ),
    "a table of codes that is not there": (
        changed("[event]", CODES.replace("reasons", "reason")),
        "18: [codes.known] table: there is no table of codes 'reason'; expected 'reasons'",
    ),
    "a name of a table that is not joined": (
        changed("[event]", CODES).replace("\"'success'\"", '"knwon.outcome"'),
        "25: [event] outcome: there is no column 'knwon'; expected 'known', perhaps.",
    ),
    "codes without a key": (
        changed("[event]", '[codes.known]\ntable = "reasons"\n\n[event]'),
        "17: [codes.known] on: the key is missing; expected text in quotes.",
    ),
    "a time that is text": (
        changed('time = "moment(\\"when\\")"', 'time = "said"'),
        "18: [event] time: a VARCHAR; expected a TIMESTAMP, such as moment(x) gives.",
    ),
    "a number that is a list": (
        changed("[event]", '[event]\nasn = "[asn]"'),
        "18: [event] asn: a VARCHAR[]; expected a VARCHAR.",
    ),
    "existence that is text": (
        changed("[event]", '[event]\naccount_exists = "said"'),
        "18: [event] account_exists: a VARCHAR; expected a BOOLEAN.",
    ),
    "a record that is text": (
        changed("containers", 'record = "act"\ncontainers'),
        "2: record: a VARCHAR; expected a BOOLEAN, true for its records.",
    ),
    "no word of the vocabulary": (
        changed("THEN 'signin'", "THEN 'sign-in'"),
        "20: [event] action: the constant 'sign-in'; expected 'signin', perhaps.",
    ),
    "no word of the vocabulary, by name": (
        changed("\"'success'\"", '"said"').replace('"lower(act)"', "\"coalesce(act, 'fail')\""),
        "15: [let] said: the constant 'fail'; expected 'failure', perhaps.",
    ),
    "an unknown model": (
        'like = "okat"\n' + MAPPING,
        "1: like: got 'okat'; expected 'okta', perhaps.",
    ),
    "a query": (
        changed("lower(act)", "(SELECT content FROM read_text('/etc/passwd'))"),
        "15: [let] said: a query within the expression; expected one SQL expression",
    ),
    "two expressions": (changed("lower(act)", "act, code"), "15: [let] said: several expressions"),
    "half an expression": (changed("lower(act)", "lower(act"), "15: [let] said: syntax error at"),
}


@pytest.mark.parametrize(("text", "problem"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_in_its_place(
    home: Home, engine: DuckDB, text: str, problem: str
) -> None:
    write_mapping(home, text)

    told = problems(home, engine)

    assert 1 == len(told), told
    assert told[0].startswith(problem), told[0]


def test_sound_mapping_is_known(home: Home, engine: DuckDB) -> None:
    write_mapping(home, MAPPING)

    examined = examine(home, engine)

    assert [] == examined.findings
    assert {"ours", "okta"} <= examined.formats.mappings.keys()


def test_every_mistake_is_told(home: Home, engine: DuckDB) -> None:
    """A mistake does not hide those after it, and what stands on it is not told as well."""
    text = changed("lower(act)", "lower(acct)").replace("'signin'", "'entry'")
    write_mapping(home, text.replace("moment(", "momnet("))

    lines = [told.split(":")[0] for told in problems(home, engine)]

    assert ["15", "18", "20"] == lines


def test_what_is_taken_over_is_told_where_it_is_asked_for(home: Home, engine: DuckDB) -> None:
    """A mapping like another misses a name that the other's expressions stand on."""
    write_mapping(home, MAPPING)
    like = 'about = "x"\ncontainers = ["json"]\nlike = "ours"\n\n[recognise]\nkeys = ["at"]\n\n'
    write_mapping(home, f'{like}[columns]\nat = "VARCHAR"\nact = "VARCHAR"\n', name="theirs")

    told = [problem.split(";")[0] for problem in problems(home, engine)]

    assert [
        "3: [event] time (of ours): there is no column 'when'",
        "3: [event] account (of ours): there is no column 'user'",
    ] == told


def test_mappings_like_each_other_are_refused(home: Home, engine: DuckDB) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        write_mapping(home, f'like = "{other}"\n', name=name)

    told = problems(home, engine)

    assert all("like: got" in problem for problem in told)
    assert 2 == len(told)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "None: nothing is in it"),
        (
            'a = { reason = "x" }\nb = { resaon = "x" }',
            "2: b: got the fields resaon; expected those",
        ),
        ("a = { reason = 1 }", "1: [a] reason: got 1; expected text in quotes."),
        ('a = { key = "x" }', "1: [a] key: a name that rasid itself uses; expected another one."),
        ('a = "x"', "1: a: got 'x'; expected a table of meanings."),
    ],
)
def test_wrong_codes_are_told(home: Home, engine: DuckDB, text: str, problem: str) -> None:
    (home.codes / "ours.toml").write_text(text)

    assert problems(home, engine)[0].startswith(problem)


def test_codes_of_the_home_are_looked_up(home: Home, engine: DuckDB) -> None:
    """A word in them that is not in the vocabulary is told where it is used."""
    (home.codes / "mine.toml").write_text('"it\'s" = { outcome = "sucess" }')
    joined = changed("[event]", '[codes.known]\ntable = "mine"\non = "{codes}"\n\n[event]')
    joined = joined.replace('"{codes}"', "\"regexp_extract(act, '{codes}')\"")
    write_mapping(home, joined.replace("\"'success'\"", '"known.outcome"'))

    (told,) = problems(home, engine)

    assert told.startswith("25: [event] outcome: known.outcome, which is 'sucess' for the code")
    assert told.endswith("of mine; expected 'success', perhaps.")


def test_codes_that_a_packaged_mapping_needs_otherwise(home: Home, engine: DuckDB) -> None:
    """A table that takes a packaged one's place must have what its mappings ask for."""
    (home.codes / "okta_reasons.toml").write_text('x = { cause = "x" }')

    assert any("[then]" in told or "[event]" in told for told in problems(home, engine))


def test_unsound_mapping_stops_an_import(home: Home, engine: DuckDB) -> None:
    path = write_mapping(home, changed("moment(", "momnet("))

    with pytest.raises(InputError, match=r"'moment', perhaps; `rasid check` tells all") as told:
        formats_of(home, engine)

    assert (str(path), 18) == (told.value.path, told.value.line)
