"""Gathering a dossier: which domains belong, and what tables, records and exhibits say of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from rasid.dossiers.facts import (
    Basis,
    CampaignRow,
    Dossier,
    Neighbours,
    Shared,
    Site,
    SourceFile,
    Subject,
    Tie,
    Told,
    Victims,
)
from rasid.dossiers.records import read_told
from rasid.dossiers.sparing import reasons_to_spare
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.evidence import Exhibit
from rasid.websites import MOST_SHARING, Reason, in_script, linked_domains

MOST_REASONS, MOST_TIES, MOST_PLACES = 6, 200, 20
_BETWEEN_ALIASES = " / "

_WEBSITES = """
SELECT domain, shown, notices, registered_at, standing, labelled_as, bits, honest_share, tie_bits,
    level, group_name, group_probability, likeliest_group
FROM websites ORDER BY domain
"""

_TIES = """
SELECT domain, other, other_group, kind, shared, sharing, bits FROM website_ties
WHERE list_contains($domains, domain) AND kind <> 'followed' AND bits >= 1.0  -- less is noise
ORDER BY domain, bits DESC, other, kind, shared
"""

_CAMPAIGNS = """
SELECT campaign_id, campaign_probability, first_seen, last_seen, attempts, accounts_identified,
    accounts_attacked, accounts_compromised
FROM campaigns WHERE list_contains($campaigns, campaign_id) ORDER BY first_seen, campaign_id
"""

_FILES = "SELECT raw_file, name, lines, rejected FROM domain_files ORDER BY name, raw_file"


@dataclass(frozen=True, slots=True)
class Knows:
    """What only others know: why a name has its bits, which are honest, how far each has come.

    `raw` is the folder of kept files, `judged` judges a name that no file of domains told of.
    """

    raw: Path
    reasons: Callable[[str], Sequence[Reason]]
    judged: Callable[[str], Mapping[str, Any]]
    honest: frozenset[str]
    states: Mapping[str, str]
    exhibits: Sequence[Exhibit]


@dataclass(frozen=True, slots=True)
class Rests:
    """What the analysis rests on."""

    window: tuple[datetime, datetime] | None
    inputs: Mapping[str, str]
    changed: tuple[str, ...]
    version: str
    simulated: bool


def gather_dossier(engine: DuckDB, subject: Subject, knows: Knows, rests: Rests) -> Dossier:
    """Gather what is told of a campaign's or an actor's domains.

    Those belong that are labelled as the actor's or ascribed to it, and those that hostile events
    of its campaigns led to.
    """
    events = _events(engine, subject.campaigns)
    victims = {domain: _counted(found) for domain, found in events.items()}
    rows = _belonging(engine, subject, victims, knows)
    sites = _sites(engine, subject, rows, victims, knows)
    names = {site.domain for site in sites}
    ((seen,),) = engine.rows("SELECT count(DISTINCT domain) FROM sightings")
    own = ("campaign", subject.campaigns), ("domain", names)
    return Dossier(
        subject,
        tuple(
            CampaignRow(*row)
            for row in engine.rows(_CAMPAIGNS, {"campaigns": list(subject.campaigns)})
        ),
        tuple(sorted(sites, key=_likeliest_first)),
        _counted([event for found in events.values() for event in found]),
        _shared(engine, names),
        tuple(
            one for one in knows.exhibits if any(one.about.get(kind) in some for kind, some in own)
        ),
        tuple(SourceFile(*row) for row in engine.rows(_FILES)),
        seen,
        rests.window,
        rests.inputs,
        rests.changed,
        rests.version,
        rests.simulated,
    )


def is_named(group: str, names: Iterable[str]) -> bool:
    """Say whether a group has one of these names; it may have several between ` / `."""
    known = {name.strip().casefold() for name in names}
    return any(alias.strip().casefold() in known for alias in group.split(_BETWEEN_ALIASES))


def _belonging(
    engine: DuckDB, subject: Subject, victims: Mapping[str, Victims], knows: Knows
) -> dict[str, dict[str, Any]]:
    """Return the rows of the domains that belong, with why they do."""
    columns = (
        *("domain", "shown", "notices", "registered_at", "standing"),
        *("labelled_as", "bits", "honest_share", "tie_bits", "level"),
        *("group_name", "group_probability", "likeliest_group"),
    )
    found: dict[str, dict[str, Any]] = {}
    for values in engine.rows(_WEBSITES):
        row = dict(zip(columns, values, strict=True))
        basis: list[Basis] = []
        if row["labelled_as"] and is_named(row["labelled_as"], subject.names):
            basis.append("labelled")
        elif row["group_name"] and is_named(row["group_name"], subject.names):
            basis.append("ascribed")
        if row["domain"] in victims:
            basis.append("followed")
        if basis:
            found[row["domain"]] = {**row, "basis": tuple(basis)}
    for domain in victims.keys() - found.keys():  # linked, and in no imported file
        found[domain] = {**knows.judged(domain), "basis": ("followed",)}
    return found


def _sites(
    engine: DuckDB,
    subject: Subject,
    rows: Mapping[str, dict[str, Any]],
    victims: Mapping[str, Victims],
    knows: Knows,
) -> list[Site]:
    domains = {"domains": sorted(rows)}
    seen = {row[0]: row[1:] for row in engine.rows(packaged_sql("rasid.dossiers", "seen"), domains)}
    places = {domain: _places(seen[domain][5]) if domain in seen else () for domain in rows}
    told = read_told(knows.raw, places)
    ties: dict[str, list[Tie]] = defaultdict(list)
    for domain, *tie in engine.rows(_TIES, domains):
        if len(ties[domain]) < MOST_TIES:
            ties[domain].append(Tie(*tie))
    sites = []
    for domain, row in rows.items():
        records = seen.get(domain, ("", [], [], None, None, None, None, None))
        site = _site(subject, row, records, knows)
        site = replace(
            site,
            ties=tuple(ties[domain]),
            told=told[domain],
            victims=victims.get(domain, Victims()),
        )
        sites.append(replace(site, spare=reasons_to_spare(site)))
    return _beside_others(engine, sites)


def _beside_others(engine: DuckDB, sites: Sequence[Site]) -> list[Site]:
    """Add who else lives on the addresses of sites: also those sites that are to be spared."""
    domains = [site.domain for site in sites]
    asked = {"domains": domains, "taken": [site.domain for site in sites if not site.spare]}
    near: dict[str, list[Neighbours]] = defaultdict(list)
    for domain, address, others, examples in engine.rows(
        packaged_sql("rasid.dossiers", "neighbours"), asked
    ):
        is_provider = others > MOST_SHARING
        near[domain].append(Neighbours(address, others, tuple(examples), is_provider))
    return [replace(site, neighbours=tuple(near[site.domain])) for site in sites]


def _site(subject: Subject, row: Mapping[str, Any], records: Sequence[Any], knows: Knows) -> Site:
    """Return a domain with what its own row and its records say."""
    registrar, addresses, name_servers, hosts, labelled_by, places, first, last = records
    domain = row["domain"]
    reasons = knows.reasons(domain)
    likeliest = row["group_name"] or row["likeliest_group"]
    likely = row["group_probability"] if is_named(likeliest or "", subject.names) else None
    return Site(
        domain=domain,
        shown=row["shown"] or in_script(domain),
        notices=tuple(row["notices"] or ()),
        basis=row["basis"],
        likely=likely if row["level"] and "labelled" not in row["basis"] else None,
        level=row["level"],
        standing=row["standing"],
        first_seen=first,
        last_seen=last,
        registered_at=row["registered_at"],
        registry=domain.rpartition(".")[2],
        registrar=registrar,
        bits=row["bits"],
        honest_share=row["honest_share"],
        tie_bits=row["tie_bits"],
        reasons=_heaviest(reasons),
        ties=(),
        labelled_by=tuple(labelled_by or ()),
        is_popular=domain in knows.honest,
        is_visited=any(one.kind == "visited" for one in reasons),
        addresses=tuple(addresses or ()),
        name_servers=tuple(name_servers or ()),
        neighbours=(),
        subdomains=tuple(hosts or ()),
        told=Told(),
        victims=Victims(),
        exhibits=tuple(one for one in knows.exhibits if one.about.get("domain") == domain),
        state=knows.states.get(domain, ""),
        places=tuple(places or ())[:MOST_PLACES],
    )


def _heaviest(reasons: Sequence[Reason]) -> tuple[Reason, ...]:
    """Return the heaviest reasons and one for all others, so that they add up to the score."""
    lesser = reasons[MOST_REASONS:]
    if not lesser:
        return tuple(reasons)
    rest = Reason("lesser", f"{len(lesser)} of them", sum(one.bits for one in lesser))
    return (*reasons[:MOST_REASONS], rest)


def _events(engine: DuckDB, campaigns: Sequence[str]) -> dict[str, list[tuple[Any, ...]]]:
    """Return by domain the hostile events that led somebody there."""
    events: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    query = packaged_sql("rasid.dossiers", "links")
    for detail, *event in engine.rows(query, {"campaigns": list(campaigns)}):
        for domain in linked_domains(detail):
            events[domain].append(tuple(event))
    return events


def _counted(events: Sequence[tuple[Any, ...]]) -> Victims:
    """Count the accounts of events, each once."""
    categories: dict[str, str] = {}
    followed, entered = set(), set()
    for _, account, category, _, is_followed, is_entered in events:
        categories.setdefault(account, category)
        if is_followed:
            followed.add(account)
        if is_entered:
            entered.add(account)
    by_category: dict[str, int] = defaultdict(int)
    for category in categories.values():
        by_category[category] += 1
    times = [event[3] for event in events] or [None]
    return Victims(
        len(categories),
        len(followed),
        len(entered),
        dict(sorted(by_category.items())),
        min(times),
        max(times),
    )


def _shared(engine: DuckDB, domains: Iterable[str]) -> tuple[Shared, ...]:
    rows = engine.rows(packaged_sql("rasid.dossiers", "shared"), {"domains": sorted(domains)})
    return tuple(
        Shared(kind, shared, tuple(some), sharing)
        for kind, shared, some, sharing in rows
        if sharing <= MOST_SHARING
    )


def _places(listed: Sequence[str] | None) -> tuple[tuple[str, int], ...]:
    split = (place.rpartition(":") for place in listed or ())
    return tuple((raw_file, int(line)) for raw_file, _, line in split)


def _likeliest_first(site: Site) -> tuple[bool, int, float, float, str]:
    """Order by what harmed most people, then by how sure it is; what is spared comes last."""
    sure = 1.0 if "labelled" in site.basis else site.likely or 0.0
    harmed = site.victims.accounts
    return bool(site.spare), -harmed, -sure, -(site.bits + site.tie_bits), site.domain
