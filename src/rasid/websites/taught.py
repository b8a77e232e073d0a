"""What a case knows of names: what comes with rasid, and what the site labelled itself."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.websites.learning import Honest, Knowledge, Labelled
from rasid.websites.naming import named
from rasid.websites.packaged import packaged_knowledge, packaged_state

MOST_HONEST = 100_000
"""How many of a site's own honest names are learnt from; all of them are known as honest."""

_BETWEEN_ALIASES = " / "
_ANY_TIME = datetime(9999, 1, 1)  # noqa: DTZ001 - tables hold UTC without a zone


@dataclass(frozen=True, slots=True)
class Label:
    """That a domain is bait: of which group, if anybody says, and since when that is known."""

    group: str
    since: date


@dataclass(frozen=True, slots=True)
class Known:
    """What was known on a day. `state` names it: the same state, the same model."""

    knowledge: Knowledge
    day: date
    labels: Mapping[str, Label]
    honest: frozenset[str]
    state: str


def known_names(engine: DuckDB | None, day: date | None = None) -> Known:
    """Return what was known at the end of a day, by default all that is.

    `engine` must know `sightings`; without one only what comes with rasid is known.
    """
    packaged = packaged_knowledge()
    labels = {
        one.domain: Label(one.label.group, one.label.since)
        for one in _packaged_labels(packaged)
        if day is None or one.label.since <= day
    }
    rows = _taught(engine, day)
    groups = _aliases(label.group for label in labels.values())
    own_honest = []
    for domain, hostile, ascribed_to, since in rows:
        if hostile:
            before = labels.get(domain)
            group = groups.get(ascribed_to.casefold(), ascribed_to)
            own = Label(group or (before.group if before else ""), since.date())
            labels[domain] = own if before is None or own.since <= before.since else before
        else:
            own_honest.append(domain)
    knowledge = replace(
        packaged,
        honest=_honest(packaged, own_honest, labels),
        labelled=[
            Labelled(named(domain), one.group, one.since) for domain, one in sorted(labels.items())
        ],
    )
    latest = max((one.since for one in labels.values()), default=date.min)
    popular = (f"{label}.{suffix}" for label, suffix in packaged.popular)
    honest = frozenset((*own_honest, *popular)) - labels.keys()
    until = day or latest
    return Known(knowledge, until, labels, honest, _state(rows, until))


@dataclass(frozen=True, slots=True)
class _Packaged:
    domain: str
    label: Label


def _packaged_labels(packaged: Knowledge) -> Iterable[_Packaged]:
    for one in packaged.labelled:
        yield _Packaged(one.name.domain, Label(one.group, one.since))


def _taught(engine: DuckDB | None, day: date | None) -> list[tuple[str, bool, str, datetime]]:
    if engine is None:
        return []
    until = datetime.combine(day + timedelta(days=1), time()) if day else _ANY_TIME
    sql = packaged_sql("rasid.websites", "taught")
    return engine.rows(sql, {"until": until})


def _aliases(groups: Iterable[str]) -> dict[str, str]:
    """Return by each alias of a group, in small letters, the group as it is written in full."""
    found: dict[str, str] = {}
    for group in dict.fromkeys(groups):
        for alias in group.split(_BETWEEN_ALIASES):
            found.setdefault(alias.casefold(), group)
    return found


def _honest(packaged: Knowledge, own: list[str], labels: Mapping[str, Label]) -> list[Honest]:
    known = {one.name.domain for one in packaged.honest}
    fresh = sorted((domain for domain in own if domain not in known), key=_spread)[:MOST_HONEST]
    kept = [one for one in packaged.honest if one.name.domain not in labels]
    return [*kept, *(Honest(named(domain)) for domain in fresh if domain not in labels)]


def _spread(domain: str) -> bytes:
    return hashlib.blake2b(domain.encode(), digest_size=8).digest()


def _state(rows: list[tuple[str, bool, str, datetime]], until: date) -> str:
    digest = hashlib.sha256(f"{packaged_state()} {until}".encode())
    for row in rows:
        digest.update(repr(row).encode())
    return digest.hexdigest()
