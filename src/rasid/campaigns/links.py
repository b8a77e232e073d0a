"""Link reasons, found by folder: each says one thing of every suspect session."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from rasid.engines.duckdb import DuckDB

Bits = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Some = Codes | slice
EACH = slice(None)

MISSING = -1
_OF_HOMES = re.compile(r"\b(suspect\w*|visits|at_home)\b")
"""What a link may read that is other where others are at home."""

_MOST = 1 << 62
SEEN = 0.5
"""From this expected number of other sessions on, a value counts as seen."""


@dataclass(frozen=True, slots=True)
class Link:
    """One packaged `links/*.sql`: a value per session and how much it may weigh."""

    title: str
    family: str
    cap_bits: float
    says: str
    sql: str


@dataclass(frozen=True, slots=True)
class LinkValues:
    """A link's value for each suspect, as codes into `names`; MISSING where it has none.

    `crowd` counts the sessions of each value among all sessions that the link speaks of, suspect
    or not: an exit that hundreds leave by proves little, however few of them are suspects. So many
    sessions are `beyond` those of values that no suspect has. A code may stand for so many values
    (`each`) of which the same can be said. `every` counts the sessions of all values there are.
    """

    link: Link
    codes: Codes
    names: tuple[str, ...]
    crowd: Bits
    each: Bits | float = 1.0
    beyond: float = 0.0
    every: pa.Table | None = None

    def of(self, sessions: Codes) -> "LinkValues":
        """Return the values of some sessions."""
        return replace(self, codes=self.codes[sessions])


@dataclass(frozen=True, slots=True)
class Alike:
    """Sessions of the same values, told once: the kind of each, and of kinds one and how many."""

    kind: Codes
    first: Codes
    count: Bits


def find_alike(columns: Sequence[Codes]) -> Alike:
    """Tell which sessions are alike in all of some columns of codes from 0."""
    codes = together(columns)
    _, first, kind, count = np.unique(
        codes, return_index=True, return_inverse=True, return_counts=True
    )
    return Alike(kind.reshape(-1).astype(np.int64), first, count.astype(np.float64))


def summed(one: Bits, other: Bits | Flags) -> float:
    """Return the sum of the products of two columns, which is the same on every machine.

    The product of vectors is not: it is parted among as many threads as there are processors, and
    these then wait for each other in a loop, for longer than they reckon.
    """
    return float((one * other).sum())


def together(columns: Sequence[Codes]) -> Codes:
    """Return one code for what several codes from 0 say together, in their order."""
    codes, count = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        more = int(column.max(initial=0)) + 1
        if count * more > _MOST:
            found, codes = np.unique(codes, return_inverse=True)
            count = len(found)
        codes, count = codes * more + column, count * more
    return codes


def distinct(codes: Codes, count: int) -> Codes:
    """Return which codes from 0 there are, in order; all are below a count."""
    told = np.zeros(count, dtype=bool)
    told[codes] = True
    return np.flatnonzero(told)


def read_links() -> list[Link]:
    """Return the packaged link reasons by title."""
    folder = files(__package__) / "links"
    paths = [path for path in folder.iterdir() if path.name.endswith(".sql")]
    return sorted((_parse(p.read_text(encoding="utf-8")) for p in paths), key=lambda x: x.title)


def _parse(text: str) -> Link:
    lines = text.splitlines()
    header = dict(
        line.removeprefix("-- ").split(": ", 1) for line in lines if line.startswith("-- ")
    )
    return Link(
        title=header["title"],
        family=header["family"],
        cap_bits=float(header["cap_bits"]),
        says=header["says"],
        sql="\n".join(line for line in lines if not line.startswith("-- ")),
    )


def read_values(engine: DuckDB, link: Link, before: LinkValues | None = None) -> LinkValues:
    """Ask one link for its value of each suspect, in the order of `suspects.place`.

    What it says of sessions is asked of suspects alone, which have all that sessions have; of the
    values that no suspect has only how many sessions they are is kept in memory as numbers.
    `before` are its values of other suspects among the same sessions, if there were any.
    """
    every = before.every if before and not _OF_HOMES.search(link.sql) else None
    if every is None:
        every = engine.arrow(
            "SELECT value, count(*)::DOUBLE AS sessions "
            f"FROM ({link.sql}) GROUP BY value ORDER BY value"
        ).combine_chunks()
    ((count,),) = engine.rows("SELECT count(*) FROM suspects")
    asked = engine.arrow(
        f"WITH sessions AS (SELECT * FROM suspects), told AS ({link.sql}) "
        "SELECT suspects.place, told.value FROM told "
        "JOIN suspects ON told.session_id = suspects.session_id"
    )
    found = compute.index_in(asked["value"], every["value"].combine_chunks())
    found = found.fill_null(MISSING).to_numpy().astype(np.int64)
    seen, sessions = distinct(found[found != MISSING], len(every)), every["sessions"].to_numpy()
    codes = np.full(count, MISSING, dtype=np.int64)
    codes[asked["place"].to_numpy()] = np.where(
        found == MISSING, MISSING, np.searchsorted(seen, found)
    )
    names, crowd = every["value"].take(pa.array(seen)).to_pylist(), sessions[seen]
    beyond = float(sessions.sum() - crowd.sum())
    return LinkValues(link, codes, tuple(names), crowd, beyond=beyond, every=every)


def link_bits(  # noqa: PLR0913 - each says how a session counts
    values: LinkValues,
    members: Bits,
    rest_weight: Bits,
    units: Codes | None = None,
    times: Bits | float = 1.0,
    *,
    asked: Flags | None = None,
) -> Bits:
    """Weigh each session's value: log2 of its frequency among members over that among the rest.

    `members` are membership probabilities. Each session is weighed against the *other* sessions
    only, or those of other `units`, so that nothing proves itself. One that stands for several
    (`times`) is weighed as each of them, and shares its unit with none. What is new to a side
    gets that side's rate of new values, distinct values a session (each was new once), so that
    fresh addresses cost a group that changes them little.
    The rest is the other suspects or the whole crowd, whichever has the value more often.
    Where only some are `asked`, the others get 0.
    """
    known = values.codes != MISSING
    codes, inside = values.codes[known], members[known]
    outside = (1.0 - inside) * rest_weight[known]
    bits = np.zeros(len(members))
    if not len(codes):
        return bits
    unit = None if units is None else units[known]
    many = np.broadcast_to(times, len(members))[known]
    own, some = replace(values, codes=codes), _some(asked, known)
    mine, mine_total, mine_new = _frequencies(own, inside, unit, many, some)
    rest, rest_total, rest_new = _frequencies(own, outside, unit, many, some)
    held = np.bincount(codes, inside * many, len(values.crowd)) / values.each
    crowd = np.maximum((values.crowd - held)[codes[some]] - (1.0 - inside[some]), 0.0)
    crowd_total = max(float(((values.crowd - held) * values.each).sum()) + values.beyond, 1.0)
    usual = np.maximum(rest / rest_total, crowd / crowd_total)
    seen_by_rest = np.maximum(rest, crowd) >= SEEN
    share = np.where(mine >= SEEN, (1.0 - mine_new) * mine / mine_total, mine_new)
    base = np.where(seen_by_rest, (1.0 - rest_new) * usual, rest_new)
    base = np.where((mine < SEEN) & seen_by_rest, 1.0, base)
    every = np.maximum(rest_total, summed(1.0 - inside, many))
    base = np.where((mine >= SEEN) & ~seen_by_rest, rest_new / every, base)
    most = values.link.cap_bits
    bits[np.flatnonzero(known)[some]] = np.clip(np.log2(share / base), -most, most)
    return bits


def seen_elsewhere(
    values: LinkValues, members: Bits, units: Codes | None = None, times: Bits | float = 1.0
) -> Flags:
    """Tell the sessions whose value other members have too, or members of other `units`.

    As in `link_bits`, one may stand for several.
    """
    known = values.codes != MISSING
    codes, inside = values.codes[known], members[known]
    unit = None if units is None else units[known]
    told = np.zeros(len(known), dtype=bool)
    if len(codes):
        many = np.broadcast_to(times, len(members))[known]
        own = replace(values, codes=codes)
        told[known] = _frequencies(own, inside, unit, many, EACH)[0] >= SEEN
    return told


def others_use_more(values: LinkValues, sessions: Codes, weight: Bits) -> Flags:
    """Tell the `sessions` whose value more sessions have beside them than they, weighed, are."""
    codes = values.codes[sessions]
    known = codes != MISSING
    ours = np.bincount(codes[known], weight[known], len(values.names))
    told = np.zeros(len(codes), dtype=bool)
    told[known] = (values.crowd > 2.0 * ours)[codes[known]]
    return told


def others_come_too(values: LinkValues, core: Bits) -> Flags:
    """Tell the sessions whose value more others have than they and those of the core are."""
    known = values.codes != MISSING
    codes, inside = values.codes[known], core[known]
    ours = np.bincount(codes, inside, len(values.names))[codes] + 1.0 - inside
    told = np.zeros(len(known), dtype=bool)
    told[known] = values.crowd[codes] > 2.0 * ours
    return told


def _some(asked: Flags | None, known: Flags) -> Some:
    """Return the places of those asked among the known ones."""
    return EACH if asked is None or asked.all() else np.flatnonzero(asked[known])


def _frequencies(
    values: LinkValues, weights: Bits, units: Codes | None, times: Bits, some: Some
) -> tuple[Bits, Bits, float]:
    """Return the count of `some` sessions among other units, their total, and new values' rate.

    Without `units` each session is one.
    """
    codes, every = values.codes, weights * times
    held = np.bincount(codes, every, len(values.crowd)) / values.each
    own, whole = weights, weights
    if units is not None:
        own, whole = _together(units * len(held) + codes, weights), _together(units, weights)
    totals = np.maximum(every.sum() - whole[some], 1e-9)
    new = np.minimum(held, 1.0) * values.each
    fresh = float(new.sum() + 0.5) / float(every.sum() + 1.0)
    return held[codes[some]] - own[some], totals, fresh


def _together(marks: Codes, weights: Bits) -> Bits:
    """Return for each the weight of all that have its mark."""
    _, group = np.unique(marks, return_inverse=True)
    return np.asarray(np.bincount(group, weights)[group])
