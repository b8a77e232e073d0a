"""Names that reports and popular lists really hold, where these are at hand."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from rasid.websites import Judge, Judged, model_of, read_hosts, read_records
from rasid.websites.broken import Broken
from rasid.websites.hosts import NotAName
from rasid.websites.packaged import packaged_knowledge
from rasid.websites.taught import known_names

DATA = Path(__file__).parents[3] / "shared" / "data"
HARD = DATA / "benign_domains" / "hard_negatives_half.csv"
THEN, LATER = date(2018, 12, 14), date(2020, 6, 1)

pytestmark = pytest.mark.slow  # learns from all that comes with rasid


@pytest.fixture(scope="module")
def judge() -> Judge:
    """Return what judges by all that comes with rasid and was known in December 2018."""
    known = known_names(None, THEN)
    return Judge(known, model_of(known))


def flagged(judged: Iterable[Judged]) -> tuple[int, int]:
    levels = [one.level == "flagged" for one in judged]
    return sum(levels), len(levels)


def test_later_bait_is_found_by_habit(judge: Judge) -> None:
    """Names of log-in pages that were labelled in the 18 months after are found by their words."""
    words = ("session", "recovery", "identifier", "verif", "confirm", "account")
    later = [
        one.name.domain
        for one in packaged_knowledge().labelled
        if THEN < one.since < LATER and any(word in one.name.label for word in words)
    ]

    found, total = flagged(judge.judge(later))

    assert total > 50
    assert found / total > 0.75


def test_popular_names_are_left_alone(judge: Judge) -> None:
    """Of the honest names that come with rasid few look like bait, as is said of the threshold."""
    usual = [one.name.domain for one in packaged_knowledge().honest if one.weight > 1]

    found, total = flagged(judge.judge(usual))

    assert found / total < 0.0005


@pytest.mark.skipif(not HARD.exists(), reason="the list is not at hand")
def test_popular_names_with_words_of_bait(judge: Judge) -> None:
    """Popular names that hold a word of log-in pages are hardly more often flagged."""
    domains = []
    for _, record in read_records(HARD):
        assert not isinstance(record, Broken)
        try:
            domains += [host.domain for host in read_hosts(record)]
        except NotAName:
            continue

    found, total = flagged(judge.judge(domains))

    assert total > 3_000
    assert found / total < 0.02
