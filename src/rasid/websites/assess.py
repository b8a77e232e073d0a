"""Assessing what was seen: each domain by its name and its ties, and whose it may be."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.engines.store import Change, Store
from rasid.tables.websites import WEBSITE_TIES, WEBSITES
from rasid.websites.apart import is_parked, is_sinkholed
from rasid.websites.ascribing import NOBODY, ascribe
from rasid.websites.importing import TableWriter
from rasid.websites.judging import Judge, Judged, shown
from rasid.websites.ties import find_ties

LEAST_TIE_BITS = 1.0
"""Ties below this are noise and are left out of a domain's sum, though they are kept."""

MOST_TIE_BITS = 20.0
KINDS_OF_ONE_PLACE = {
    "name server": "hosting",
    "address": "hosting",
    "registrar": "registration",
    **dict.fromkeys(("page", "page body", "page form", "page comment", "page title"), "page"),
    **dict.fromkeys(("favicon", "tracker"), "page"),
}
"""Kinds that say much the same: only the strongest of each counts."""

SHARED_PLACES = frozenset(("hosting", "page"))
MOST_OF_A_SHARED_PLACE = 2.5
"""What one of these may say of whose a domain is, however rare it looks.

A host that takes one group's money takes another's, and pages are copied and sold: how often does
not show in how many of the seen domains share it, least of all where few were seen. So one alone
leaves an unknown group more than a fifth, and names nobody.
"""


@dataclass(frozen=True, slots=True)
class Tied:
    """The sum of a domain's ties, the strongest of them, and the bits by group."""

    bits: float
    to: str
    groups: dict[str, float]


NO_TIE = Tied(0.0, "", {})


def assess(
    engine: DuckDB, store: Store, change: Change, judge: Judge, kept_in: Path | None = None
) -> None:
    """Judge every seen domain and put the results in the place of the last ones.

    `engine` must know `sightings`, `page_traits`, `hostile` and `events`. How alike pages are is
    kept in a folder, so that they are compared once.
    """
    query = find_ties(engine, judge.known.labels, judge.known.honest, kept_in)
    change.remove(store.parts(WEBSITE_TIES))
    order = ", ".join(WEBSITE_TIES.key)
    engine.write(WEBSITE_TIES, query, change.add(WEBSITE_TIES, WEBSITE_TIES.name), order=order)
    tied = _tied(engine)
    change.remove(store.parts(WEBSITES))
    with TableWriter(WEBSITES, change.add(WEBSITES, WEBSITES.name)) as writer:
        for batch in engine.batches(packaged_sql("rasid.websites", "seen")):
            for row in _assessed(batch, tied, judge):
                writer.add(row)


def _assessed(
    batch: pa.RecordBatch, tied: dict[str, Tied], judge: Judge
) -> Iterator[tuple[Any, ...]]:
    columns = {name: batch.column(name).to_pylist() for name in batch.schema.names}
    judged = judge.judge(columns["domain"])
    for place, by_name in enumerate(judged):
        row = {name: column[place] for name, column in columns.items()}
        tie = tied.get(by_name.domain, NO_TIE)
        if by_name.standing in ("labelled", "popular"):
            tie = Tied(0.0, tie.to, {})
        yield _row(row, by_name, tie, judge)


def _row(row: dict[str, Any], by_name: Judged, tie: Tied, judge: Judge) -> tuple[Any, ...]:
    level, share = by_name.level, by_name.honest_share
    if tie.bits:
        share = judge.share(by_name.bits + tie.bits)
        level = judge.level(by_name.bits + tie.bits)
    likeliest, ascribed = by_name.likeliest, by_name.ascribed
    if tie.groups and level:
        likeliest, ascribed = ascribe(judge.model.habits, by_name.habits, tie.groups)
        # Ties tell whose bait is: of what may be honest, nobody is named by them.
        if level != "flagged" and by_name.ascribed.group != likeliest.group:
            ascribed = NOBODY
    standing = by_name.standing
    if standing not in ("labelled", "popular"):
        if is_sinkholed(row["addresses"]):
            standing = "sinkholed"
        elif is_parked(row["addresses"], row["name_servers"]):
            standing = "parked"
    written, notices = shown(by_name.domain)
    return (
        by_name.domain,
        written,
        list(notices),
        row["first_seen"],
        row["last_seen"],
        row["registered_at"],
        row["sightings"],
        standing,
        by_name.labelled_as,
        by_name.bits,
        share,
        tie.bits,
        tie.to,
        level,
        ascribed.group,
        likeliest.probability,
        likeliest.group,
    )


def _tied(engine: DuckDB) -> dict[str, Tied]:
    """Add up the ties of each domain: of things that say much the same the strongest."""
    strongest: dict[str, dict[tuple[str, str], tuple[float, str]]] = defaultdict(dict)
    rows = engine.rows(
        "SELECT domain, other, other_group, kind, bits FROM found_ties WHERE bits >= $least",
        {"least": LEAST_TIE_BITS},
    )
    for domain, other, group, kind, bits in rows:
        place = (group, KINDS_OF_ONE_PLACE.get(kind, kind))
        if bits > strongest[domain].get(place, (0.0, ""))[0]:
            strongest[domain][place] = (bits, other)
    return {domain: _sum(found) for domain, found in strongest.items()}


def _sum(found: dict[tuple[str, str], tuple[float, str]]) -> Tied:
    by_place: dict[str, float] = {}
    groups: dict[str, float] = defaultdict(float)
    for (group, place), (bits, _) in found.items():
        by_place[place] = max(by_place.get(place, 0.0), bits)
        if group:
            most = MOST_OF_A_SHARED_PLACE if place in SHARED_PLACES else MOST_TIE_BITS
            groups[group] += min(bits, most)
    strongest = max(found.values())
    capped = {group: min(bits, MOST_TIE_BITS) for group, bits in groups.items()}
    return Tied(min(sum(by_place.values()), MOST_TIE_BITS), strongest[1], capped)
