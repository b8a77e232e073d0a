"""Which domains belong to a dossier, what is told of each, and which should not be taken."""

from collections.abc import Callable
from typing import Any

import pytest

from rasid.dossiers import Dossier, Subject
from rasid.evidence import Exhibit

Gathered = Callable[..., Dossier]

KNOWN = {
    "domain": "known.test",
    "group": "Group A",
    "source": "a report",
    "ip": "192.0.2.7",
    "certificate": "aabb",
    "first_seen": "2019-01-01",
    "last_seen": "2019-02-01",
}
TIED = {
    "domain": "account-verify.test",
    "ip": "192.0.2.7",
    "certificate": "aabb",
    "first_seen": "2019-01-05",
    "last_seen": "2019-01-09",
}
OTHER = {"domain": "garden.example", "ip": "192.0.2.7", "first_seen": "2019-01-05"}


def test_who_belongs(gathered: Gathered, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a source labels, what is ascribed by name and ties, and where hostile events led."""
    # A world of 700 honest names cannot tell what one in 2,000 of them has.
    monkeypatch.setattr("rasid.websites.judging.FLAGGED_SHARE", 0.01)
    told = gathered(
        KNOWN, TIED, OTHER, links=[("!a@x.example", "official", "see https://www.led.test/x")]
    )

    assert {
        "known.test": ("labelled",),
        "account-verify.test": ("ascribed",),
        "led.test": ("followed",),
    } == {site.domain: site.basis for site in told.sites}
    both = ("account-verify.test", "known.test")
    assert [("certificate", "aabb", both, 2), ("address", "192.0.2.7", both, 3)] == [
        (one.kind, one.shared, one.domains, one.sharing) for one in told.shared
    ]


def test_one_shared_host_makes_nobody_a_group_s(
    gathered: Gathered, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where three domains were seen nothing tells a host of few customers from one of thousands."""
    monkeypatch.setattr("rasid.websites.judging.FLAGGED_SHARE", 0.01)
    alone = [record | {"certificate": ""} for record in (KNOWN, TIED)]

    assert ["known.test"] == [site.domain for site in gathered(*alone, OTHER).sites]


def test_nobody_else_is_in_the_dossier_of_another(gathered: Gathered) -> None:
    subject = Subject("Group B", (), ("Group B",), "Group B", None)

    assert () == gathered(KNOWN, TIED, subject=subject).sites


def test_victims_are_counted_once(gathered: Gathered) -> None:
    """Accounts by category, over all domains together and for each; never a name."""
    links = [
        ("!a@x.example", "official", "https://led.test/1"),
        ("!a@x.example", "official", "hxxps://led.test/2 https://also.test/"),
        ("b@x.example", "unlisted", "https://led.test/1"),
    ]
    told = gathered(links=links)
    (led,) = (site.victims for site in told.sites if site.domain == "led.test")

    assert (2, 2, 1, {"official": 1, "unlisted": 1}) == (
        led.accounts,
        led.followed,
        led.entered,
        led.by_category,
    )
    assert (2, 1) == (told.led.accounts, told.led.entered)


SPARED: list[tuple[dict[str, Any], str]] = [
    ({"domain": "garden.example"}, "list of popular or honest names"),
    ({"domain": "verify-account.ddns.net"}, "dynamic DNS service"),
    ({"domain": "verify-account.blogspot.com"}, "A company hands out names below blogspot.com"),
    ({"domain": "verify.test", "nameserver": "ns1.bodis.com"}, "It is parked for sale"),
    ({"domain": "verify.test", "creation_date": "2009-01-01"}, "more than two years before"),
]


@pytest.mark.parametrize(("record", "why"), SPARED)
def test_reason_not_to_take(gathered: Gathered, record: dict[str, Any], why: str) -> None:
    """Even what a source labels as the group's is not proposed where it would hurt others."""
    seen = {"first_seen": "2019-01-05", "group": "Group A", "source": "a report"}
    plain = gathered({**seen, **record}, {"domain": "plain.test", **seen})

    (spared,) = plain.spared
    assert (record["domain"], True) == (spared.domain, why in spared.spare[0])
    assert ["plain.test"] == [site.domain for site in plain.proposed]


def test_low_confidence_is_spared(gathered: Gathered) -> None:
    """Hostile events link to honest pages too."""
    told = gathered(links=[("a@x.example", "official", "https://music-river42.example/")])

    (spared,) = told.spared
    assert spared.spare[0].startswith("Low confidence: neither its name nor its ties")


@pytest.mark.parametrize("state", ["ordered", "transferred", "sinkholed", "released"])
def test_what_is_taken_already_is_not_proposed(gathered: Gathered, state: str) -> None:
    told = gathered(KNOWN, states={"known.test": state})

    assert f"recorded as {state}" in told.spared[0].spare[0]


def test_collateral_is_told(gathered: Gathered) -> None:
    """Who else lives on the host, mail, subdomains, contacts; of others that it is not known."""
    rdap = {
        "ldhName": "known.test",
        "events": [{"eventAction": "registration", "eventDate": "2018-12-01T10:00:00Z"}],
        "entities": [
            {
                "roles": ["registrar"],
                "vcardArray": ["vcard", [["fn", {}, "text", "A Registrar"]]],
                "entities": [
                    {
                        "roles": ["abuse"],
                        "vcardArray": ["vcard", [["email", {}, "text", "abuse@r.example\x1b[31m"]]],
                    }
                ],
            },
            {
                "roles": ["registrant"],
                "vcardArray": ["vcard", [["email", {}, "text", "person@r.example"]]],
            },
        ],
    }
    mail = {"rrname": "known.test", "rrtype": "MX", "rdata": "10 mx.known.test."}
    below = {"rrname": "login.known.test", "rrtype": "A", "rdata": "192.0.2.7"}

    told = gathered(KNOWN, OTHER, rdap, mail, below)

    (site,) = told.sites
    assert ("A Registrar", ("abuse@r.example[31m",)) == (site.registrar, site.told.contacts)
    assert (("mx.known.test",), ("login.known.test",)) == (site.told.mail, site.subdomains)
    assert [("192.0.2.7", 1, ("garden.example",))] == [
        (one.address, one.others, one.examples) for one in site.neighbours
    ]
    assert "2019-01-01" == f"{site.first_seen:%Y-%m-%d}"


def test_who_is_spared_lives_beside_who_is_not(gathered: Gathered) -> None:
    """What is not to be taken is harmed where its address is, and is not its own neighbour."""
    old = {"domain": "old.test", "group": "Group A", "ip": "192.0.2.7", "first_seen": "2019-01-02"}
    begun = {"eventAction": "registration", "eventDate": "2010-01-01T00:00:00Z"}

    told = gathered(KNOWN, old, {"ldhName": "old.test", "events": [begun]})

    found = {site.domain: [one.examples for one in site.neighbours] for site in told.sites}
    assert {"known.test": [("old.test",)], "old.test": []} == found


def test_exhibits_are_those_of_its_domains_and_campaigns(gathered: Gathered) -> None:
    exhibits = [
        Exhibit(number, "0" * 64, "shot.png", "the page", "2019-01-01T00:00:00+00:00", "Sam", about)
        for number, about in enumerate(
            [{"domain": "known.test"}, {"domain": "other.test"}, {"campaign": "C-1"}]
        )
    ]
    told = gathered(KNOWN, exhibits=exhibits)

    assert [0, 2] == [one.number for one in told.exhibits]
    assert [0] == [one.number for one in told.sites[0].exhibits]
