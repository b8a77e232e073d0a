"""What rules say of a campaign: one capped line of its sum, worth nothing where all have it."""

from collections.abc import Iterable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.worlds import a_mixed_month, a_town, campaigns, protected_of
from rasid.campaigns.find import find_campaigns, tell_campaigns
from rasid.campaigns.news import CAP_BITS, LONE_BITS, NO_NEWS, News, Visits, weigh_news
from rasid.campaigns.verdict import PRIOR_BITS, TEMPER
from rasid.engines.duckdb import DuckDB
from sessions.logs import at, dicts


def visits(mine: int, others: int, addresses: int = 50, accounts: int = 5000) -> Visits:
    """Return visits of a campaign, then those of others, each an occasion of its own."""
    count = mine + others
    chosen = np.arange(count) < mine
    each = np.arange(count)
    return Visits(each, each % accounts, each % addresses, chosen, ~chosen)


def said(*rules: tuple[float, list[int]]) -> News:
    """Return what rules of so many bits say, each of some visits."""
    pairs = [(number, visit) for number, (_, about) in enumerate(rules) for visit in about]
    rule, visit = (np.array(column, dtype=np.int64) for column in zip(*pairs, strict=True))
    titles = tuple(f"rule {number}" for number in range(len(rules)))
    return News(titles, tuple(bits for bits, _ in rules), rule, visit)


@pytest.mark.parametrize(
    ("news", "addresses", "expected"),
    [
        (said((9.0, [0])), 50, LONE_BITS),
        (said((9.0, [0, 1])), 50, 2 * LONE_BITS),
        (said((9.0, [0, 1, 2, 3, 4])), 50, CAP_BITS),
        (said((9.0, [0, 1, 2, 3, 4])), 1, LONE_BITS),
        (said((3.0, [0, 1, 2, 3, 4])), 50, 3.0),
        (said((1.5, [0]), (9.0, [1, 2])), 50, 2 * LONE_BITS),
        (said((9.0, [0, *range(10, 200)])), 50, 0.0),
        (said((9.0, list(range(10)) + list(range(10, 1010)))), 50, 0.0),
    ],
    ids=["one", "two", "five", "one address", "its bits", "two rules", "others too", "everybody"],
)
def test_weight_of_news(news: News, addresses: int, expected: float) -> None:
    told = weigh_news(news, visits(10, 1000, addresses))

    assert told is not None
    assert pytest.approx(expected, abs=0.2) == told[0]


@pytest.mark.parametrize(
    ("listed", "others", "expected"),
    [(5, [], CAP_BITS), (1, [], LONE_BITS), (5, range(10, 260), LONE_BITS)],
)
def test_a_listed_address_is_as_rare_as_among_others(
    listed: int, others: Iterable[int], expected: float
) -> None:
    """One of the campaign's two addresses is on a list, as are those of some of 1,000 others."""
    each = np.arange(1010)
    told = weigh_news(
        said((9.0, [*range(listed), *others])),
        Visits(each, each, np.where(each < 10, each // 5, each), each < 10, each >= 10),
    )

    assert told is not None
    assert pytest.approx(expected, abs=0.8) == told[0]


def test_one_warned_account_is_one_occasion() -> None:
    """Though strangers came to it on three days."""
    told = weigh_news(said((9.0, [0, 1, 2])), visits(10, 1000, accounts=1))

    assert told is not None
    assert LONE_BITS == told[0]


@pytest.mark.parametrize("news", [NO_NEWS, said((9.0, [12, 500]))])
def test_what_is_said_of_others_is_no_reason(news: News) -> None:
    assert weigh_news(news, visits(10, 1000)) is None


def test_reason_tells_its_numbers() -> None:
    told = weigh_news(said((9.0, [0, 1, 40]), (1.0, [2])), visits(10, 1000))

    expected = (
        "rule 0: on 2 of its 10 occasions, and on 1 of 1000 of others; 1 more rule speaks too"
    )
    assert told is not None
    assert expected == told[1]


@given(st.lists(st.integers(0, 99), min_size=1), st.integers(1, 60), st.floats(0, 12))
def test_news_is_bounded_and_never_speaks_against(about: list[int], mine: int, bits: float) -> None:
    told = weigh_news(said((bits, about)), visits(mine, 100 - mine))

    assert told is None or 0.0 <= told[0] <= min(bits, CAP_BITS)


def warn(engine: DuckDB, where: str, speaks: str = "account") -> None:
    """Make a rule's news of one event of each account; `where` says of whose events."""
    engine.run(
        "CREATE OR REPLACE TEMP TABLE news AS SELECT 'warned' AS rule, 'A warning' AS title, "
        f"9.0 AS bits, '{speaks}' AS speaks, provider, tenant, any_value(event_uid) AS event_uid "
        f"FROM tagged WHERE {where} GROUP BY provider, tenant, account"
    )


def told_of_campaigns(engine: DuckDB) -> dict[str, float]:
    """Find campaigns and return what is said of them, by family."""
    tell_campaigns(engine, find_campaigns(engine))
    rows = [row for row in dicts(engine, "evidence") if row["subject"] == "campaign"]
    return {row["family"]: row["bits"] for row in rows}


@pytest.mark.parametrize("speaks", ["account", "visit"])
def test_warnings_of_the_attacked_speak_for_a_campaign(engine: DuckDB, speaks: str) -> None:
    """Those of an account speak of its visits, and those of others' accounts do not."""
    a_mixed_month().open(engine)
    warn(engine, "fingerprint = 't13d-group' AND action = 'lookup'", speaks)

    assert CAP_BITS >= TEMPER * told_of_campaigns(engine)["signals"] > LONE_BITS


def test_warnings_of_everybody_else_say_nothing(engine: DuckDB) -> None:
    a_mixed_month().open(engine)
    warn(engine, "fingerprint = 't13d-bot' AND account NOT IN (SELECT account FROM known_accounts)")

    assert {"prior", "targeting", "acts", "entries"} == told_of_campaigns(engine).keys()


def test_false_warning_alone_makes_no_campaign(engine: DuckDB) -> None:
    """A protected person on a journey mistypes, and the provider warns of it."""
    world = a_town()
    person = protected_of(world)[0]
    away = {"source_ip": "198.51.100.9", "fingerprint": "t13d-hotel", "asn": 64505}
    world.visit(at(9, 22), person, "signin failure bad_password", "signin", **away)
    world.open(engine)
    warn(engine, f"account = '{person}'")
    tell_campaigns(engine, find_campaigns(engine))

    assert [] == campaigns(engine)
    assert PRIOR_BITS + LONE_BITS < 0.0
