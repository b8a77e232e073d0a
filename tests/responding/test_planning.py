"""Which deeds ask for which steps, and in which order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rasid.responding.planning import LEFT_BEHIND, STEPS, reference, steps_for
from rasid.tables.events import ACTIONS
from responding.cases import account, deed

WHOLE = ["reset_password", "end_sessions", "strong_factor"]


@pytest.mark.parametrize(
    ("deeds", "expected"),
    [
        (["signin failure"], ["strong_factor"]),
        (["mfa failure"], ["reach_owner", "reset_password", "strong_factor"]),
        (["recovery_start", "recovery_send"], ["recovery_contact", "strong_factor"]),
        (
            ["recovery_send", "recovery_verify"],
            ["reach_owner", "recovery_contact", "strong_factor"],
        ),
        (["link_click"], ["reach_owner", *WHOLE]),
        (["consent"], ["reach_owner", "consent", "end_sessions", "strong_factor"]),
        (["consent failure"], ["strong_factor"]),
        (["forwarding_rule failure"], ["strong_factor"]),
        (["signin"], ["preserve", "reach_owner", *WHOLE]),
        (
            ["signin", "mfa_change", "forwarding_rule", "forwarding_rule failure"],
            ["preserve", "reach_owner", "forwarding_rule", "factor", *WHOLE],
        ),
        (["mail_export"], ["preserve", "reach_owner", *WHOLE]),
    ],
)
def test_steps_follow_from_the_deeds(deeds: list[str], expected: list[str]) -> None:
    one = account("a@mail.example", *(deed(n, what) for n, what in enumerate(deeds)))

    assert expected == [step.step for step in steps_for(one, {}, frozenset())]


ANY_DEED = st.tuples(st.sampled_from(ACTIONS), st.sampled_from(["success", "failure"]))


@given(st.lists(ANY_DEED, min_size=1, max_size=12), st.integers(0, 2))
def test_every_step_rests_on_deeds_and_sessions_end_last(
    told: list[tuple[str, str]], changes: int
) -> None:
    """Nothing is asked for by nothing; what was left goes before the password and the sessions."""
    unexplained = tuple(deed(100 + n, "mfa_change", stage="") for n in range(changes))
    deeds = (deed(n, " ".join(what)) for n, what in enumerate(told))
    one = account("a@mail.example", *deeds, unexplained=unexplained)
    steps = steps_for(one, {}, frozenset())
    known = {done.event_uid for done in (*one.deeds, *unexplained)}
    names = [step.step for step in steps]

    assert names == [name for name in STEPS if name in names]
    assert all(step.events and set(step.events) <= known for step in steps)
    assert not changes or "reach_owner" in names
    if "end_sessions" in names:
        before = names[: names.index("end_sessions")]
        assert set(names) & {*LEFT_BEHIND, "reset_password"} <= set(before)


def test_what_was_left_is_named_as_data() -> None:
    """The log's own words stand on one line, cut, without what is not seen."""
    rule = deed(1, "forwarding_rule", detail="New-InboxRule\n\x1b[31m.\u202e: to x@other.example")
    one = account("a@mail.example", deed(0, "signin"), rule, deed(2, "delegate"))
    left = {step.step: [one.what for one in step.left] for step in steps_for(one, {}, frozenset())}

    assert ["New-InboxRule [31m.: to x@other.example"] == left["forwarding_rule"]
    assert ["the log does not say what"] == left["delegate"]
    assert [] == left["reset_password"]


@pytest.mark.parametrize(
    ("standings", "elsewhere", "expected"),
    [
        ({}, [], []),
        ({"r@mail.example": "compromised"}, [], ["was compromised by the same campaign"]),
        ({}, ["r@mail.example"], ["of which there are no logs"]),
    ],
)
def test_password_goes_over_no_mailbox_that_was_hit(
    standings: dict[str, str], elsewhere: list[str], expected: list[str]
) -> None:
    one = account("a@mail.example", deed(0, "signin"), mailboxes=["r@mail.example"])
    steps = steps_for(one, standings, frozenset(elsewhere))
    (notes,) = [step.notes for step in steps if step.step == "reset_password"]

    assert len(expected) == len(notes)
    assert all(words in note for words, note in zip(expected, notes, strict=True))
    assert not any("r@mail.example" in note for note in notes)


def test_reference_is_stable_and_of_one_campaign() -> None:
    assert reference("C-1", "a@mail.example") == reference("C-1", "a@mail.example")
    assert reference("C-1", "a@mail.example") != reference("C-2", "a@mail.example")
    assert reference("C-1", "\ud800@mail.example").startswith("A-")
