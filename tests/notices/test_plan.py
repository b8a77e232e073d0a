"""Whom a plan tells what: from tables to notices."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from notices.made import ATTACKED, COVERED, ENTERED, LOOKED_FOR, SENDER
from rasid.notices.addresses import Listed, UnderAttack
from rasid.notices.codes import NoticeKey
from rasid.notices.facts import Channel, Seen
from rasid.notices.plan import Content, Known, Notice, Timing, as_json, from_json, make_content
from rasid.roster.spelling import canonical
from rasid.settings import NotifySettings
from rasid.signing import canonical as in_canonical_json

KEY = NoticeKey(b"k" * 32)
WORK = Listed("P1", "Ada", "Party", "fa-IR", ATTACKED.address, "work", "ada@home.example", "")
PRIVATE = replace(WORK, account=ENTERED.address, account_kind="personal")
SEEN = Seen("P1", (ATTACKED, ENTERED))
UNLISTED = Seen("", (replace(LOOKED_FOR, address="who@post.example"),))
NOW = Timing("now", None, "", "")


def content(
    *seen: Seen,
    listed: tuple[Listed, ...] = (WORK, PRIVATE),
    timing: Timing = NOW,
    channel: Channel = "mail",
    **settings: Any,  # noqa: ANN401 - any setting
) -> Content:
    hit = frozenset({ATTACKED.address, ENTERED.address})
    under_attack = UnderAttack(hit, frozenset({ENTERED.address}), canonical)
    known = Known(seen, {"P1": listed}, under_attack, COVERED)
    told = NotifySettings(
        organisation="Mail Example", help_desk="Desk", telephone="+00 555 0100", **settings
    )
    return make_content("C-1", known, timing, channel, told, sender=SENDER, key=KEY)


def person(made: Content) -> Notice:
    (found,) = (one for one in made.notices if one.facts.audience == "person")
    return found


def test_person_is_told_of_all_accounts_in_one_notice() -> None:
    notice = person(content(SEEN))

    assert ("P1", "ada@home.example", "fa", False) == (
        notice.addressee,
        notice.address,
        notice.language,
        notice.fallback,
    )
    assert "compromised" == notice.facts.finding
    assert [ENTERED.address, ATTACKED.address] == [one.address for one in notice.facts.accounts]


def test_administrator_is_told_of_work_accounts_alone() -> None:
    """What is private is no employer's business."""
    made = content(SEEN, administrators={"Party": "it@party.example"})
    (notice,) = (one for one in made.notices if one.facts.audience == "administrator")

    assert ("Party", "it@party.example") == (notice.addressee, notice.address)
    assert (ATTACKED,) == notice.facts.accounts
    assert "attacked" == notice.facts.finding
    assert person(made).code_hash != notice.code_hash


@pytest.mark.parametrize(
    ("language", "expected"), [("ar_EG", "ar"), ("FA", "fa"), ("de", "en"), ("", "en")]
)
def test_language_is_the_rosters_else_the_sites(language: str, expected: str) -> None:
    notice = person(content(SEEN, listed=(replace(WORK, language=language),)))

    assert (expected, expected == "en") == (notice.language, notice.fallback)


def test_who_is_on_no_roster_is_counted_and_not_told() -> None:
    (notice,) = content(UNLISTED).notices

    assert ("who@post.example", "unlisted", "") == (
        notice.addressee,
        notice.withheld,
        notice.address,
    )


def test_gravest_comes_first() -> None:
    other = Seen("", (replace(ATTACKED, address="other@post.example"),))
    made = content(UNLISTED, other, SEEN)

    assert ["P1", "Party", "other@post.example", "who@post.example"] == [
        one.addressee for one in made.notices
    ]


def test_notice_is_the_same_until_what_is_told_changes() -> None:
    """More attempts are no news; an account that was entered since is."""
    more = replace(ATTACKED, tries=ATTACKED.tries + 9)
    entered = replace(ATTACKED, finding="compromised", entered_at=ENTERED.entered_at)
    first, again, busier, worse = (
        person(content(Seen("P1", (account,)))) for account in (ATTACKED, ATTACKED, more, entered)
    )

    assert first == again
    assert (first.notice_id, first.code_hash) == (busier.notice_id, busier.code_hash)
    assert first.text_sha256 != busier.text_sha256
    assert first.notice_id != worse.notice_id
    assert first.code_hash != worse.code_hash


def test_batch_tells_the_risk_of_waiting() -> None:
    made = content(SEEN, timing=Timing("batch", date(2026, 4, 9), "all at once", ""))

    assert (
        "1 entered account(s) may stay in strangers' hands and 1 attacked one(s) may be entered "
        "while their owners know nothing; the last act was seen on 2026-03-24."
    ) == made.timing.risk
    assert "" == content(SEEN).timing.risk


def test_letters_need_no_address() -> None:
    notice = person(content(SEEN, channel="letter"))

    assert ("letter", "", "") == (notice.channel, notice.address, notice.withheld)


def test_content_comes_back_from_json() -> None:
    made = content(SEEN, UNLISTED, administrators={"Party": "it@party.example"})

    assert made == from_json(in_canonical_json(as_json(made)).decode())
