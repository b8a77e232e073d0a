"""Where people are told: never in a mailbox under attack alone, and not against their will."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notices.made import ATTACKED, ENTERED, LOOKED_FOR
from rasid.notices.addresses import (
    Delivery,
    Listed,
    UnderAttack,
    administrator,
    deliveries,
    mailbox_of,
    plain_address,
)
from rasid.notices.facts import CHANNELS, Channel, Seen
from rasid.roster.spelling import canonical
from rasid.settings import NotifySettings

WORK = Listed("P1", "Ada", "Party", "en", "ada@party.example", "work", "", "")
HOME = replace(WORK, account="ada@home.example", account_kind="personal")
SPARE = replace(WORK, account="spare@post.example", account_kind="recovery")
SEEN = Seen("P1", (ATTACKED,))


def attacked(*addresses: str, entered: tuple[str, ...] = ()) -> UnderAttack:
    return UnderAttack(frozenset((*addresses, *entered)), frozenset(entered), canonical)


USUAL = attacked("ada@party.example")


def told(
    *listed: Listed, under_attack: UnderAttack = USUAL, **settings: object
) -> tuple[Delivery, ...]:
    return deliveries(SEEN, listed, under_attack, NotifySettings(**settings), "mail")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("listed", "address"),
    [
        ((WORK, HOME), "ada@home.example"),
        ((replace(WORK, notify_to="Ada@Else.example"), HOME), "ada@else.example"),
        ((replace(WORK, notify_to="+00 555 0199"), HOME), "ada@home.example"),
        ((replace(WORK, notify_to="ada@party.example"), HOME), "ada@home.example"),
        ((replace(WORK, notify_to="ada+x@party.example"), HOME), "ada@home.example"),
        ((replace(HOME, consent="yes"),), "ada@home.example"),
    ],
)
def test_best_safe_address_is_taken(listed: tuple[Listed, ...], address: str) -> None:
    """What the roster names first, in whatever spelling, unless it is under attack."""
    assert (Delivery("mail", address),) == told(*listed)


@pytest.mark.parametrize(
    ("listed", "why"),
    [
        ((WORK,), "no_safe_address"),
        ((WORK, SPARE), "no_safe_address"),
        ((replace(WORK, notify_to="ada@party.example"),), "no_safe_address"),
        ((HOME, replace(WORK, consent="no")), "consent"),
        ((), "unlisted"),
    ],
)
def test_without_a_safe_address_it_is_withheld(listed: tuple[Listed, ...], why: str) -> None:
    """A recovery mailbox is no address to write to; one `no` is enough."""
    assert (Delivery("mail", "", why),) == told(*listed)


def test_address_under_attack_by_any_campaign_is_not_taken() -> None:
    """Also where it is a colleague's to whom the roster wants it told."""
    listed = (replace(WORK, notify_to="assistant@party.example"),)
    under_attack = attacked("ada@party.example", "assistant@party.example")

    assert (Delivery("mail", "", "no_safe_address"),) == told(*listed, under_attack=under_attack)


def test_attacked_mailbox_may_come_second_but_never_an_entered_one() -> None:
    listed = (replace(WORK, notify_to="ada@else.example"), HOME)
    under_attack = attacked("ada@party.example", entered=("ada@home.example",))
    found = told(*listed, under_attack=under_attack, attacked_too=True)

    assert ["ada@else.example", "ada@party.example"] == [one.address for one in found]


SPELLINGS = st.sampled_from(
    [
        *("ada@a.example", "Ada+x@a.example", "ada@b.example", "ada@c.example", "ADA@C.example"),
        *("by telephone", "", "<ada@a.example>", "ada@a.example, ada@b.example"),
    ]
)
MAILBOXES = st.frozensets(st.sampled_from(["ada@a.example", "ada@b.example", "ada@c.example"]))
ROWS = st.lists(
    st.builds(
        replace,
        st.just(WORK),
        account=SPELLINGS,
        account_kind=st.sampled_from(["work", "personal", "recovery"]),
        notify_to=SPELLINGS,
        consent=st.sampled_from(["", "yes", "no"]),
    ),
    max_size=4,
)
CHOSEN = st.fixed_dictionaries(
    {
        "addresses": st.permutations(["notify_to", "personal", "work"]).flatmap(
            lambda kinds: st.integers(1, 3).map(lambda count: tuple(kinds[:count]))
        ),
        **dict.fromkeys(("every_address", "attacked_too", "unasked"), st.booleans()),
    }
)


@given(ROWS, MAILBOXES, MAILBOXES, CHOSEN, st.sampled_from(CHANNELS))
def test_whatever_is_listed_nobody_is_told_in_an_attacked_mailbox_alone(
    listed: list[Listed],
    hit: frozenset[str],
    entered: frozenset[str],
    chosen: dict[str, object],
    channel: Channel,
) -> None:
    """Nor in an entered one at all, nor against a no, nor twice in one mailbox."""
    under_attack = UnderAttack(hit | entered, entered, canonical)
    found = deliveries(SEEN, listed, under_attack, NotifySettings(**chosen), channel)  # type: ignore[arg-type]
    sent = [mailbox_of(one.address, canonical) for one in found if one.address]

    assert found
    assert all(one.channel == channel and not (one.withheld and one.address) for one in found)
    assert not entered.intersection(sent)
    assert not sent or sent[0] not in hit
    assert len(sent) == len(set(sent))
    assert chosen["attacked_too"] or not hit.intersection(sent)
    assert chosen["every_address"] or len([one for one in sent if one not in hit]) <= 1
    if any(one.consent == "no" for one in listed):
        assert ["consent"] == [one.withheld for one in found]
    if channel == "letter":
        assert [] == sent


def test_site_chooses_kinds_and_how_many() -> None:
    listed = (replace(WORK, notify_to="ada@else.example"), HOME)
    every = told(*listed, every_address=True)

    assert ["ada@else.example", "ada@home.example"] == [one.address for one in every]
    assert "no_safe_address" == told(WORK, HOME, addresses=("notify_to",))[0].withheld


def test_mailbox_is_written_to_once_however_it_is_spelt() -> None:
    tagged = replace(WORK, account="ada+work@home.example", notify_to="Ada@Home.example")
    every = told(tagged, HOME, every_address=True)

    assert ["ada@home.example"] == [one.address for one in every]


def test_consent_may_be_asked_for() -> None:
    assert "unasked" == told(HOME, unasked=False)[0].withheld
    assert "" == told(replace(HOME, consent="yes"), unasked=False)[0].withheld


def test_administrator_is_told_where_rasid_toml_says() -> None:
    settings = NotifySettings(administrators={"Party": "it@party.example"})
    safe, hit = attacked(), attacked("it@party.example")

    assert Delivery("mail", "it@party.example") == administrator("Party", safe, settings, "mail")
    assert "administrator_attacked" == administrator("Party", hit, settings, "mail").withheld
    assert "no_administrator" == administrator("Other", safe, settings, "mail").withheld


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Ada@Mail.Example ", "ada@mail.example"),
        ("ada@bücher.example", "ada@xn--bcher-kva.example"),
        ("ada@mail.example\r\nBcc: eve@evil.example", ""),
        ("ada@mail.example, eve@evil.example", ""),
        ("<ada@mail.example>", ""),
        ("ندا@mail.example", ""),
        ("ada..old@mail.example", ""),
        ("ada@localhost", ""),
        ("by telephone", ""),
        ("x" * 70 + "@mail.example", ""),
        ("", ""),
    ],
)
def test_only_one_plain_address_is_one(text: str, address: str) -> None:
    assert address == plain_address(text)


def test_what_is_targeted_only_is_no_mailbox_under_attack() -> None:
    assert "targeted" == Seen("P1", (LOOKED_FOR,)).finding
    assert "compromised" == Seen("P1", (LOOKED_FOR, ENTERED, ATTACKED)).finding
