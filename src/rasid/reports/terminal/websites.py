from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType

from rasid.reports.terminal.parts import Column, line, section, table
from rasid.reports.wording import bits, counted

_MOST = 40

Row = Mapping[str, Any]


def websites(rows: Sequence[Row]) -> RenderableType:
    """Show websites that look like bait."""
    columns = (
        Column("bits", number=True),
        Column("ties", number=True),
        Column("of honest names", whole=True),
        Column("website"),
        Column("first seen", whole=True),
        Column("apart"),
        Column("whose"),
        Column("state", whole=True),
    )
    cells = [
        (
            bits(row["bits"]),
            bits(row["tie_bits"]) if row["tie_bits"] else "",
            one_in(row["honest_share"]),
            _named(row),
            (row["first_seen"] or "")[:10],
            row["standing"],
            _whose(row["labelled_as"], row["group_name"], row["group_probability"]),
            row.get("state") or "",
        )
        for row in rows[:_MOST]
    ]
    return Group(
        line(f"{counted(len(rows), 'website')}: a score is no verdict, look before you act."),
        table(columns, cells),
        *_more(len(rows)),
    )


def scores(counts: Mapping[str, int], rows: Sequence[Row]) -> RenderableType:
    """Show how many names were scored, and those worth a look."""
    told = (
        f"{counted(counts['names'], 'name')}: {counts['flagged']:,} flagged, "
        f"{counts['look']:,} worth a look, {counts['rejected']:,} are no names."
    )
    columns = (
        Column("bits", number=True),
        Column("of honest names", whole=True),
        Column("level", whole=True),
        Column("website"),
        Column("apart"),
        Column("heaviest reasons"),
    )
    cells = [
        (
            bits(row["bits"]),
            one_in(row["honest_share"]),
            row["level"],
            _named(row),
            row["standing"],
            _heaviest(row.get("reasons", ())),
        )
        for row in rows[:_MOST]
    ]
    return Group(line(told), *((table(columns, cells),) if cells else ()), *_more(len(rows)))


def website_states(rows: Sequence[Row]) -> RenderableType:
    """Show the steps of websites, who took each and why, those that were taken back too."""
    parts: list[RenderableType] = []
    for row in rows:
        undone = " (taken back)" if row["undone"] else ""
        step = row["state"] if row["undoes"] is None else f"back to {row['state'] or 'no state'}"
        parts.append(line(f"{row['entry']}  {row['shown']}: {step}{undone}", "cyan"))
        made = row["made_at"][:16].replace("T", " ")
        parts.append(line(f"  {made} UTC, {row['made_by']}: {row['why']}", "dim"))
    return Group(*parts)


def callers(rows: Sequence[Row]) -> RenderableType:
    """Show who still calls websites that are in a sinkhole, by network."""
    names = (
        "website",
        "first",
        "last",
        "visits",
        "visitors",
        "people",
        "queries",
        "resolvers",
        "network",
    )
    numbers = names[3:8]
    columns = [Column(name, number=name in numbers, whole=name in names[:3]) for name in names]
    cells = [
        (
            row["shown"],
            row["first_seen"][:16].replace("T", " "),
            row["last_seen"][:16].replace("T", " "),
            row["visits"],
            row["visitors"],
            row["people"],
            row["queries"],
            row["resolvers"],
            _network(row),
        )
        for row in rows[:_MOST]
    ]
    return Group(table(columns, cells), *_more(len(rows)))


def website(told: Row) -> RenderableType:
    """Show the sum behind a name's bits, what it shares, and who tells of it."""
    head = f"{told['domain']}: {bits(told['bits'])} bits; {one_in(told['honest_share'])} of honest"
    verdict = told["level"] or "not flagged"
    parts: list[RenderableType] = [
        line(f"{head} names have as many. {verdict}", "bold"),
        line(
            f"Apart: {told['standing'] or 'nothing sets it apart'}. "
            f"Whose: {_whose(told['labelled_as'], '', 0.0) or _likeliest(told)}."
        ),
    ]
    if told["ties"] and told["seen"]:
        parts.append(line(_with_ties(told["seen"])))
    reasons = [(bits(r["bits"]), r["kind"], r["text"]) for r in told["reasons"]]
    columns = Column("bits", number=True), Column("what"), Column("of the name")
    parts.append(section("The name", table(columns, reasons)))
    if told["ties"]:
        ties = [
            (bits(t["bits"]), t["kind"], t["shared"], t["sharing"], t["other"], t["other_group"])
            for t in told["ties"][:_MOST]
        ]
        columns_ = (
            Column("bits", number=True),
            Column("what"),
            Column("shared"),
            Column("by domains", number=True),
            Column("with"),
            Column("of"),
        )
        parts.append(section("What it shares", table(columns_, ties)))
    if told["sightings"]:
        seen = [
            ((s["seen_at"] or "")[:16], s["kind"], s["host"], s["source"], _place(s))
            for s in told["sightings"][:_MOST]
        ]
        names = Column("seen", whole=True), Column("as"), Column("host"), Column("by")
        parts.append(section("Who tells of it", table((*names, Column("file, line")), seen)))
    return Group(*parts)


def one_in(share: float) -> str:
    """Say a share as `1 in 2,000`."""
    return f"1 in {round(1 / share):,}" if share else "none"


def _network(row: Row) -> str:
    number = f"AS{row['asn']}" if row["asn"] else ""
    return " ".join(filter(None, (number, row["as_name"], row["country"]))) or "not known"


def _named(row: Row) -> str:
    odd = f" ({', '.join(row['notices'])})" if row["notices"] else ""
    return (
        f"{row['shown']}{odd}"
        if row["shown"] == row["domain"]
        else (f"{row['shown']} = {row['domain']}{odd}")
    )


def _whose(labelled_as: str | None, group: str | None, probability: float) -> str:
    if labelled_as:
        return f"labelled: {labelled_as}"
    return f"{group} ({probability:.0%})".replace("%)", " %)") if group else ""


def _likeliest(told: Row) -> str:
    if not told["likeliest_group"]:
        return "nobody is named"
    chance = f"{told['group_probability']:.0%}".replace("%", " %")
    return f"likeliest {told['likeliest_group']}, {chance} by the name alone"


def _with_ties(seen: Row) -> str:
    whose = _whose(seen["labelled_as"], seen["group_name"], seen["group_probability"])
    return (
        f"With its ties, {bits(seen['tie_bits'])} bits: {one_in(seen['honest_share'])}, "
        f"{seen['level'] or 'not flagged'}; {whose or 'no group is named'}."
    )


def _heaviest(reasons: Sequence[Row]) -> str:
    told = [r for r in reasons if r["kind"] not in ("start", "other habits")][:3]
    return ", ".join(f"{r['text'] or r['kind']} {r['bits']:+.1f}" for r in told)


def _place(sighting: Row) -> str:
    return f"{sighting['raw_file'][:12]}:{sighting['raw_line']}"


def _more(count: int) -> list[RenderableType]:
    more = count - _MOST
    return [line(f"{more:,} more; --json has all.", "dim")] if more > 0 else []
