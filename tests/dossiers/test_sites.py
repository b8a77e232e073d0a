"""What a dossier says of one domain, and no more than was measured."""

from dataclasses import replace

import pytest

from rasid.dossiers.facts import Site, Told, Victims
from rasid.dossiers.sites import site_section, to_look_at

SITE = Site(
    domain="verify-account.test",
    shown="verify-account.test",
    notices=(),
    basis=("ascribed",),
    likely=0.9,
    level="flagged",
    standing="",
    first_seen=None,
    last_seen=None,
    registered_at=None,
    registry="test",
    registrar="",
    bits=9.0,
    honest_share=0.0001,
    tie_bits=1.0,
    reasons=(),
    ties=(),
    labelled_by=(),
    is_popular=False,
    is_visited=False,
    addresses=(),
    name_servers=(),
    neighbours=(),
    subdomains=(),
    told=Told(),
    victims=Victims(),
    exhibits=(),
    state="",
    places=(),
)


def facts_of(site: Site) -> dict[str, str]:
    return {row[0]: row[1] for block in site_section(site) for row in block.rows if len(row) == 2}


@pytest.mark.parametrize(
    ("share", "told"),
    [
        (0.7, "more than half scores"),
        (0.3, "no more than one in 3 scores"),
        (0.000636, "no more than one in 1,000 scores"),
        (4e-6, "no more than one in 100,000 scores"),
        (0.0, "no more than one in 100,000 scores"),
    ],
    ids=["common", "third", "rounded", "floor", "none"],
)
def test_share_claims_no_more_than_was_counted(share: float, told: str) -> None:
    """A share is rounded in the domain's favour, and none is smaller than what names can tell."""
    assert told in facts_of(replace(SITE, honest_share=share))["Score of its name"]


def test_name_that_ties_alone_make_bait_is_pointed_out() -> None:
    """Whoever asks for a domain is told first that its name says less than what it shares."""
    tied = replace(SITE, bits=0.5, tie_bits=7.2)

    assert "its ties weigh more than its name" in to_look_at(tied)
    assert "its ties" not in to_look_at(SITE)
    assert "its ties" not in to_look_at(replace(tied, basis=("labelled",)))


def test_site_that_many_may_visit_is_pointed_out() -> None:
    """A name on a list of popular sites is told as such, with how often that is wrong."""
    visited = replace(SITE, is_visited=True)

    assert "it may be among a million popular sites" in to_look_at(visited)
    assert "one name in 190" in facts_of(visited)["Popularity"]
    assert "on neither packaged list" in facts_of(SITE)["Popularity"]
