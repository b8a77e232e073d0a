"""What an object calls an actor, and what it cites for a name."""

import re
from dataclasses import dataclass

from rasid.attribution.bundle import NAMED, Stix
from rasid.attribution.misp_galaxy import CLUSTER, cluster_names

_CITED = re.compile(r"\(Citation: ([^()]{1,200})\)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RETRIEVED = re.compile(r"Retrieved .*", re.DOTALL)
_NUMBERED = "mitre-attack"


@dataclass(frozen=True, slots=True)
class Citations:
    """What a source cites for a name, and the year of the oldest of these that states one."""

    works: tuple[str, ...] = ()
    since: int | None = None


def is_actor(stix: Stix) -> bool:
    """Tell whether an object is of an actor."""
    return stix["type"] in NAMED or stix["type"] == CLUSTER


def names_of(stix: Stix) -> tuple[str, ...]:
    """Return what an object calls its actor, its own name first; empty for what is no actor.

    The number of ATT&CK is a name too, which others use as one.
    """
    if stix["type"] == CLUSTER:
        return cluster_names(stix)
    if stix["type"] not in NAMED:
        return ()
    numbers = (
        str(reference["external_id"])
        for reference in stix.get("external_references", ())
        if reference.get("source_name") == _NUMBERED and reference.get("external_id")
    )
    return tuple(dict.fromkeys((stix["name"], *stix.get("aliases", ()), *numbers)))


def citations_of(stix: Stix, name: str) -> Citations:
    """Return what an object cites for one name, as ATT&CK writes it: a reference of that name."""
    references = stix.get("external_references", ())
    told = {str(r.get("source_name")): str(r.get("description", "")) for r in references}
    works = tuple(dict.fromkeys(_CITED.findall(told.get(name, ""))))
    years = [int(year) for work in works for year in _years(work, told.get(work, ""))]
    return Citations(works, min(years, default=None))


def _years(work: str, reference: str) -> list[str]:
    """Return the years of one work: its reference's first, else those in its short name."""
    dated: list[str] = _YEAR.findall(_RETRIEVED.sub("", reference))
    return dated[:1] or _YEAR.findall(work)
