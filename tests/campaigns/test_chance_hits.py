"""Who works beside a spray: how many of its hits are the spray's by chance."""

from dataclasses import replace

import numpy as np
import pytest

from campaigns.suspects import Visit, suspects_of
from rasid.campaigns.chance_hits import crowd_beside, hits_by_chance

NETS = ["rented", "rented", "rented", "other", None]
PROGRAMS = ["tool", "other", "tool", "tool", "other"]


def test_crowd_comes_by_the_same_networks_or_programs() -> None:
    """What is missing joins nobody, and a visit is never beside itself."""
    visits = [Visit(n, f"a{n}", home_bits=-4.0) for n in range(5)]
    visits += [Visit(0, "beside"), Visit(1, "quiet", "sign-in"), Visit(3, "home", home_bits=5.0)]
    suspects = suspects_of(visits, {"network": NETS, "client": PROGRAMS})

    told = crowd_beside(suspects, np.array([0]))

    assert {"a1", "a2", "a3", "beside"} == {
        suspects.accounts[suspects.visit_account[place]] for place in np.flatnonzero(told)
    }


@pytest.mark.parametrize(
    ("tried", "hits", "expected"),
    [
        pytest.param(99, 0, 10.0 + 10.0**0.5, id="none of those that chance makes"),
        pytest.param(99, 10, 10.0**0.5, id="as many as chance makes"),
        pytest.param(99, 14, 0.0, id="more"),
        pytest.param(0, 0, 0.1 + 0.1**0.5, id="no crowd"),
    ],
)
def test_hits_that_a_crowd_lacks_may_be_the_campaigns(
    tried: int, hits: int, expected: float
) -> None:
    """Chance is that of all accounts together, the campaign's own among them."""
    visits = [Visit(n, f"a{n}", protected=n < hits) for n in range(tried)] + [Visit(tried, "z")]
    plain = suspects_of(visits)
    suspects = replace(plain, mates_share=np.zeros(len(visits)))

    told = hits_by_chance(suspects, np.array([tried]), np.arange(tried), suspects.protected, 0.1)

    assert expected == pytest.approx(told, abs=0.5)


def test_account_that_is_tried_often_counts_once() -> None:
    suspects = suspects_of([Visit(n, f"a{n % 10}") for n in range(101)])
    crowd = np.arange(1, 101)

    told = hits_by_chance(suspects, np.array([0]), crowd, suspects.protected, 0.1)

    assert 2.0 == pytest.approx(told)


def test_whoever_is_tried_of_an_organisation_is_hit_as_it_is_listed() -> None:
    """Twenty of one of which half are on the roster: chance is its share, at most a half."""
    visits = [Visit(n, f"a{n}@party.example", protected=n % 2 == 0) for n in range(20)]
    suspects = suspects_of(visits)
    ours, crowd = np.arange(0, 20, 2), np.arange(1, 20, 2)

    told = hits_by_chance(suspects, ours, crowd, suspects.protected, 0.1)

    assert 10.0 + 10.0**0.5 == pytest.approx(told)
