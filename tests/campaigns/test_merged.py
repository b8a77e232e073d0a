"""Visits that show the same are told once, and weigh what they weigh one by one."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.footholds import foothold_bits
from rasid.campaigns.links import Bits
from rasid.campaigns.merged import merge, read_looks
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.targets import again_bits, sought_in_all, target_bits, target_levels
from rasid.campaigns.weighing import Sides, averaged, level_bits, own_kind_bits, sides

SESSIONS = 60
TACTICS = ("look-up", "recovery", "sign-in refused", "acts inside")


def a_month(draw: Random) -> Suspects:
    """Return sessions of one visit, of several alike, and of many kinds."""
    visits = [
        Visit(
            session, f"a{draw.randrange(30)}", draw.choice(TACTICS), protected=draw.random() < 0.3
        )
        for session in range(SESSIONS)
        for _ in range(1 if session % 3 else draw.randrange(1, 9))
    ]
    drawn = suspects_of(visits)
    kinds = [draw.randrange(4) for _ in visits]
    asked = [draw.random() < 0.2 for _ in visits]
    return replace(drawn, follow_up_kinds=np.array(kinds), same_person=np.array(asked))


def weighed(suspects: Suspects, both: Sides) -> tuple[list[Bits], list[Bits]]:
    """Return what some ways of weighing say of visits, and what some say of sessions."""
    levels, count = target_levels(suspects), len(suspects.session_ids)
    again, own = again_bits(suspects, suspects.tactic % 3, both, count)
    of_visits = [
        target_bits(suspects, levels, both),
        level_bits(suspects.tactic, both, 6.0),
        own_kind_bits(suspects.follow_up_kinds, suspects.tactic, both, 6.0),
        foothold_bits(suspects, both, 7.0),
        own,
    ]
    averages = [averaged(suspects.visit_session, one, count, both.many) for one in of_visits]
    return of_visits, [sought_in_all(suspects, levels, both), again, *averages]


@pytest.mark.parametrize("seed", range(5))
def test_merged_visits_weigh_what_each_does(seed: int) -> None:
    """Sessions that count for more, and members in part, included; and there are fewer of them."""
    draw = Random(seed)
    suspects = a_month(draw)
    members = np.array([draw.choice([0.0, 0.0, 0.5, 1.0]) for _ in suspects.session_ids])
    rest = np.bincount(suspects.visit_session) / 3.0
    shown = [target_levels(suspects), suspects.tactic, suspects.follow_up_kinds]
    looks = read_looks(suspects, [*shown, suspects.same_person.astype(np.int64)])
    merged = merge(looks, members, suspects.tactic % 3)

    visits, sessions = weighed(suspects, sides(suspects.visit_session, members, rest))
    of_visits, of_sessions = weighed(merged.suspects, merged.sides(members, rest))

    assert len(merged.many) < len(suspects.tactic)
    assert len(suspects.tactic) == (merged.many * merged.times).sum()
    for expected, found in zip(visits, of_visits, strict=True):
        assert found[merged.visits] == pytest.approx(expected, abs=1e-9)
    for expected, found in zip(sessions, of_sessions, strict=True):
        assert found[merged.sessions] == pytest.approx(expected, abs=1e-9)


def test_sessions_of_one_make_up_are_told_once() -> None:
    """Of three alike, a member and one of whose accounts members make something are apart."""
    tried = ("look-up", "recovery", "recovery")
    visits = [
        Visit(session, f"a{session}{turn}", tactic)
        for session in range(5)
        for turn, tactic in enumerate(tried)
    ]
    suspects = suspects_of(visits)
    members, levels = np.zeros(5), np.zeros(15, dtype=np.int64)
    members[1] = 1.0
    levels[suspects.visit_session == 2] = 1
    merged = merge(read_looks(suspects, [suspects.tactic]), members, levels)

    assert [3, 3, 3] == merged.times[merged.visits][suspects.visit_session == 0].tolist()
    assert [1.0, 2.0, 2.0] == sorted(merged.many[merged.visits][:3].tolist())
    assert len(set(merged.sessions.tolist())) == 3
    assert merged.sessions[0] == merged.sessions[3] == merged.sessions[4]
