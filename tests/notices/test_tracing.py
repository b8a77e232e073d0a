"""Mail that came back: which notice it is of, and what it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from notices.made import NOW, REPORT, approved_plan
from rasid.notices.states import EventLog
from rasid.notices.tracing import Returned, every_notice, read_returned
from rasid.settings import Home

ID = "0123456789abcdef01234567"
OTHER = "f" * 24


def report(action: str = "failed", kind: str = "message/rfc822", notice: str = ID) -> str:
    return REPORT.format(action=action, kind=kind, notice=notice)


def reply(header: str, value: str, **more: str) -> str:
    told = {"From": "ada@mail.example", header: value, **more}
    return "".join(f"{name}: {text}\n" for name, text in told.items()) + "\nThank you.\n"


BOUNCED = Returned((ID,), "bounced", "5.2.2 smtp; 552 mailbox full")
ANSWERED = Returned((ID,), "answered", "a reply came")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (report(), BOUNCED),
        (report(kind="text/rfc822-headers"), BOUNCED),
        (report(action="Failed"), BOUNCED),
        (report(action="delayed"), None),
        (report(action="delivered"), None),
        (report(notice="not-one-of-ours"), None),
        (report().replace("message/delivery-status", "text/plain"), None),
        (reply("In-Reply-To", f"<{ID}@mail.example>"), ANSWERED),
        (reply("References", f"<a@b.example>\n <{ID}@mail.example>"), ANSWERED),
        (reply("In-Reply-To", f"<{ID}@mail.example>", **{"Auto-Submitted": "auto-replied"}), None),
        (reply("In-Reply-To", f"<{ID}@mail.example>", **{"Auto-Submitted": "no"}), ANSWERED),
        (reply("Subject", f"<{ID}@mail.example>"), None),
        ("", None),
        ("Content-Type: multipart/report; boundary=x\n\nno parts", None),
    ],
)  # fmt: skip
def test_returned_mail_is_read(text: str, expected: Returned | None) -> None:
    assert expected == read_returned(text.encode())


def test_quoted_reports_are_data() -> None:
    """The reason is on one line, short, and without unseen characters."""
    hostile = report().replace("552 mailbox\n full", f"\x1b[31m\u202e{'x' * 500}")
    told = read_returned(hostile.encode())

    assert told
    assert 200 >= len(told.why)
    assert told.why.isprintable()


@given(st.sampled_from(["", report(), report(kind="text/rfc822-headers")]), st.binary(), st.data())
def test_any_bytes_are_read(text: str, noise: bytes, data: st.DataObject) -> None:
    """What somebody else's server wrote may be anything; it raises nothing."""
    at = data.draw(st.integers(0, len(text)))
    told = read_returned(text[:at].encode() + noise + text[at:].encode())

    assert told is None or set(told.notice_ids) == {ID}


def test_notices_of_earlier_plans_are_known(ledger: Engine, home: Home) -> None:
    """What was sent under a plan comes back although the next plan has it no more."""
    first = approved_plan(ledger, home)
    gone = first.content.notices[2].notice_id
    EventLog(ledger, first, "ann").append(gone, "sending", 1, "", NOW)
    second = approved_plan(ledger, home, notices=2)
    found = every_notice(ledger)

    assert [2, 2, 1] == [found[one.notice_id].plan.number for one in first.content.notices]
    assert second.number == 2
    assert "unknown" == found[gone].standing.state
    assert {} == every_notice(ledger, "C-9")
