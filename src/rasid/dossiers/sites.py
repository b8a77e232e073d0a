"""One domain as a dossier tells of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rasid.dossiers.blocks import Block, facts, table
from rasid.dossiers.facts import Site, Tie
from rasid.dossiers.words import WORDS
from rasid.icd203 import likelihood_phrase
from rasid.reports.wording import counted, percent

MOST_LISTED = 12
HALF, RAREST = 0.5, 100_000
"""A share of popular names is told up to half, and no smaller than one in so many: too few were
counted for it."""


def site_section(site: Site) -> Iterator[Block]:
    """Yield what is told of one domain."""
    yield Block("heading", site.domain)
    yield Block("text", _verdict(site))
    yield facts(*_facts(site))
    yield table(
        ("Bits", "Why its name has them", ""),
        ((f"{one.bits:+.1f}", WORDS.reasons[one.kind], one.text or "-") for one in site.reasons),
        (2, 4, 8),
        (2,),
    )
    if site.ties:
        yield table(
            ("Bits", "What it shares", "With labelled domains", "Rarity"),
            _ties(site),
            (2, 5, 7, 4),
        )
    yield facts(*_collateral(site))


def confidence(site: Site) -> str:
    """Say how sure it is that a domain is the actor's."""
    if "labelled" in site.basis:
        return f"as labelled by {listed(site.labelled_by) if site.labelled_by else 'an import'}"
    if site.likely is not None:
        return f"{likelihood_phrase(site.likely)} ({percent(site.likely)})"
    return "not computed: seen in the campaign's own events"


def to_look_at(site: Site) -> str:
    """Say what of a proposed domain has to be looked at before it is named in a request."""
    unknown = [
        name
        for name, known in (
            ("age", site.registered_at),
            ("registrar", site.registrar),
            ("host", site.addresses),
            ("mail", site.told.mail),
        )
        if not known
    ]
    by_ties = site.basis == ("ascribed",) and site.bits < site.tie_bits
    found = [
        "its ties weigh more than its name" if by_ties else "",
        "it may be among a million popular sites" if site.is_visited else "",
        "it has mail" if site.told.mail else "",
        f"{counted(len(site.subdomains), 'subdomain')} seen" if site.subdomains else "",
        f"not known: {', '.join(unknown)}" if unknown else "",
    ]
    return "; ".join(one for one in found if one) or "nothing more"


def date_of(moment: datetime | None) -> str:
    """Return a day, or that it is not known."""
    return f"{moment:%Y-%m-%d}" if moment else "not known"


def listed(names: Sequence[str]) -> str:
    """List names, the first of many and how many more."""
    more = len(names) - MOST_LISTED
    rest = f" and {more:,} more" if more > 0 else ""
    return ", ".join(names[:MOST_LISTED]) + rest


def _verdict(site: Site) -> str:
    if not site.spare:
        return "Proposed to be taken."
    return f"Not to be taken. {' '.join(site.spare)}"


def _ties(site: Site) -> Iterator[tuple[str, ...]]:
    """Yield what a domain shares, once for all domains that share it."""
    things: dict[tuple[str, str, int], list[Tie]] = {}
    for tie in site.ties:
        things.setdefault((tie.kind, tie.shared, tie.sharing), []).append(tie)
    for (kind, shared, sharing), ties in things.items():
        groups = sorted({tie.group or "no group by name" for tie in ties})
        yield (
            f"{max(tie.bits for tie in ties):+.1f}",
            f"{kind}: {shared}",
            f"{listed([tie.other for tie in ties])} ({', '.join(groups)})",
            f"shared by {sharing:,} seen domains",
        )


def _facts(site: Site) -> Iterator[tuple[str, str]]:
    if site.shown != site.domain:
        odd = f" ({', '.join(site.notices)})" if site.notices else ""
        yield "In its script", f"{site.shown}{odd}"
    yield "Why it belongs here", "; ".join(WORDS.basis[one] for one in site.basis)
    yield "Confidence", confidence(site)
    yield "First and last seen", f"{date_of(site.first_seen)}, {date_of(site.last_seen)}"
    yield "Score of its name", _score(site)
    if "labelled" not in site.basis:
        yield "Bits of its ties", f"{site.tie_bits:+.1f}"
    yield "State", site.state or "none is recorded"
    yield "Victims", _victims(site)
    yield "Exhibits", ", ".join(f"E{one.number}" for one in site.exhibits) or "none"
    yield "Told of by", listed([_place(place) for place in site.places]) or "no imported file"


def _score(site: Site) -> str:
    share, many = site.honest_share, "more than half"
    if share <= HALF:
        times = RAREST if share * RAREST <= 1 else int(1 / share)
        many = f"no more than one in {_rounded_down(times):,}"
    return f"{site.bits:+.1f} bits; of popular names {many} scores as high as it does with its ties"


def _rounded_down(times: int) -> int:
    """Return a number with one figure that counts: more would claim what was not measured."""
    unit: int = 10 ** (len(str(times)) - 1)
    return times // unit * unit


def _victims(site: Site) -> str:
    found = site.victims
    if not found.accounts:
        return "no hostile event in the logs led to it"
    by = ", ".join(f"{name} {many:,}" for name, many in (found.by_category or {}).items())
    return (
        f"{counted(found.accounts, 'account')} led there ({by}) from {date_of(found.first)} to "
        f"{date_of(found.last)}; {found.followed:,} followed a link, {found.entered:,} were entered"
    )


def _collateral(site: Site) -> Iterator[tuple[str, str]]:
    yield "Registered", _age(site)
    yield "Registrar", site.registrar or WORDS.unknown
    yield "Its contact", ", ".join(site.told.contacts) or WORDS.unknown
    yield "Name servers", listed(site.name_servers) or WORDS.unknown
    yield "On its host", _hosts(site)
    yield "Popularity", _popularity(site)
    yield "Mail (MX)", listed(site.told.mail) or WORDS.unknown
    yield "Subdomains", listed(site.subdomains) or "none was seen; others are not known"


def _age(site: Site) -> str:
    if site.registered_at is None:
        return WORDS.unknown
    begun = site.victims.first or site.first_seen
    days = (begun - site.registered_at).days if begun else None
    before = f", {counted(days, 'day')} before it was first seen" if days and days > 0 else ""
    return f"{date_of(site.registered_at)}{before}"


def _hosts(site: Site) -> str:
    if not site.addresses:
        return f"its addresses are {WORDS.unknown}"
    near = {one.address: one for one in site.neighbours}
    told = []
    for address in site.addresses[:MOST_LISTED]:
        one = near.get(address)
        others = (
            f"{counted(one.others, 'domain')} not to be taken, such as {listed(one.examples)}"
            if one
            else "no domain was seen but those that are proposed here"
        )
        told.append(f"{address}: {others}")
    return "; ".join(told)


def _popularity(site: Site) -> str:
    if site.is_popular:
        return "on the list of popular or honest names"
    return WORDS.may_be_visited if site.is_visited else WORDS.not_popular


def _place(place: str) -> str:
    raw_file, _, line = place.rpartition(":")
    return f"{raw_file[:12]}… line {line}"
