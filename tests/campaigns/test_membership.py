"""Which sessions are a campaign's: grown from a seed, on small months drawn by hand."""

from collections import Counter
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.evidence import choose
from rasid.campaigns.groups import tell_apart
from rasid.campaigns.kept import SOLE_BITS
from rasid.campaigns.manner import home_levels
from rasid.campaigns.membership import (
    LIKELY_MEMBER,
    LONE_ENTRY_BITS,
    MEMBER_BITS,
    Membership,
    find_memberships,
    needed_bits,
)
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.views import FAMILY_CAPS, KINDS_OF_OTHERS
from rasid.tables.sessions import HOME_BITS

OURS = 24
CROWD = 240


def a_month(seed: int = 1, *, groups: int = 1) -> Suspects:
    """Return sessions of groups, each at two addresses and at night, and a crowd of strangers."""
    draw = Random(seed)
    visits, rows = list[Visit](), list[tuple[str, str, str, str]]()
    for group in range(groups):
        for number in range(OURS):
            place = f"198.51.100.{10 * group + number % 2}"
            hour = str((22 + 8 * group + draw.randrange(3)) % 24)
            rows.append((place, f"AS{64500 + group}", f"tool-{group}", hour))
            session = len(rows) - 1
            for step in range(2):
                target = f"p{group}-{2 * number + step}"
                visits.append(Visit(session, target, "look-up", protected=True, home_bits=-6.0))
    for number in range(CROWD):
        place, network = f"192.0.2.{number % 150}", f"AS{64505 + number % 9}"
        rows.append((place, network, f"browser-{number % 4}", str(draw.randrange(24))))
        tactic = draw.choice(["look-up", "look-up", "recovery"])
        listed = number % 20 == 0
        account = f"p9-{number}" if listed else f"a{number}"
        visits.append(Visit(len(rows) - 1, account, tactic, protected=listed))
    titles = ("address", "network", "client", "hour")
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True))
    return suspects_of(visits, columns)


def ours(member: Membership) -> list[int]:
    """Return the sessions that are more likely the campaign's than not."""
    return np.flatnonzero(member.session_bits() > MEMBER_BITS).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_group_is_grown_from_one_address(seed: int) -> None:
    """The seed is half of it; the other address of the same hours and tool follows."""
    (member,) = find_memberships(a_month(seed))

    assert list(range(OURS)) == ours(member)


def with_lists(place: str, network: str, tool: str) -> tuple[Suspects, int]:
    """Add harvesters' lists, and one list from a place; return that one's number."""
    visits, rows = list[Visit](), list[tuple[str, str, str, str]]()
    draw = Random(1)
    for number in range(OURS):
        rows.append((f"198.51.100.{number % 2}", "AS64500", "tool-0", str(22 + number % 2)))
        for step in range(2):
            target = f"p0-{2 * number + step}"
            visit = Visit(number, target, "sign-in refused", protected=True, home_bits=-6.0)
            visits.append(visit)
    for number in range(CROWD):
        listed = number < CROWD // 10
        rows.append((f"192.0.2.{number}", f"AS{64505 + number % 9}", f"web-{number % 4}", "9"))
        for step in range(60 if listed else 1):
            visit = Visit(len(rows) - 1, f"n{number}-{step}", "look-up", exists=not listed)
            visits.append(visit)
    rows.append((place, network, tool, "22"))
    for step in range(60):
        asked = draw.random() < 0.2
        name = f"p0-{draw.randrange(2 * OURS)}" if asked else f"x{step}"
        visits.append(Visit(len(rows) - 1, name, "look-up", protected=asked))
    titles = ("address", "network", "client", "hour")
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True))
    return suspects_of(visits, columns), len(rows) - 1


def test_long_list_of_strangers_is_the_groups() -> None:
    """From the group's own server and with its tool, four strangers of five are cover."""
    suspects, number = with_lists("198.51.100.0", "AS64500", "tool-0")
    (member,) = find_memberships(suspects)

    assert number in ours(member)
    assert OURS + 1 == len(ours(member))


def test_harvesters_are_not_the_groups() -> None:
    """A list of as many strangers from where the group never was is a harvester's."""
    suspects, number = with_lists("192.0.2.7", "AS64512", "web-3")
    first, *_ = find_memberships(suspects)

    assert number not in ours(first)


@pytest.mark.parametrize(("crowd", "weights"), [(0, 1), (400, 2)])
def test_what_came_in_one_session_stands_or_falls_together(crowd: int, weights: int) -> None:
    """Unless others come from there: then each visit is weighed by how far from home it is."""
    suspects, number = with_lists("198.51.100.9", "AS64500", "tool-0")
    last = np.flatnonzero(suspects.visit_session == number)
    home = suspects.home_bits.copy()
    home[last[::2]] = -6.0
    address = suspects.values("address")
    many = address.crowd.copy()
    many[address.codes[number]] += crowd
    others = tuple(one for one in suspects.links if one is not address)
    suspects = replace(suspects, home_bits=home, links=(replace(address, crowd=many), *others))
    member, *_ = find_memberships(suspects)

    assert weights == len(set(member.of_visits(suspects)["strangeness"][last].round(9).tolist()))


def test_two_groups_are_two_campaigns() -> None:
    """They are found together, and told apart by other addresses, tool and hours."""
    suspects = a_month(groups=2)
    found = tell_apart(suspects, choose(suspects, find_memberships(suspects)))
    first, second = sorted(sorted(set(suspects.visit_session[one.places])) for one in found)

    assert list(range(OURS)) == first
    assert list(range(OURS, 2 * OURS)) == second
    assert [0, 1] == [one.number for one in found]


def test_one_group_stays_one_campaign() -> None:
    """Two addresses of one group, with the same tool and hours, are not told apart."""
    suspects = a_month()

    assert 1 == len(tell_apart(suspects, choose(suspects, find_memberships(suspects))))


def test_crowd_alone_is_no_campaign() -> None:
    """Without a seed nothing grows."""
    assert [] == find_memberships(a_month(groups=0))


def test_families_keep_their_caps() -> None:
    """However often it is told, one habit is not five proofs."""
    (member,) = find_memberships(a_month())

    sole = np.maximum(FAMILY_CAPS["infrastructure"], SOLE_BITS - member.prior_bits)
    most = FAMILY_CAPS | {"infrastructure": sole}
    assert FAMILY_CAPS.keys() == member.families.keys()
    for family, bits in member.families.items():
        assert np.all(bits >= -FAMILY_CAPS[family] - 1e-9)
        assert np.all(bits <= most[family] + 1e-9)


def test_session_bits_are_the_sum_of_families() -> None:
    """The evidence of a session is what its families say, and the prior."""
    (member,) = find_memberships(a_month())
    total = member.prior_bits + sum(member.families.values())

    assert np.all(member.prior_bits <= 0.0)
    assert total == pytest.approx(member.session_bits())


def test_members_of_the_core_are_sure() -> None:
    """What teaches is in the campaign, and belongs to it either wholly or not at all."""
    (member,) = find_memberships(a_month())

    assert {0.0, 1.0} == set(member.core.tolist())
    assert set(np.flatnonzero(member.core)) <= set(ours(member))


def a_doubtful_month() -> Suspects:
    """Return a group at homes' addresses, half of it after anybody, and a crowd as by day."""
    draw, visits, rows = Random(3), list[Visit](), list[tuple[str, str, str, str]]()
    for number in range(2 * OURS):
        hour = str(22 + draw.randrange(2))
        rows.append((f"198.51.{number}.1", f"AS{64505 + number % 9}", "browser-0", hour))
        for step in range(4):
            listed = number < OURS or draw.random() < 0.5
            account = f"p{draw.randrange(60)}" if listed else f"n{number}-{step}"
            home = -6.0 if listed else 0.0
            visits.append(
                Visit(number, account, "look-up", protected=listed, exists=listed, home_bits=home)
            )
    for number in range(CROWD):
        hour = str(draw.randrange(24))
        place, network = f"192.0.{number}.2", f"AS{64505 + number % 9}"
        rows.append((place, network, f"browser-{number % 4}", hour))
        visits.append(Visit(len(rows) - 1, f"a{number}", draw.choice(["look-up", "recovery"])))
    titles = ("address", "network", "client", "hour")
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True))
    return suspects_of(visits, columns)


def test_likely_members_count_less_among_the_others() -> None:
    """A campaign that is found in part is not weighed against all the rest of itself."""
    member, *_ = find_memberships(a_doubtful_month())
    likely = (member.session_bits() > MEMBER_BITS) & (member.core == 0.0)
    others = (member.core == 0.0).sum() - (1.0 - LIKELY_MEMBER) * likely.sum()

    assert likely.any()
    expected = np.log2(member.core.sum() / others)
    assert member.prior_bits[member.against == 0] == pytest.approx(expected)


def test_who_is_at_home_teaches_nothing() -> None:
    """A signed-in colleague at the group's address and with its tool is not of the core."""
    suspects = a_month()
    home_bits = suspects.home_bits.copy()
    home_bits[suspects.visit_session == 0] = HOME_BITS
    (member,) = find_memberships(replace(suspects, home_bits=home_bits))

    assert {0} == set(range(OURS)) - set(np.flatnonzero(member.core))


def test_visit_is_in_one_campaign() -> None:
    """A visit goes to the campaign that it speaks for most, and to no second one."""
    suspects = a_month(groups=2)
    chosen = choose(suspects, find_memberships(suspects))
    places = np.concatenate([one.places for one in chosen])

    assert 4 * OURS == len(places) == len(set(places.tolist()))
    assert all(bits > MEMBER_BITS for one in chosen for bits in one.total)


@pytest.mark.parametrize(("size", "least"), [(1, 2.0), (4, 2.0), (64, 6.0)])
def test_session_of_many_visits_must_be_the_surer(size: int, least: float) -> None:
    """Not one of those that stand or fall together is expected to be somebody else's."""
    visits = [Visit(0, f"a{number}", "sign-in refused") for number in range(size)]
    suspects = suspects_of([*visits, Visit(1, "b", "sign-in")])
    *together, entry = needed_bits(suspects, np.zeros(2)).tolist()

    assert [least] * size == together
    assert LONE_ENTRY_BITS == entry


def test_every_chosen_visit_has_its_reasons() -> None:
    """Each family tells each visit its bits and a reason in words."""
    suspects = a_month()
    (chosen,) = choose(suspects, find_memberships(suspects))

    assert {*FAMILY_CAPS, "prior"} == chosen.bits.keys() == chosen.reasons.keys()
    counts = {len(bits) for bits in chosen.bits.values()}
    counts |= {len(reasons) for reasons in chosen.reasons.values()}
    assert {len(chosen.places)} == counts


def test_nothing_to_choose_from_is_no_failure() -> None:
    """A quiet month has no campaign."""
    assert [] == choose(a_month(groups=0), [])


def test_growing_again_gives_the_same() -> None:
    """There is no chance in it."""
    first, again = (find_memberships(a_month())[0] for _ in range(2))

    assert first.session_bits().tolist() == again.session_bits().tolist()


def a_corner(seed: int, second: int, crowd: int, listed: int) -> Suspects:
    """Return six sessions from two servers, more of as many addresses elsewhere, and a crowd."""
    draw, places = Random(seed), list[tuple[str, str, str]]()
    visits = list[Visit]()

    def came(place: str, network: str, hour: int, *people: str, sought: bool) -> None:
        number = len(places)
        places.append((place, network, str(hour % 24)))
        for one in people:
            near = -6.0 if sought else draw.choice([-6.0, 0.0])
            visits.append(Visit(number, one, protected=sought, home_bits=near))

    for n in range(6):
        hour = 22 + draw.randrange(4)
        came(f"198.51.100.{n % 2}", "AS64500", hour, f"p{2 * n}", f"p{2 * n + 1}", sought=True)
    for n in range(second):
        came(f"203.0.113.{n}", "AS64501", 22 + draw.randrange(4), f"q{n}", sought=True)
    for n in range(crowd):
        theirs = n % listed == 0
        name, hour = f"r{n}" if theirs else f"a{n}", draw.randrange(24)
        came(f"192.0.2.{n}", f"AS{64505 + n % 9}", hour, name, sought=theirs)
    titles = ("address", "network", "hour")
    return suspects_of(visits, dict(zip(titles, map(list, zip(*places, strict=True)), strict=True)))


@pytest.mark.parametrize(
    ("seed", "second", "crowd", "listed"), [(5, 12, 400, 16), (0, 10, 600, 20)]
)
def test_corner_of_a_campaign_is_grown_to_all_of_it(
    seed: int, second: int, crowd: int, listed: int
) -> None:
    """A core that stays as it is may be too small to know the rest by."""
    member, *_ = find_memberships(a_corner(seed, second, crowd, listed))

    assert list(range(6 + second)) == ours(member)


def test_home_levels_rise_from_far_to_near() -> None:
    """The farther from home, the lower the code; what is not known stands between."""
    visits = [Visit(n, f"a{n}", home_bits=bits) for n, bits in enumerate((-9, -5, -2, -0.5, 0, 3))]
    levels = home_levels(suspects_of(visits)).tolist()

    assert sorted(set(levels)) == levels


def test_seed_is_all_where_nothing_else_is_suspect() -> None:
    """With nobody to compare with, what is surely aimed is the campaign, and nothing is lost."""
    visits = [
        Visit(n, f"p{n}-{m}", "recovery", protected=True) for n in range(12) for m in range(6)
    ]
    suspects = suspects_of(visits, {"address": [f"198.51.100.{n % 2}" for n in range(12)]})
    (member,) = find_memberships(suspects)

    assert list(range(12)) == ours(member)
    assert FAMILY_CAPS.keys() == member.families.keys()


def a_shared_exit(forgetful: int = 0) -> tuple[Suspects, list[int]]:
    """Return a group at exits that a recovery bot uses too, and the bot's sessions there.

    The bot is at many other places, where nobody is of the group, and goes for anybody. So many
    `forgetful` people recover their own account on the way.
    """
    draw = Random(5)
    visits, rows, bots = list[Visit](), list[tuple[str, str, str]](), list[int]()
    for number in range(2 * OURS):
        rows.append((f"198.51.100.{number % 2}", "browser-1", str(8 + draw.randrange(6))))
        for step in range(2):
            name = f"p{(3 * number + step) % 60}"
            visits.append(Visit(len(rows) - 1, name, "recovery", protected=True, home_bits=-6.0))
    for number in range(5 * OURS):
        shared = number % 10 == 0
        place = f"198.51.100.{number % 2}" if shared else f"203.0.113.{number}"
        rows.append((place, "browser-1", str(draw.randrange(24))))
        bots += [len(rows) - 1] * shared
        visits += [
            Visit(len(rows) - 1, f"b{2 * number + step}", "recovery", home_bits=-6.0)
            for step in range(2)
        ]
    for number in range(forgetful):
        rows.append((f"192.1.{number}.2", f"browser-{number % 2}", str(draw.randrange(24))))
        visits.append(Visit(len(rows) - 1, f"f{number}", "recovery", home_bits=-6.0))
    for number in range(20 * OURS):
        rows.append((f"192.0.{number}.2", f"browser-{number % 2}", str(draw.randrange(24))))
        visits.append(Visit(len(rows) - 1, f"a{number}", "sign-in", home_bits=-1.0))
    titles = ("address", "client", "hour")
    columns = dict(zip(titles, map(list, zip(*rows, strict=True)), strict=True))
    size = Counter(visit.session for visit in visits)
    columns["breadth"] = ["1" if size[row] == 1 else "2 to 3" for row in range(len(rows))]
    return suspects_of(visits, columns), bots


def test_bot_at_the_same_exit_is_not_the_groups() -> None:
    """That it intrudes where others are at home tells it from the honest, not from other bots."""
    suspects, bots = a_shared_exit()
    member, *_ = find_memberships(suspects)
    against = {KINDS_OF_OTHERS[code] for code in member.against[bots].tolist()}

    assert set(range(2 * OURS)) == set(ours(member))
    assert {"those who recover accounts where they are not at home"} == against


def test_bot_is_told_from_the_group_where_many_recover_an_account_of_their_own() -> None:
    """That it goes for several in a session tells it from the forgetful, not from other bots."""
    suspects, bots = a_shared_exit(forgetful=10 * OURS)
    member, *_ = find_memberships(suspects)
    against = {KINDS_OF_OTHERS[code] for code in member.against[bots].tolist()}

    assert set(range(2 * OURS)) == set(ours(member))
    assert {"the busiest who recover accounts where they are not at home"} == against
