"""Text of rules as SQL: every value is a literal, whatever is in it."""

import re2
from sigma.exceptions import SigmaValueError
from sigma.types import SigmaString, SpecialChars

ESCAPE = "!"
"""Escapes in LIKE patterns; a backslash would be read differently from engine to engine."""


def literal(text: str) -> str:
    """Return `text` as an SQL string; engines hold no NUL, so neither can a record."""
    if "\x00" in text:
        raise SigmaValueError("a value holds a NUL character, which no log field can.")
    try:
        # JSON's way to write what lies beyond 16 bits, which YAML leaves in halves.
        text = text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise SigmaValueError("a value holds half of a character.") from None
    return "'" + text.replace("'", "''") + "'"


def why_no_pattern(text: str) -> str:
    """Say why a regular expression is none of RE2, which engines run; empty where it is one."""
    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(text, options)
    except re2.error as error:
        said = error.args[0].decode() if isinstance(error.args[0], bytes) else str(error)
        return f"the regular expression {text[:80]!r} is none of RE2: {said[:80]}."
    return ""


def quoted(name: str) -> str:
    """Return `name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def parts_of(value: SigmaString) -> list[str | SpecialChars]:
    """Return the plain parts and wildcards of a string; a placeholder is refused."""
    parts: list[str | SpecialChars] = []
    for part in value.s:
        if not isinstance(part, str | SpecialChars):
            raise SigmaValueError(f"the placeholder %{part.name}% was given no values.")
        parts.append(part)
    return parts


def compare_text(  # noqa: C901, PLR0911 - a case for each shape
    value: str, text: SigmaString, *, cased: bool, anywhere: bool = False
) -> str:
    """Return the condition that the SQL `value` is like `text`; `anywhere` within it for keywords.

    A wildcard at either end becomes a search for what is between, which engines do fastest.
    """
    many = SpecialChars.WILDCARD_MULTI
    parts = parts_of(text)
    if anywhere:
        parts = [many, *parts, many]
    while len(parts) > 1 and parts[0] is many and parts[1] is many:
        parts = parts[1:]
    while len(parts) > 1 and parts[-1] is many and parts[-2] is many:
        parts = parts[:-1]

    def folded(sql: str) -> str:
        return sql if cased else f"lower({sql})"

    match parts:
        case []:
            return f"{value} = ''"
        case [str(plain)]:
            return f"{folded(value)} = {folded(literal(plain))}"
        case [SpecialChars.WILDCARD_MULTI]:
            return f"{value} IS NOT NULL"
        case [SpecialChars.WILDCARD_MULTI, str(plain), SpecialChars.WILDCARD_MULTI]:
            return f"contains({folded(value)}, {folded(literal(plain))})"
        case [str(plain), SpecialChars.WILDCARD_MULTI]:
            return f"starts_with({folded(value)}, {folded(literal(plain))})"
        case [SpecialChars.WILDCARD_MULTI, str(plain)]:
            return f"ends_with({folded(value)}, {folded(literal(plain))})"
    pattern = folded(literal("".join(map(_in_pattern, parts))))
    return f"{folded(value)} LIKE {pattern} ESCAPE '{ESCAPE}'"


def _in_pattern(part: str | SpecialChars) -> str:
    if isinstance(part, SpecialChars):
        return "%" if part is SpecialChars.WILDCARD_MULTI else "_"
    for character in (ESCAPE, "%", "_"):
        part = part.replace(character, ESCAPE + character)
    return part
