"""The list of codes for a help line: whoever was sent a notice is on it, once."""

import pytest
from sqlalchemy import Engine

from notices.made import NOW, approved_plan
from rasid.languages import LANGUAGES
from rasid.notices.codes import NoticeKey
from rasid.notices.listing import CodeRow, as_code_list, code_rows
from rasid.notices.states import EventLog
from rasid.notices.tracing import every_notice
from rasid.settings import Home

HOSTILE = ("سارة", '#image("x")', "*a* _b_ $c$", "\u202egnp.exe", "A" * 300)


def test_codes_of_earlier_plans_are_listed(ledger: Engine, home: Home, key: NoticeKey) -> None:
    """Who was told then may call now; withheld without a right to tell is nobody's code."""
    first = approved_plan(ledger, home)
    told = first.content.notices[2]
    EventLog(ledger, first, "ann").append(told.notice_id, "sent", 1, "", NOW)
    approved_plan(ledger, home, notices=2)
    rows = code_rows(every_notice(ledger, "C-1").values(), key)

    assert 3 == len({row.code for row in rows}) == len(rows)
    assert ["sent"] == [row.state for row in rows if row.code == key.code(told.subject_id)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_list_of_codes_is_set(code: str) -> None:
    rows = [CodeRow("7H3K-9QXM-2W4P", name, "fa", "attacked", "unknown") for name in HOSTILE]
    made = as_code_list(rows, "C-1", LANGUAGES[code], NOW)

    assert made.startswith(b"%PDF-")
    assert made == as_code_list(rows, "C-1", LANGUAGES[code], NOW)
