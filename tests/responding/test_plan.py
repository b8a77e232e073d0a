"""Who is in a plan, in which order, what was exposed, and what others get."""

from datetime import timedelta
from typing import Any

import pytest

from rasid.responding.handing_off import HandOff
from rasid.responding.plan import Plan, campaigns_within, plan_response
from rasid.responding.telling import hand_off_document, hand_off_text
from reports.months import Month, OpenMonth, person
from responding.cases import START, account, deed, rows_of

NOW = START + timedelta(days=30)


def planned(open_month: OpenMonth, *found: Any, ours: list[str] = [], **more: Any) -> Plan:  # noqa: ANN401, B006
    """Return the plan for accounts of a campaign."""
    return plan_response(open_month(rows_of(*found, **more)), "C-1", ours)


def test_entered_come_first_and_mailboxes_before_what_they_recover(open_month: OpenMonth) -> None:
    roster = [
        person("p1", "x", "work@mail.example"),
        person(
            "p1", "x", "box@mail.example", account_kind="recovery", recovers="work@mail.example"
        ),
    ]
    plan = planned(
        open_month,
        account("tried@mail.example", deed(0, "signin failure")),
        account("work@mail.example", deed(1, "signin"), deed(2, "mail_access")),
        account("box@mail.example", deed(5, "signin")),
        account("other@mail.example", deed(3, "signin")),
        account("asked@mail.example", deed(4, "lookup")),
        roster=roster,
    )

    assert [
        ("box@mail.example", "compromised"),
        ("work@mail.example", "exploited"),
        ("other@mail.example", "compromised"),
        ("tried@mail.example", "attacked"),
    ] == [(one.affected.account, one.affected.standing) for one in plan.accounts]


def test_mailboxes_in_a_circle_are_each_told_once(open_month: OpenMonth) -> None:
    pair = (("a@mail.example", "b@mail.example"), ("b@mail.example", "a@mail.example"))
    roster = [person("p", "x", a, account_kind="recovery", recovers=b) for a, b in pair]
    found = [account(a, deed(n, "signin")) for n, (a, _) in enumerate(pair)]

    plan = planned(open_month, *found, roster=roster)
    assert {"a@mail.example", "b@mail.example"} == {p.affected.account for p in plan.accounts}
    assert 2 == len(plan.accounts)


@pytest.mark.parametrize(("exists", "accounts", "absent"), [(False, 0, 1), (None, 1, 0)])
def test_address_that_does_not_exist_asks_for_nothing(
    open_month: OpenMonth, *, exists: bool | None, accounts: int, absent: int
) -> None:
    plan = planned(
        open_month, account("nobody@mail.example", deed(0, "signin failure")), exists=exists
    )

    assert (accounts, absent) == (len(plan.accounts), plan.absent)


@pytest.mark.parametrize(
    ("deeds", "words"),
    [
        ([deed(0, "signin")], "What was read is unknown with these logs: those of Google"),
        ([deed(0, "signin"), deed(1, "mail_access", detail="Send")], "What was read is unknown"),
        ([deed(0, "signin"), deed(1, "mail_access")], "Whether mail was sent in the owner's name"),
        ([deed(0, "signin"), deed(1, "mail_access", detail="MailItemsAccessed Bind throttled")],
         "stopped counting"),
        ([deed(0, "signin"), deed(1, "mail_access", detail="MailItemsAccessed Sync")],
         "whole folders"),
        ([deed(0, "signin"), deed(1, "mail_access")], "name no correspondent"),
    ],
)  # fmt: skip
def test_what_is_not_known_is_said(open_month: OpenMonth, deeds: list[Any], words: str) -> None:
    (one,) = planned(open_month, account("a@mail.example", *deeds)).accounts

    assert one.exposure
    assert any(words in sentence for sentence in one.exposure.unknown)


def test_what_was_done_is_counted_with_its_times(open_month: OpenMonth) -> None:
    forwarding = deed(9, "forwarding_rule", detail="Set-Mailbox: smtp:[Out@Other.example]")
    read = [deed(n, "mail_access", detail="from <her@mail.example>") for n in (3, 5)]
    (one,) = planned(
        open_month, account("a@mail.example", deed(1, "signin"), *read, forwarding)
    ).accounts

    assert one.exposure
    assert [("signin", 1, 1, 1), ("mail_access", 2, 3, 5), ("forwarding_rule", 1, 9, 9)] == [
        (act.action, act.times, _minute(act.first_at), _minute(act.last_at))
        for act in one.exposure.acts
    ]
    assert (("her@mail.example",), ("out@other.example",)) == (
        one.exposure.correspondents,
        one.exposure.recipients,
    )
    assert one.exposure.last_safe.startswith("The logs do not show the account's own people")


def test_mail_that_was_sent_is_told_apart_from_what_was_read(open_month: OpenMonth) -> None:
    read = deed(2, "mail_access", detail="MailItemsAccessed Bind")
    sent = [deed(n, "mail_access", detail=how) for n, how in ((3, "Send"), (5, "SendAs x"))]
    (one,) = planned(open_month, account("a@mail.example", deed(1, "signin"), read, *sent)).accounts

    assert one.exposure
    assert [("signin", 1), ("mail_access", 1), ("mail_sent", 2)] == [
        (act.action, act.times) for act in one.exposure.acts
    ]
    assert not any("was sent" in sentence for sentence in one.exposure.unknown)


def test_evidence_is_that_of_the_surest_entry(open_month: OpenMonth) -> None:
    """A sure attack does not make an entry sure; what was needed stands beside it."""
    deeds = [deed(0, "signin failure", bits=30.0), deed(1, "signin", bits=4.5, session_id="s2")]
    rows = rows_of(account("a@mail.example", *deeds, deed(2, "signin", bits=3.5)))
    rows["judged"] = [{"session_id": "s2", "account": "a@mail.example", "needed": 3.0}]
    (one,) = plan_response(open_month(rows), "C-1").accounts

    assert (4.5, 3.0) == (one.affected.surest.bits, one.affected.surest.needed)


def test_last_safe_moment_is_at_home_and_before(open_month: OpenMonth) -> None:
    """Neither a stranger's visit, nor one without a success, nor a later one makes it safe."""
    rows = rows_of(account("a@mail.example", deed(100, "signin", session_id="bad")))
    rows["visits"] = [
        _visit("home", 10, 20),
        _visit("bad", 90, 95),
        _visit("strange", 30, 40, home_bits=1.0),
        _visit("failed", 30, 40, signin_successes=0),
        _visit("later", 200, 210),
    ]
    rows["sessions"] = [{"session_id": visit["session_id"]} for visit in rows["visits"]]
    (one,) = plan_response(open_month(rows), "C-1").accounts

    assert one.exposure
    assert START + timedelta(minutes=20) == one.exposure.last_safe_at
    assert "last seen in it at 2026-03-02 09:20 UTC" in one.exposure.last_safe


@pytest.mark.parametrize(
    ("change", "home_bits", "told"),
    [
        ({}, -1.0, ["mfa_change"]),
        ({"time": START - timedelta(minutes=1)}, -1.0, []),
        ({"outcome": "failure"}, -1.0, []),
        ({"action": "signin"}, -1.0, []),
        ({"actor_account": "admin@mail.example"}, -1.0, []),
        ({"actor_account": "b@mail.example"}, -1.0, ["mfa_change"]),
        ({"source_ip": "203.0.113.1"}, -1.0, []),
        ({}, 4.0, []),
    ],
)
def test_change_that_no_campaign_is_told_to_have_made_is_asked_about(
    open_month: OpenMonth, change: dict[str, Any], home_bits: float, told: list[str]
) -> None:
    """After the attack, by the account itself, from where it is not at home; it goes first."""
    month = _changed(change, home_bits=home_bits)
    first, second = plan_response(open_month(month), "C-1").accounts
    one = first if first.affected.account == "b@mail.example" else second

    assert told == [deed.action for deed in one.affected.unexplained]
    assert bool(told) == (one is first)
    assert "attacked" == one.affected.standing
    step = {step.step: step for step in one.steps}.get("reach_owner")
    assert (told, [True] * bool(told)) == (
        [left.what for left in step.left] if step else [],
        ["ask the owner" in note for note in step.notes] if step else [],
    )


def test_change_that_was_decided_to_be_innocent_is_not_asked_about(open_month: OpenMonth) -> None:
    month = _changed({}, home_bits=-1.0)
    month["judged"] = [{"session_id": "own", "account": "b@mail.example", "step": "innocent"}]

    plan = plan_response(open_month(month), "C-1")
    assert not any(one.affected.unexplained for one in plan.accounts)


def test_hand_off_holds_its_own_accounts_and_nobody_elses(open_month: OpenMonth) -> None:
    roster = [
        person("p1", "x", "one@mail.example"),
        person("p1", "x", "one@post.example", account_kind="recovery", recovers="one@mail.example"),
        person("p2", "x", "two@mail.example"),
        person("p2", "x", "two@post.example", account_kind="personal"),
        person("p3", "x", "three@mail.example"),
        person("p3", "x", "three@letter.example", account_kind="personal"),
        person("p4", "x", "four@mail.example"),
        person("p4", "x", "four@post.example", account_kind="personal", consent="no"),
        person("p5", "x", "five@post.example", account_kind="personal"),
        person("p1", "x", "own@mail.example", account_kind="personal"),
    ]
    plan = planned(
        open_month,
        account("one@mail.example", deed(0, "recovery_send"), deed(1, "signin")),
        *(
            account(f"{name}@mail.example", deed(n, "signin failure", source_ip=f"203.0.113.{n}"),
                    person_id=f"p{n}")
            for n, name in enumerate(("two", "three", "four"), start=2)
        ),
        roster=roster,
        ours=["Mail.example"],
    )  # fmt: skip
    handed = {one.provider: one for one in plan.hand_offs.providers}

    assert ["letter.example", "post.example"] == list(handed)
    assert 1 == plan.hand_offs.held_back
    assert ["one@post.example", "two@post.example"] == _accounts(handed["post.example"])
    assert ["recovery_send"] == [seen.action for seen in handed["post.example"].accounts[0].seen]
    for name, foreign in (("letter.example", "post.example"), ("post.example", "letter.example")):
        text = hand_off_text(handed[name], "C-1", NOW)
        document = str(hand_off_document(handed[name], "C-1", NOW))
        for told in (text, document):
            for private in (foreign, "mail.example", "Name of", "203.0.113.4", "'p1'", "four"):
                assert private not in told


def test_domains_are_those_that_the_logs_show_at_work(open_month: OpenMonth) -> None:
    """A mailbox where others sign in is at home; one of a domain that never did is elsewhere."""
    roster = [
        person("p1", "x", "a@mail.example"),
        person("p1", "x", "a@mail.example.", account_kind="personal"),
        person("p1", "x", "b@mail.example", account_kind="personal"),
        person("p1", "x", "b@post.example", account_kind="personal"),
    ]
    plan = planned(open_month, account("a@mail.example", deed(0, "signin")), roster=roster)

    assert "post.example" in [one.provider for one in plan.hand_offs.providers]
    assert "mail.example" not in [one.provider for one in plan.hand_offs.providers]


def test_what_was_said_of_merged_campaigns_is_looked_up(open_month: OpenMonth) -> None:
    merged = [("C-3", "C-2"), ("C-2", "C-1"), ("C-9", "C-8")]
    history = [
        {"campaign_id": old, "other_id": new, "change": "merged", "analysis": 1}
        for old, new in merged
    ]
    engine = open_month({"campaign_history": history})

    assert {"C-1", "C-2", "C-3"} == campaigns_within(engine, "C-1")


def _accounts(handed: HandOff) -> list[str]:
    return [one.account for one in handed.accounts]


def _minute(time: Any) -> int:  # noqa: ANN401
    return int((time - START).total_seconds() // 60)


def _changed(change: dict[str, Any], *, home_bits: float) -> Month:
    """Return a month with two attacked accounts, of which the later one was changed."""
    tries = deed(0, "signin failure")
    month = rows_of(account("a@mail.example", tries), account("b@mail.example", tries))
    event = {
        "event_uid": "changed",
        "time": START + timedelta(minutes=30),
        "account": "b@mail.example",
        "source_ip": "192.0.2.9",
        "action": "mfa_change",
        "outcome": "success",
        "detail": "mfa_change",
        **change,
    }
    month["events"] = [*month["events"], event]
    month["visits"] = [_visit("own", -60, 60, account="b@mail.example", home_bits=home_bits)]
    month["sessions"] = [{"session_id": "own", "source_ip": "192.0.2.9"}]
    return month


def _visit(session: str, first: int, last: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "session_id": session,
        "account": "a@mail.example",
        "first_at": START + timedelta(minutes=first),
        "last_at": START + timedelta(minutes=last),
        "home_bits": 9.0,
        "signin_successes": 1,
        **more,
    }
