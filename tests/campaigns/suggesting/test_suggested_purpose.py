"""On purpose or by chance: what each way of being gone for weighs."""

from datetime import timedelta

import pytest

from campaigns.worlds import mailbox
from rasid.campaigns.suggesting.purpose import CAP_BITS, Chance, WentFor
from sessions.logs import at

KNOWN = [mailbox(n, "mail.example") for n in range(300)] + [
    mailbox(n, "desk.example") for n in range(20)
]


def went_for(account: str, *, sessions: int = 1, is_none: bool = False) -> WentFor:
    return WentFor(
        campaign_id="C-1",
        account=account,
        person_id="suggested-1",
        listed=False,
        is_none=is_none,
        events=sessions,
        sessions=sessions,
        sources=1,
        days=1,
        first_seen=at(1),
        last_seen=at(1) + timedelta(hours=1),
        asked_at=at(1),
        tried_at=None,
        entered=False,
    )


STRANGERS = [went_for(mailbox(n)) for n in range(40, 80)]


def bits(one: WentFor, *others: WentFor) -> float:
    return Chance.of([one, *others, *STRANGERS], KNOWN).weigh(one)[0]


def test_who_is_met_once_weighs_nothing() -> None:
    one = went_for(mailbox(3))

    assert bits(one) == pytest.approx(0.0, abs=0.2)


def test_each_return_weighs_more_up_to_the_cap() -> None:
    weights = [bits(went_for(mailbox(3), sessions=n)) for n in (1, 2, 3, 9)]

    assert weights == sorted(weights)
    assert weights[1] > 2
    assert weights[3] <= CAP_BITS + 0.2


def test_return_weighs_less_where_the_campaign_meets_everybody() -> None:
    """A group that takes many strangers as cover meets some of them again."""
    one = went_for(mailbox(3), sessions=2)
    everybody = [went_for(mailbox(n), sessions=3) for n in range(80, 300)]

    assert bits(one, *everybody) < bits(one) - 2


def test_another_address_of_the_name_weighs() -> None:
    one, guess = went_for(mailbox(3)), went_for(mailbox(3, "x.example"), is_none=True)

    assert bits(one, guess) > bits(one) + 3


def test_colleagues_weigh_in_a_small_organisation() -> None:
    one = went_for(mailbox(3, "desk.example"))
    colleagues = [went_for(mailbox(n, "desk.example")) for n in range(4, 14)]

    assert bits(one, *colleagues) > 1
    assert bits(one) == pytest.approx(0.0, abs=0.3)


@pytest.mark.parametrize(
    ("asked", "tried", "entered", "said"),
    [
        (1, 2, False, "asked for and then tried"),
        (2, 1, False, "tried and not asked for"),
        (None, 1, False, "tried and not asked for"),
        (1, None, False, "only asked for"),
        (1, 2, True, "entered"),
    ],
)
def test_order_is_told(asked: int | None, tried: int | None, *, entered: bool, said: str) -> None:
    moments = [at(day) if day else None for day in (asked, tried)]
    one = went_for("ada@mail.example")
    told = WentFor(
        **{name: getattr(one, name) for name in WentFor.__slots__}
        | {"asked_at": moments[0], "tried_at": moments[1], "entered": entered}
    )

    assert said == told.order()
