"""The codes of a campaign's notices, for a help line to hold a caller's code against."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from rasid.languages import Language, clean
from rasid.notices.codes import NoticeKey
from rasid.notices.pieces import pieces_of
from rasid.notices.states import STATES
from rasid.notices.tracing import Traced
from rasid.typesetting import Page, typeset

_FORM = files("rasid") / "notices" / "forms" / "codes.typ"
_NOBODY_MAY_TELL = ("unlisted", "consent", "unasked")


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One line of the list for a help line."""

    code: str
    name: str
    language: str
    finding: str
    state: str


def code_rows(found: Iterable[Traced], key: NoticeKey) -> list[CodeRow]:
    """Return a row for each code, of earlier plans too: whoever was told then may call now.

    Of the notices that share a code, the one that went farthest says how it stands.
    """
    rows: dict[str, CodeRow] = {}
    for one in found:
        notice = one.standing.notice
        if notice.withheld in _NOBODY_MAY_TELL:
            continue
        code = key.code(notice.subject_id)
        state, facts = one.standing.state, notice.facts
        row = CodeRow(code, facts.name, notice.language, facts.finding, state)
        known = rows.get(code)
        if known is None or STATES.index(state) <= STATES.index(known.state):
            rows[code] = row
    return [rows[code] for code in sorted(rows)]


def as_code_list(
    rows: Sequence[CodeRow], campaign_id: str, language: Language, made_at: datetime
) -> bytes:
    """Return the codes of a campaign as a PDF to print."""
    pieces = pieces_of(language.code)
    title = pieces.sentence("codes", "title").replace("{campaign}", campaign_id)
    data = {
        "title": title,
        "told": f"{pieces.sentence('codes', 'keep')} {pieces.sentence('codes', 'how')}",
        "head": list(pieces.table("codes", "head").values()),
        "rows": [
            [
                one.code,
                clean(one.name),
                one.language,
                pieces.sentence("codes", "finding", one.finding),
                pieces.sentence("codes", "state", one.state),
            ]
            for one in rows
        ],
    }
    return typeset(_FORM, Page(language, title, made_at), data)
