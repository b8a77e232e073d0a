from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, table

Row = Mapping[str, Any]
_MOST_CITED = 2


def name_table(names: Sequence[Row]) -> RenderableType:
    """Show who calls an actor what, since when, and who else is called so."""
    columns = (
        *(Column(title) for title in ("name", "said by")),
        Column("since", whole=True),
        *(Column(title) for title in ("standing", "cites", "also borne by")),
    )
    cells = [
        (
            claim["name"],
            claim["by"],
            _since(claim),
            _standing(claim),
            _cited(claim["cites"]),
            ", ".join(f"{other['name']} ({other['said_by']})" for other in claim["also"]),
        )
        for claim in names
    ]
    note = (
        "since: the year of the oldest work that the source cites, else the oldest version "
        "that was imported and says so."
    )
    return Group(table(columns, cells), line(note, "dim"))


def relation_table(relations: Sequence[Row]) -> RenderableType:
    """Show what an actor is said to be to others, by whom, and how sure that is said to be."""
    columns = (
        *(Column(title) for title in ("claim", "other", "said by")),
        Column("since", whole=True),
        *(Column(title) for title in ("how sure", "standing")),
    )
    cells = [
        (
            _claim(claim),
            claim["other_name"] or claim["other"],
            claim["by"],
            claim["since"][:10] if "T" in claim["since"] else claim["since"],
            _how_sure(claim),
            f"rejected: {claim['rejected']}" if claim["rejected"] else "stands",
        )
        for claim in relations
    ]
    return table(columns, cells)


def sighting_table(sightings: Sequence[Row]) -> RenderableType:
    """Show the campaigns that sources ascribe to an actor."""
    columns = (
        Column("campaign"),
        *(Column(title, whole=True) for title in ("from", "until")),
        Column("said by"),
    )
    cells = [
        (
            seen["name"],
            (seen["first_seen"] or "")[:10],
            (seen["last_seen"] or "")[:10],
            seen["by"],
        )
        for seen in sightings
    ]
    return table(columns, cells)


def _since(claim: Row) -> str:
    if claim["cited_since"]:
        return str(claim["cited_since"])
    since: str = claim["since"]
    return since[:10] if "T" in since else since


def _standing(claim: Row) -> str:
    if claim["rejected"]:
        return f"rejected: {claim['rejected']}"
    if not claim["holds"]:
        return f"no longer said; last in {claim['until'][:10] or 'an undated version'}"
    return "stands" if claim["confidence"] is None else f"stands, {claim['confidence']} of 100"


def _cited(works: Sequence[str]) -> str:
    more = len(works) - _MOST_CITED
    return "; ".join(works[:_MOST_CITED]) + (f"; {more:,} more" if more > 0 else "")


def _claim(claim: Row) -> str:
    verb: str = claim["verb"]
    told = "has as a part" if claim["inward"] and verb == "part of" else verb
    return told if verb == claim["said"] else f"{told} ({claim['said']})"


def _how_sure(claim: Row) -> str:
    likelihood: str = claim["likelihood"]
    return likelihood or ("" if claim["confidence"] is None else f"{claim['confidence']} of 100")
