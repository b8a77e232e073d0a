"""Homes with mappings of their own: a sound one to change, and where its cases are."""

from pathlib import Path

from rasid.settings import Home

MAPPING = """\
about = "A log of ours."
containers = ["json"]

[recognise]
keys = ["when", "user > name"]

[columns]
when = "VARCHAR"
user = { name = "VARCHAR" }
act = "VARCHAR"
code = "VARCHAR"
asn = "VARCHAR"

[let]
said = "lower(act)"

[event]
time = "moment(\\"when\\")"
account = "\\"user\\".name"
action = "CASE said WHEN 'in' THEN 'signin' ELSE 'other' END"
outcome = "'success'"
"""

CASES = """\
[[case]]
name = "a sign-in"
record = { when = "2026-01-01T00:00:00Z", user = { name = "Ada@mail.example" }, act = "IN" }
expect = { time = "2026-01-01T00:00:00", action = "signin", account = "ada@mail.example" }
"""


def changed(old: str, new: str) -> str:
    """Return the sound mapping with one text in it replaced."""
    assert 1 == MAPPING.count(old)
    return MAPPING.replace(old, new)


def write_mapping(home: Home, text: str, *, name: str = "ours", cases: str = CASES) -> Path:
    """Write a mapping into a home, with cases unless they are empty."""
    path = home.mappings / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    if cases:
        (home.mappings / f"{name}.cases.toml").write_text(cases, encoding="utf-8")
    return path
