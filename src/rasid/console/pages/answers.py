"""Answers to organisations that lie in the home: what each says, and whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from markupsafe import Markup

from rasid.answers import checked_answer, digest_of
from rasid.console.cells import with_isolates
from rasid.console.listing import Column, paged
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.errors import InputError, IntegrityError, UsageError
from rasid.settings import Home
from rasid.signing import signer_of

_FORMS = ("answer*.json", "answer*.pdf")
_VOUCHES = ".pdf.json"
_VERDICTS = ("holds", "another_key", "broken")


@dataclass(frozen=True, slots=True)
class _Answer:
    """A file with an answer; `statement` is empty where it does not hold, and `problem` says why.

    `validity` is one of _VERDICTS.
    """

    path: Path
    statement: Mapping[str, Any]
    signer: str
    validity: str
    problem: str


def answers(visit: Visit) -> Page:
    """List the answers, the latest first, and whether each is as it was signed."""
    validity = visit.chosen("validity", _VERDICTS)
    found = [_checked(visit.case.home, path) for path in answer_files(visit.case.home)]
    rows = [_row(one) for one in found if not validity or one.validity == validity]
    rows.sort(key=lambda row: (row["made_at"] is not None, row["made_at"]), reverse=True)
    columns = (
        Column("file", "code", head=True, link=lambda r: link("answers", r["file"])),
        Column("organisation"),
        Column("start", "day"),
        Column("end", "day"),
        Column("verdict", "word", "answers_verdicts"),
        Column("language", "word", "tongues"),
        Column("made_at", "moment"),
        Column("validity", "word", "validities"),
    )
    told = {"validity": validity, "validities": _VERDICTS}
    table = paged("answers", columns, rows, visit.page, "answers.none")
    return Page("answers.html.j2", "published", visit.speech.say("answers.title"), told, [table])


def answer(visit: Visit) -> Page:
    """Show what one answer says, word for word but for people."""
    home = visit.case.home
    path = next((one for one in answer_files(home) if one.name == visit.names["answer"]), None)
    if path is None:
        raise NotThereError("there is no such answer.")
    found = _checked(home, path)
    text = found.statement.get("text", "")
    told = {
        "validity": found.validity,
        "problem": visit.mask.record(found.problem),
        "signer": found.signer,
        "row": _row(found),
        "lines": _paragraphs(visit, text if isinstance(text, str) else ""),
        "digest": digest_of(dict(found.statement)) if found.statement else "",
        "direction": "ltr" if found.statement.get("language", "en") == "en" else "rtl",
        "tongue": str(found.statement.get("language", "en")),
        "same": f"rasid answer --verify reports/{path.name}",
    }
    title = visit.speech.say("answers.one", file=path.name)
    return Page("answer.html.j2", "published", title, told)


def answer_files(home: Home) -> list[Path]:
    """Return the files with answers of a home; a PDF stands for the signed answer beside it."""
    if not home.reports.is_dir():
        return []
    found = (path for form in _FORMS for path in home.reports.glob(form))
    return sorted(path for path in found if path.is_file() and not path.name.endswith(_VOUCHES))


def _checked(home: Home, path: Path) -> _Answer:
    try:
        statement, signer = checked_answer(path)
    except (InputError, IntegrityError, UsageError) as error:
        return _Answer(path, {}, "", "broken", str(error).replace(str(path.parent), "reports"))
    own = signer == signer_of(home).fingerprint
    return _Answer(path, statement, signer, "holds" if own else "another_key", "")


def _row(one: _Answer) -> dict[str, Any]:
    told = one.statement
    made_at = _moment(told.get("made_at"))
    return {
        "file": one.path.name,
        "organisation": str(told.get("organisation", "")),
        "start": _day(told.get("from")),
        "end": _day(told.get("to")),
        "verdict": str(told.get("verdict", "")),
        "language": str(told.get("language", "")),
        "made_at": made_at,
        "validity": one.validity,
    }


def _paragraphs(visit: Visit, text: str) -> list[Markup]:
    return [with_isolates(visit.mask.hide(line)) for line in text.splitlines() if line.strip()]


def _moment(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def _day(text: object) -> date | None:
    found = _moment(text)
    return found.date() if found else None
