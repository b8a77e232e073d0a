"""From a roster's CSV to rows: every field checked by itself, the first wrong one named."""

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rasid.errors import InputError, UsageError
from rasid.roster.account import Account, Row
from rasid.roster.spelling import bare
from rasid.tables.roster import ACCOUNT_KINDS, ROSTER
from rasid.tables.suggested import PROVISIONAL

COLUMNS = ROSTER.column_names
REQUIRED = COLUMNS[: COLUMNS.index("account") + 1]
DATES = ("listed_from", "listed_until")
RESERVED = ("unlisted", PROVISIONAL)
NEVER_EMPTY = ("person_id", "name", "category", "account")
CONSENTS = ("yes", "no", "")
DELIMITERS = ",;\t"
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class RosterFile:
    """The rows of a file in its order, and the columns that rasid has no use for.

    `dates` are those of DATES that the file has a column for.
    """

    rows: tuple[Row, ...]
    dates: tuple[str, ...]
    unknown_columns: tuple[str, ...]


def read_csv(path: Path) -> RosterFile:
    """Read a roster's rows; raises InputError at the first that cannot be one."""
    records = _records(path, _text(path))
    header_line, header = next(records, (1, []))
    names = [name.strip().lower() for name in header]
    _check_header(path, names, header_line)
    rows = tuple(
        Row(line, _account(path, line, _named(path, line, names, fields)))
        for line, fields in records
    )
    dates = tuple(name for name in DATES if name in names)
    return RosterFile(rows, dates, tuple(name for name in names if name not in COLUMNS))


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"cannot read the roster {path}: {error.strerror}.") from None
    if raw.startswith(UTF_16_MARKS):
        raise InputError(path, "this is UTF-16, expected UTF-8; save it as `CSV UTF-8`.")
    if b"\0" in raw:
        line = raw.count(b"\n", 0, raw.index(b"\0")) + 1
        raise InputError(path, "a NUL byte, expected a CSV file in UTF-8.", line=line)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = f"byte 0x{raw[error.start]:02x} is not UTF-8; save the file as `CSV UTF-8`."
        raise InputError(path, problem, line=line) from None


def _records(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not blank, with the line where it begins."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for fields in reader:
            if any(field.strip() for field in fields):
                yield line, fields
            line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(path, f"not CSV: {error}.", line=line) from None


def _check_header(path: Path, names: list[str], line: int) -> None:
    missing = [name for name in REQUIRED if name not in names]
    if missing:
        came = ", ".join(names) if names else "nothing"
        problem = f"the header lacks {', '.join(missing)}; it has {_shortened(came)}."
        raise InputError(path, problem, line=line)
    twice = sorted({name for name in names if name in COLUMNS and names.count(name) > 1})
    if twice:
        raise InputError(path, f"the header has {', '.join(twice)} more than once.", line=line)


def _named(path: Path, line: int, names: list[str], fields: list[str]) -> dict[str, str]:
    if len(fields) != len(names):
        problem = f"the row has {len(fields)} fields, expected the {len(names)} of the header."
        raise InputError(path, problem, line=line)
    named = dict.fromkeys(COLUMNS, "")
    named.update({n: f for n, f in zip(names, fields, strict=True) if n in named})
    return named


def _account(path: Path, line: int, named: Mapping[str, str]) -> Account:
    field = {name: " ".join(text.split()) for name, text in named.items()}
    for name, text in field.items():
        if any(unicodedata.category(letter) == "Cc" for letter in text):
            problem = f"{name} has a control character: {_shortened(ascii(text))}."
            raise InputError(path, problem, line=line)
        if not text and name in NEVER_EMPTY:
            raise InputError(path, f"{name} is empty.", line=line)
        if name == "category" and text in RESERVED:
            problem = f"category is {text!r}, which is for accounts on no roster."
            raise InputError(path, problem, line=line)
    recovers = _address(path, line, "recovers", field["recovers"]) if field["recovers"] else ""
    since, until = (_date(path, line, name, field[name]) for name in DATES)
    if since and until and until <= since:
        problem = f"listed_until is {until}, expected a day after listed_from, which is {since}."
        raise InputError(path, problem, line=line)
    kind = field["account_kind"].lower() or ("recovery" if recovers else "work")
    return Account(
        person_id=_composed(field["person_id"]),
        name=_composed(field["name"]),
        category=_composed(field["category"]),
        organisation=_composed(field["organisation"]),
        country=_composed(field["country"]),
        language=_composed(field["language"]),
        account=_address(path, line, "account", field["account"]),
        account_kind=_one_of(path, line, "account_kind", kind, ACCOUNT_KINDS),
        recovers=recovers,
        notify_to=field["notify_to"],
        consent=_one_of(path, line, "consent", field["consent"].lower(), CONSENTS),
        listed_from=since,
        listed_until=until,
    )


def _composed(text: str) -> str:
    """Return `text` in NFC, so that one name typed on two keyboards is one name."""
    return unicodedata.normalize("NFC", text)


def _address(path: Path, line: int, name: str, text: str) -> str:
    """Return an address as the log side writes it: trimmed, lower-cased, nothing before it."""
    address = bare(_composed(text))
    local, _, domain = address.rpartition("@")
    strange = set(" @<>,;\"'\\:()[]") & set(local + domain)
    if not local or not domain or strange or not text.isprintable():
        problem = f"{name} is {_shortened(ascii(text))}, expected an address such as a@b.example."
        raise InputError(path, problem, line=line)
    return address


def _date(path: Path, line: int, name: str, text: str) -> str:
    """Return a day as it is written, which is the one ISO form; empty stays empty."""
    try:
        is_day = not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        is_day = False
    if not is_day:
        problem = f"{name} is {_shortened(ascii(text))}, expected a day such as 2026-03-31."
        raise InputError(path, problem, line=line)
    return text


def _one_of(path: Path, line: int, name: str, text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        listed = ", ".join(value or "nothing" for value in known)
        problem = f"{name} is {_shortened(ascii(text))}, expected one of {listed}."
        raise InputError(path, problem, line=line)
    return text


def _shortened(text: str, limit: int = 120) -> str:
    return text if len(text) <= limit else text[:limit] + "…"
