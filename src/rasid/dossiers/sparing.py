"""Which domains should not be taken, and why: a wrong seizure harms people who did nothing."""

from collections.abc import Iterator
from datetime import timedelta

from rasid.dossiers.facts import Site
from rasid.websites import company_suffix, is_dynamic, is_parked, is_sinkholed

SURE_ENOUGH = 0.80
"""From here on a domain is "very likely" the actor's, in the words of ICD 203."""

OLD = timedelta(days=730)
"""A name that was registered so long before it was first seen may be an honest one, broken into."""

HANDED_OVER = ("ordered", "transferred", "sinkholed", "released")

POPULAR = "It is on the list of popular or honest names: many people use it."
PARKED = "It is parked for sale: whoever had it may have it no more."
SINKHOLED = "It is in a sinkhole already: somebody took it before."
DYNAMIC = "It stands below a dynamic DNS service, which can end it: ask that, not a registry."


def reasons_to_spare(site: Site) -> tuple[str, ...]:
    """Return the reasons not to take a domain; none where it may be proposed."""
    return tuple(_reasons(site))


def _reasons(site: Site) -> Iterator[str]:
    if site.is_popular or site.standing == "popular":
        yield POPULAR
    if is_parked(site.addresses, site.name_servers):
        yield PARKED
    if is_sinkholed(site.addresses):
        yield SINKHOLED
    company = company_suffix(site.domain)
    if is_dynamic(site.domain):
        yield DYNAMIC
    elif company:
        yield f"A company hands out names below {company}: ask it, not a registry."
    if site.state in HANDED_OVER:
        yield f"Taking it away has come further already: it is recorded as {site.state}."
    begun = site.victims.first or site.first_seen
    if site.registered_at and begun and begun - site.registered_at > OLD:
        yield (
            f"It was registered on {site.registered_at:%Y-%m-%d}, more than two years before it "
            "was first seen here: it may be an honest site that was broken into."
        )
    if not _is_sure(site):
        yield f"Low confidence: {_doubt(site)}"


def _is_sure(site: Site) -> bool:
    if "labelled" in site.basis:
        return True
    is_whose = site.likely is not None and site.likely >= SURE_ENOUGH
    return site.level == "flagged" and (is_whose or "followed" in site.basis)


def _doubt(site: Site) -> str:
    if site.level != "flagged":
        return "neither its name nor its ties make it stand out enough from honest ones."
    return f"if it is bait, it is this group's with a probability of {site.likely or 0:.0%}."
