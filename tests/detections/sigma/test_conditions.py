"""Every modifier and condition, on a real engine, and against another's backend."""

import json

import pytest
from sigma.exceptions import SigmaError

from detections.sigma.corpus import Record, compiled, matches, records, rule, sqlite_matches

ROWS = records(
    {"user": "Amal@Mail.example", "address": "192.0.2.17", "command": "whoami /all"},
    {
        "user": "amal@mail.example",
        "address": "192.0.3.1",
        "command": "WHOAMI -all",
        "number": 7,
        "agent": "cABpAG4AZwA=",
    },
    {"user": "b_c%d", "address": "2001:DB8::1", "command": r"C:\Temp\a*b?.exe", "number": 10},
    {
        "user": "",
        "address": "::ffff:192.0.2.9",
        "command": "say 'hi'; --",
        "number": 10.5,
        "agent": "//5oAGkA",
    },
    {
        "user": None,
        "address": "no address",
        "command": "a\nb",
        "other": "amal@mail.example",
        "agent": "AGgAaQ==",
    },
    {"address": "2001:db8:0:1::", "agent": "Mozilla/5.0 (Windows)", "when": "2024-02-29 23:59:01"},
    {"user": "راصد", "address": "10.0.0.300", "command": "d2hvYW1p", "other": "راصد"},
    {
        "user": "BCDEFG",
        "other": "cde",
        "command": "xd2hvYW1pIC9hbGw=",
        "when": "2023-12-31",
        "agent": "eABwAGkAbgBnAA==",
    },
)

CASES: list[tuple[str, str, list[int]]] = [
    ("equal, large and small letters alike", "user: amal@mail.example", [0, 1]),
    ("any of several", "user:\n        - b_c%d\n        - BCDEFG", [2, 7]),
    ("of two fields", "user: amal@mail.example\n    number: 7", [1]),
    ("cased", "user|cased: amal@mail.example", [1]),
    ("contains", "command|contains: hoam", [0, 1]),
    ("contains all", "command|contains|all:\n        - who\n        - '/'", [0]),
    ("startswith", "command|startswith: WHO", [0, 1]),
    ("endswith", "command|endswith: -ALL", [1]),
    ("cased contains", "command|contains|cased: WHO", [1]),
    ("cased startswith", "command|cased|startswith: who", [0]),
    ("cased endswith", "command|cased|endswith: ALL", []),
    ("wildcards", "user: b?c*d", [2]),
    ("percent and underscore are themselves", "user: b_c%d", [2]),
    ("wildcards beside percents", "user: '?_c%*'", [2]),
    ("escaped wildcards", r"command: 'C:\Temp\a\*b\?.exe'", [2]),
    ("only a wildcard", "user: '*'", [0, 1, 2, 3, 6, 7]),
    ("cased wildcards", "command|cased: 'W*-?ll'", [1]),
    ("empty", "user: ''", [3]),
    ("quotes", "command: \"say 'hi'; --\"", [3]),
    ("null", "user: null", [4, 5]),
    ("null or a value", "user:\n        - null\n        - BCDEFG", [4, 5, 7]),
    ("exists", "other|exists: true", [4, 6, 7]),
    ("exists not", "other|exists: false", [0, 1, 2, 3, 5]),
    ("number", "number: 10", [2]),
    ("larger", "number|gt: 7", [2, 3]),
    ("at least", "number|gte: 10", [2, 3]),
    ("smaller", "number|lt: 10.5", [1, 2]),
    ("at most", "number|lte: 7", [1]),
    ("regular expression", "command|re: '^who.mi'", [0]),
    ("regular expression, any letters", "command|re|i: '^who.mi'", [0, 1]),
    ("regular expression over lines", "command|re|m: '^b$'", [4]),
    ("regular expression with a dot for a line's end", "command|re|s: 'a.b$'", [4]),
    ("no dot for a line's end", "command|re: '^a.b$'", []),
    ("regular expression, ignorecase", "command|re|ignorecase: '^WHO.mi'", [0, 1]),
    ("regular expression, multiline", "command|re|multiline: '^b$'", [4]),
    ("regular expression, dotall", "command|re|dotall: 'a.b$'", [4]),
    ("no network of IPv6", "address|cidr: fe80::/10", []),
    ("network of IPv4", "address|cidr: 192.0.2.0/24", [0, 3]),
    ("odd network of IPv4", "address|cidr: 192.0.2.0/23", [0, 1, 3]),
    ("network of IPv6", "address|cidr: 2001:db8::/32", [2, 5]),
    ("odd network of IPv6", "address|cidr: 2001:db8::/64", [2]),
    ("single address of IPv6", "address|cidr: 2001:db8:0:1::/128", [5]),
    ("several networks", "address|cidr:\n        - 192.0.3.0/24\n        - 2001:db8::/64", [1, 2]),
    ("dashes of every kind", "command|windash|contains: ' -all'", [0, 1]),
    ("base64", "command|base64: whoami", [6]),
    ("base64 at any place", "command|base64offset|contains: whoami", [6, 7]),
    ("wide base64", "agent|wide|base64offset|contains: ping", [1, 7]),
    ("utf-16 with its mark", "agent|utf16|base64: hi", [3]),
    ("big-endian", "agent|utf16be|base64: hi", [4]),
    ("another field at the end", "user|fieldref|endswith: other", [6]),
    ("another field", "user|fieldref: other", [6]),
    ("another field within", "user|fieldref|contains: other", [6, 7]),
    ("another field at the start", "user|fieldref|startswith: other", [6]),
    ("hour", "when|hour: 23", [5]),
    ("minute", "when|minute: 59", [5]),
    ("day", "when|day: 29", [5]),
    ("month", "when|month: 12", [7]),
    ("week", "when|week: 52", [7]),
    ("year", "when|year: 2024", [5]),
    ("not equal", "user|neq: amal@mail.example", [2, 3, 4, 5, 6, 7]),
    ("Arabic", "user|contains: اصد", [6]),
]


def quoted(text: str) -> str:
    """Return text as YAML that holds just that."""
    return json.dumps(text)


def ids(places: list[int]) -> list[str]:
    """Return the ids of records by their places."""
    return [f"e{place:03d}" for place in places]


@pytest.mark.parametrize(("asked", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_modifiers(asked: str, expected: list[int]) -> None:
    """Each matches what the specification says."""
    assert ids(expected) == matches(rule(f"s:\n    {asked}\ncondition: s"), ROWS)


@pytest.mark.parametrize(("asked", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_not_is_all_the_rest(asked: str, expected: list[int]) -> None:
    """Whatever is not known is not so: NOT matches every other record."""
    rest = [place for place in range(len(ROWS)) if place not in expected]

    assert ids(rest) == matches(rule(f"s:\n    {asked}\ncondition: not s"), ROWS)


MAPPED = {"network of IPv4", "odd network of IPv4"}
"""What it does not find: an IPv4 address that is written as IPv6."""


@pytest.mark.parametrize("asked", [c[1] for c in CASES if c[0] not in MAPPED])
@pytest.mark.parametrize("condition", ["s", "not s"])
def test_sqlite_finds_the_same(asked: str, condition: str) -> None:
    """Where another's backend supports it, it finds the same in the same records."""
    text = rule(f"s:\n    {asked}\ncondition: {condition}")

    assert sqlite_matches(text, ROWS) == matches(text, ROWS)


DETECTIONS: list[tuple[str, list[int]]] = [
    ("a:\n    user: BCDEFG\nb:\n    number: 7\ncondition: a or b", [1, 7]),
    ("a:\n    command|contains: whoami\nb:\n    number: 7\ncondition: a and not b", [0]),
    ("a_1:\n    number: 7\na_2:\n    number: 10\ncondition: 1 of a_*", [1, 2]),
    ("a_1:\n    user|contains: mail\na_2:\n    number: 7\ncondition: all of a_*", [1]),
    ("a:\n    number: 7\nb:\n    number: 10\ncondition: 1 of them", [1, 2]),
    ("a:\n    - number: 7\n    - user: BCDEFG\ncondition: a", [1, 7]),
    ("a:\n    - whoami\n    - Mozilla\ncondition: a", [0, 1, 5]),
    ("a:\n    - '*WINDOWS*'\ncondition: a", [5]),
    ("a:\n    '|re': 'who.mi'\ncondition: a", [0]),
    ("a:\n    - 10.5\ncondition: a", [3]),
    ("a:\n    - راصد\ncondition: a", [6]),
    (
        "a:\n    user|contains: mail\nb:\n    number|exists: true\ncondition: not (a and b)",
        [0, 2, 3, 4, 5, 6, 7],
    ),
]


@pytest.mark.parametrize(("detection", "expected"), DETECTIONS)
def test_conditions(detection: str, expected: list[int]) -> None:
    """Selections, lists of them, keywords, and what is made of them."""
    assert ids(expected) == matches(rule(detection), ROWS)


LISTS: list[Record] = records({"roles": ["Reader", "Global Administrator"]}, {"roles": []}, {})


OF_LISTS: list[tuple[str, list[int]]] = [
    ("roles: global administrator", [0]),
    ("roles|contains: admin", [0]),
    ("roles|re: '^Read'", [0]),
    ("roles: null", [2]),
    ("roles: nobody", []),
]


@pytest.mark.parametrize(("asked", "expected"), OF_LISTS)
def test_any_element_of_a_list_will_do(asked: str, expected: list[int]) -> None:
    """A field with several values matches if one of them does."""
    assert ids(expected) == matches(rule(f"s:\n    {asked}\ncondition: s"), LISTS)
    rest = [place for place in range(3) if place not in expected]
    assert ids(rest) == matches(rule(f"s:\n    {asked}\ncondition: not s"), LISTS)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("nothing: 1", "the field `nothing` is none of this log source"),
        ("user|re: '(?=a)b'", "none of RE2|invalid"),
        ("user|expand: '%admins%'", "admins"),
        ('user: "a\\0b"', "NUL"),
    ],
)
def test_what_cannot_be_run_says_why(asked: str, said: str) -> None:
    """A rule is refused in a sentence that names what is wrong."""
    with pytest.raises(SigmaError, match=said):
        compiled(rule(f"s:\n    {asked}\ncondition: s"), ROWS)
