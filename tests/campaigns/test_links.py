"""Link reasons: what is shared, how rare it is, and what each packaged one says."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.worlds import a_mixed_month
from rasid.campaigns.links import (
    MISSING,
    Bits,
    Link,
    LinkValues,
    link_bits,
    others_come_too,
    read_links,
    read_values,
)
from rasid.campaigns.reading import read_suspects
from rasid.campaigns.views import FAMILY_CAPS
from rasid.engines.duckdb import DuckDB

CAP = 9.0
TITLES = [link.title for link in read_links()]


def shared(codes: list[int], crowd: dict[int, int] | None = None, cap: float = CAP) -> LinkValues:
    """Return the values of a link; `crowd` are sessions of a value that are no suspects."""
    names = [str(code) for code in range(max(codes, default=-1) + 1)]
    seen = Counter(code for code in codes if code != MISSING)
    counts = [float(seen[n] + (crowd or {}).get(n, 0)) for n in range(len(names))]
    link = Link("address", "infrastructure", cap, "address {value}", "")
    return LinkValues(link, np.array(codes, dtype=np.int64), tuple(names), np.array(counts))


def members(*weights: float) -> Bits:
    """Return membership probabilities."""
    return np.array(weights)


def linked(values: LinkValues, who: Bits) -> Bits:
    """Weigh values where all of the rest count alike."""
    return link_bits(values, who, np.ones(len(who)))


@given(
    st.lists(st.tuples(st.integers(-1, 4), st.sampled_from([0.0, 1.0])), min_size=1, max_size=12),
    st.floats(0.0, 9.0),
)
def test_link_is_capped_and_finite(drawn: list[tuple[int, float]], cap: float) -> None:
    """No value weighs more than its cap, and what is missing weighs nothing."""
    codes, weights = (list(column) for column in zip(*drawn, strict=True))
    bits = linked(shared([int(code) for code in codes], cap=cap), members(*weights))

    assert np.all(np.abs(bits) <= cap)
    assert np.all(bits[np.array(codes) == MISSING] == 0.0)


def test_shared_value_links() -> None:
    """Who comes from a member's address, and nobody else does, is linked; others are not."""
    values = shared([0] * 9 + [*range(1, 11)])
    bits = linked(values, members(*[1.0] * 8, *[0.0] * 11))

    assert bits[8] > 2.0
    assert all(bits[9:] < 0.0)


def test_value_is_not_its_own_proof() -> None:
    """A member alone at its address is linked no more than a stranger alone at theirs."""
    bits = linked(shared([0, 1, 2, 2, 3, 3]), members(1, 0, 1, 1, 0, 0))

    assert bits[0] < 1.0
    assert bits[0] == pytest.approx(bits[1], abs=0.5)


def test_crowd_weakens_a_link() -> None:
    """An exit that hundreds leave by proves little, however few of them are suspects."""
    suspects = [0] * 9 + [1] * 10 + [2] * 10
    who = members(*[1.0] * 8, *[0.0] * 21)
    rare, common = (
        linked(shared(suspects, crowd), who)[8] for crowd in ({1: 900}, {0: 900, 1: 900})
    )

    assert rare > 2.0
    assert common < rare - 1.0


def test_fresh_values_cost_little_who_changes_them() -> None:
    """A group that never comes from one address twice is not given away by a new one."""
    fixed = [0] * 9 + [10] + [11] * 10
    fresh = [*range(9), 10, *[11] * 10]
    who = members(*[1.0] * 9, 0.0, *[0.0] * 10)

    assert linked(shared(fresh), who)[9] > linked(shared(fixed), who)[9] + 2.0


def test_others_value_speaks_against() -> None:
    """An address that only others come from is not the members'."""
    bits = linked(shared([0, 0, 0, 1, 1, 1, 1]), members(1, 1, 1, 0, 0, 0, 0))

    assert all(bits[3:] < -1.0)


def test_busy_rest_counts_by_its_weight() -> None:
    """What the rest's few busy sessions come with proves little against those."""
    values, who = shared([0] * 6 + [1] * 20), members(*[1.0] * 5, *[0.0] * 21)
    weight = np.array([1.0] * 5 + [10.0] + [0.5] * 20)

    assert linked(values, who)[0] > link_bits(values, who, weight)[0] + 2.0


def test_weights_do_not_make_an_unseen_value_common() -> None:
    """What none of the rest came with is as rare, however few of the rest count."""
    values, who = shared([0] * 5 + [*range(1, 41)]), members(*[1.0] * 5, *[0.0] * 40)
    few = np.array([1.0] * 5 + [1.0] * 4 + [0.0] * 36)

    assert linked(values, who)[0] == pytest.approx(link_bits(values, who, few)[0], abs=1.0)


def test_missing_everywhere_says_nothing() -> None:
    """Logs without fingerprints have no say about clients."""
    bits = linked(shared([MISSING, MISSING]), members(1, 0))

    assert [0.0, 0.0] == bits.tolist()


def test_titles_are_unique_and_families_known() -> None:
    """Each packaged reason names itself and a family that has a cap."""
    links = read_links()

    assert sorted(set(TITLES)) == TITLES
    assert set() == {link.family for link in links} - FAMILY_CAPS.keys()
    assert [] == [link.title for link in links if not 0 < link.cap_bits <= FAMILY_CAPS[link.family]]


@pytest.mark.parametrize("link", read_links(), ids=TITLES)
def test_link_says_its_value(link: Link) -> None:
    """A reason in words has a place for the value, and its text never runs as SQL."""
    assert "<1>" in link.says.format(value="<1>")
    assert "--" not in link.sql
    assert link.sql.startswith("SELECT")


@pytest.mark.parametrize("link", read_links(), ids=TITLES)
def test_link_has_one_value_a_session(engine: DuckDB, link: Link) -> None:
    """At most one row a session, none of them empty, and the codes name them in suspects' order."""
    a_mixed_month().open(engine)
    read_suspects(engine)
    told = engine.rows(f"SELECT session_id, value FROM ({link.sql})")
    suspects = [row[0] for row in engine.rows("SELECT session_id FROM suspects ORDER BY place")]
    values = read_values(engine, link)

    assert told
    assert len(told) == len(dict(told))
    assert [] == [value for _, value in told if not value]
    named = [None if code == MISSING else values.names[code] for code in values.codes]
    assert [dict(told).get(session) for session in suspects] == named


@pytest.mark.parametrize("link", read_links(), ids=TITLES)
def test_crowd_counts_every_session(engine: DuckDB, link: Link) -> None:
    """The crowd of a value are all sessions that have it, and the others are counted beyond."""
    a_mixed_month().open(engine)
    read_suspects(engine)
    counts = Counter(row[0] for row in engine.rows(f"SELECT value FROM ({link.sql})"))
    values = read_values(engine, link)
    told = dict(zip(values.names, values.crowd.tolist(), strict=True))

    assert {name: counts[name] for name in told} == told
    assert set(range(len(told))) == set(values.codes.tolist()) - {MISSING}
    assert counts.total() == values.beyond + sum(told.values())
    assert values.every is not None
    assert counts == dict(
        zip(*(values.every[n].to_pylist() for n in ("value", "sessions")), strict=True)
    )


def test_values_beyond_count_as_those_that_no_suspect_has() -> None:
    """It weighs the same whether each of them is told, or how many sessions they are."""
    codes, members = np.array([0, 0, 1, 1, 2]), np.array([1.0, 1.0, 0.0, 0.0, 1.0])
    link = Link("address", "infrastructure", 9.0, "{value}", "")
    told = LinkValues(link, codes, ("a", "b", "c", "d"), np.array([4.0, 9.0, 1.0, 30.0]))
    short = replace(told, names=("a", "b", "c"), crowd=np.array([4.0, 9.0, 1.0]), beyond=30.0)
    bits = [link_bits(one, members, np.ones(5)).tolist() for one in (told, short)]

    assert bits[0] == bits[1]


def test_values_before_spare_asking_all_sessions_again(engine: DuckDB) -> None:
    """A second search learns of each link what it would have learnt without the first."""
    a_mixed_month().open(engine)
    first = read_suspects(engine)
    again = read_suspects(engine, first)

    for one, other in zip(first.links, again.links, strict=True):
        assert one.names == other.names
        assert one.codes.tolist() == other.codes.tolist()
        assert one.crowd.tolist() == other.crowd.tolist()


def test_one_that_stands_for_several_weighs_what_each_does() -> None:
    """Three sessions of one value told once say of it, and of others, what three say."""
    each, crowd = shared([0, 0, 0, 0, 1]), shared([0, 0, 1])
    once = replace(crowd, crowd=each.crowd)
    times = np.array([1.0, 3.0, 1.0])
    bits = link_bits(once, members(1, 0, 0), np.ones(3), times=times)

    assert bits == pytest.approx(linked(each, members(1, 0, 0, 0, 0))[[0, 1, 4]])


def test_who_comes_alone_or_beside_the_core_has_it_to_themselves() -> None:
    """Where a session is the only one nobody else comes; at an exit, more do than the core."""
    codes, crowd = [0, 0, 1, 2, MISSING], {2: 9}

    told = others_come_too(shared(codes, crowd), members(1.0, 0.0, 0.0, 1.0, 0.0))

    assert [False, False, False, True, False] == told.tolist()
