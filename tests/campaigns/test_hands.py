"""Whose hands a campaign is the work of: who shares only the people it went for is parted."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns import find, hands
from rasid.campaigns.evidence import Chosen
from rasid.campaigns.hands import hands_of, part_strangers
from rasid.campaigns.membership import find_memberships
from rasid.campaigns.seeds import Aims
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.verdict import LIKELY, judge, probability

OURS = 24
ASKED = 40
CROWD = 240
LISTED_NIGHTS = 3


def a_month(
    *, asker: bool = False, lister: bool = False, fresh: bool = False, seed: int = 1
) -> Suspects:
    """Return sessions of a group that tries to enter at night, and a crowd of strangers.

    The group has two addresses, or a `fresh` one for each pair of sessions; an `asker` looks up the
    same people from home by day, and a `lister` tries whoever is on a list, by night.
    """
    draw = Random(seed)
    visits, rows = list[Visit](), list[tuple[str, str, str, str]]()
    for number in range(OURS):
        place = f"198.51.100.{number // 2 if fresh else number % 2}"
        rows.append(
            (
                place,
                "AS64500",
                "tool" if not fresh else f"browser-{number % 4}",
                str((22 + draw.randrange(3)) % 24),
            )
        )
        visits += [
            Visit(number, f"p{2 * number + step}@a{step}.example", protected=True, home_bits=-6.0)
            for step in range(2)
        ]
    for number in range(CROWD):
        place, network = f"192.0.2.{number % 150}", f"AS{64505 + number % 9}"
        rows.append((place, network, f"browser-{number % 4}", str(draw.randrange(24))))
        account = f"a{number}@b{number % 7}.example"
        visits.append(Visit(len(rows) - 1, account, draw.choice(["look-up", "recovery"])))
    if asker:
        rows.append(("203.0.113.9", "AS64530", "phone", "11"))
        people = [f"p{number}@a{number % 2}.example" for number in range(ASKED)]
        visits += [Visit(len(rows) - 1, one, "look-up", protected=True) for one in people]
    for night in range(LISTED_NIGHTS if lister else 0):
        rows.append(("203.0.113.8", "AS64531", "browser-1", str((22 + night) % 24)))
        names = [f"{name}@c{n}.example" for n in range(40) for name in ("admin", "info", "press")]
        visits += [Visit(len(rows) - 1, name) for name in names]
    titles = ("address", "network", "client", "hour")
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True))
    return suspects_of(visits, columns)


def whole(suspects: Suspects, sessions: list[int]) -> Chosen:
    """Return all visits of some sessions as what was chosen for the first membership."""
    [member] = find_memberships(suspects)[:1]
    places = np.flatnonzero(np.isin(suspects.visit_session, sessions))
    bits = {family: told[places] for family, told in member.of_visits(suspects).items()}
    bits["prior"] = member.prior_bits[suspects.visit_session[places]]
    reasons = {family: [""] * len(places) for family in bits}
    return Chosen(0, member, places, bits, reasons)


def sessions_of(suspects: Suspects, one: Chosen) -> set[int]:
    """Return the sessions of a candidate."""
    return set(suspects.visit_session[one.places].tolist())


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("198.51.100.1", "x"), ("198.51.100.1", "y")], [0, 0]),
        ([("198.51.100.1", "tool"), ("198.51.100.2", "tool")], [0, 0]),
        ([("198.51.100.1", "browser"), ("198.51.100.2", "browser")], [0, 1]),
        ([("198.51.100.1", None), ("198.51.100.2", None)], [0, 1]),
        ([(None, "x"), (None, "y")], [0, 1]),
    ],
    ids=["address", "program", "common program", "none", "no address"],
)
def test_addresses_and_uncommon_programs_join(
    rows: list[tuple[str | None, str | None]], expected: list[int]
) -> None:
    """A browser that a third of all use joins nobody."""
    crowd = [(f"192.0.2.{n}", "browser" if n % 3 == 0 else f"other-{n}") for n in range(60)]
    columns = dict(zip(("address", "client"), zip(*rows, *crowd, strict=True), strict=True))
    suspects = suspects_of([Visit(n, f"a{n}") for n in range(len(rows) + len(crowd))], columns)

    assert expected == hands_of(suspects, np.arange(len(rows))).tolist()


def test_who_only_asks_for_the_same_people_is_parted() -> None:
    """Somebody else's look-ups for the same people are no part of a campaign, nor one."""
    suspects = a_month(asker=True)
    asker = OURS + CROWD
    together = whole(suspects, [*range(OURS), asker])
    campaign, stranger = part_strangers(suspects, [together])

    assert set(range(OURS)) == sessions_of(suspects, campaign)
    assert {asker} == sessions_of(suspects, stranger)
    assert probability(judge(suspects, stranger)) < LIKELY <= probability(judge(suspects, campaign))
    assert [0, 1] == [campaign.number, stranger.number]
    assert any("told apart" in reason.reason for reason in judge(suspects, stranger))


def test_what_is_no_campaign_without_another_hand_is_parted_from_it() -> None:
    """Of two that nothing ties, the one that is a likely campaign is one without the other.

    It is so too where most was done by the other, who only asks for the same people.
    """
    suspects = a_month(asker=True)
    visits = [OURS + CROWD + n for n in range(2 * OURS)]
    asked = np.flatnonzero(suspects.visit_session == OURS + CROWD)
    split = suspects.visit_session.copy()
    split[asked] += np.arange(len(asked)) % len(visits)
    together = whole(suspects, [*range(OURS), OURS + CROWD])
    suspects = divided(suspects, split)
    core = np.isin(np.arange(len(suspects.session_ids)), [*range(OURS), *visits]).astype(float)
    member = replace(together.member, core=core)
    campaign, stranger = part_strangers(suspects, [replace(together, member=member)])

    assert set(range(OURS)) == sessions_of(suspects, campaign)
    assert set(split[asked]) == sessions_of(suspects, stranger)
    assert probability(judge(suspects, stranger)) < LIKELY <= probability(judge(suspects, campaign))


def divided(suspects: Suspects, visit_session: np.ndarray) -> Suspects:
    """Return the same visits in more sessions, which are all like the last one."""
    more = int(visit_session.max()) + 1 - len(suspects.session_ids)
    return replace(
        suspects,
        session_ids=suspects.session_ids + tuple(f"t{n:03d}" for n in range(more)),
        weight=np.append(suspects.weight, np.ones(more)),
        links=tuple(
            replace(one, codes=np.append(one.codes, np.repeat(one.codes[-1], more)))
            for one in suspects.links
        ),
        visit_session=visit_session,
        hours=np.append(suspects.hours, np.repeat(suspects.hours[-1], more)),
        vouched=np.append(suspects.vouched, np.repeat(suspects.vouched[-1], more)),
    )


def test_a_sitting_is_one_observation() -> None:
    """That several sessions of one evening began in an hour says no more than that one did."""
    suspects = a_month(asker=True)
    sessions = np.array([0, 1, 2, OURS + CROWD])
    two, core = np.array([0, 0, 0, 1]), np.ones(4)
    hour = suspects.values("hour")
    same = replace(hour, codes=np.full(len(hour.codes), hour.codes[-1]))
    links = tuple(same if one is hour else one for one in suspects.links)
    days = replace(suspects, links=links, hours=suspects.hours // 24 * 24 + 11)
    evening = days.hours.copy()
    evening[:3] = evening[0]
    of_days, of_evening = (
        hands._ties(one, Aims(one), sessions, two, core)["hours"]  # noqa: SLF001 - one tie of all
        for one in (days, replace(days, hours=evening))
    )

    assert of_evening[1] < of_days[1]


def test_who_tries_everybody_of_a_list_is_parted() -> None:
    """Who goes for nobody in particular is no part of a campaign, however like it in all else."""
    suspects = a_month(lister=True, fresh=True)
    lists = [OURS + CROWD + night for night in range(LISTED_NIGHTS)]
    campaign, stranger = part_strangers(suspects, [whole(suspects, [*range(OURS), *lists])])

    assert set(range(OURS)) == sessions_of(suspects, campaign)
    assert set(lists) == sessions_of(suspects, stranger)
    assert probability(judge(suspects, stranger)) < LIKELY


@pytest.mark.parametrize("fresh", [False, True], ids=["two addresses", "ever new ones"])
def test_group_stays_whole(*, fresh: bool) -> None:
    """What keeps its hours and its program stays together."""
    suspects = a_month(fresh=fresh)
    [campaign] = part_strangers(suspects, [whole(suspects, list(range(OURS)))])

    assert set(range(OURS)) == sessions_of(suspects, campaign)


@pytest.mark.parametrize("seed", range(4))
def test_nothing_is_lost(seed: int) -> None:
    """Each visit of a candidate is one's and one's only afterwards."""
    suspects = a_month(asker=True, seed=seed)
    chosen = Random(seed).sample(range(OURS + CROWD + 1), 60)
    together = whole(suspects, chosen)
    parts = part_strangers(suspects, [together])
    places = np.concatenate([one.places for one in parts])

    assert sorted(together.places.tolist()) == sorted(places.tolist())
    assert list(range(len(parts))) == [one.number for one in parts]
    assert all(len(one.places) == len(one.total) for one in parts)


def test_no_candidate_is_no_failure() -> None:
    """There may be none, and one may be empty."""
    suspects = a_month()

    assert [] == part_strangers(suspects, [])
    [nothing] = part_strangers(suspects, [whole(suspects, [])])
    assert 0 == len(nothing.places)


def test_candidates_are_numbered_by_place_however_they_are_put_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A smaller part before a larger one of the same campaign leaves one candidate, number 0."""
    suspects = a_month()
    campaign = whole(suspects, list(range(OURS)))
    first = np.isin(suspects.visit_session[campaign.places], range(8))
    another = replace(campaign.only(~first), number=1, member=replace(campaign.member))
    parts = [campaign.only(first), another]
    monkeypatch.setattr(find, "part_strangers", lambda *_: parts)
    candidates, verdicts = find._judged(  # noqa: SLF001 - parts come in this order seldom
        suspects, [campaign.member, another.member]
    )

    assert [0] == [one.number for one in candidates] == list(verdicts)
