"""Link reasons, found by folder: each says one thing of every suspect session."""

from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from rasid.engines.duckdb import DuckDB

Bits = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MISSING = -1
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
    """A link's value for each suspect, as codes into `names`; MISSING where it has none."""

    link: Link
    codes: Codes
    names: tuple[str, ...]


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


def read_values(engine: DuckDB, link: Link, session_ids: list[str]) -> LinkValues:
    """Ask one link for its value of each session, in the order of `session_ids`."""
    places = {session_id: place for place, session_id in enumerate(session_ids)}
    codes = np.full(len(session_ids), MISSING, dtype=np.int64)
    names: dict[str, int] = {}
    for session_id, value in sorted(engine.rows(link.sql)):
        codes[places[session_id]] = names.setdefault(value, len(names))
    return LinkValues(link, codes, tuple(names))


def link_bits(values: LinkValues, members: Bits) -> Bits:
    """Weigh each session's value: log2 of its frequency among members over that among the rest.

    `members` are membership probabilities. Each session is weighed against the *other* sessions
    only, so that nothing proves itself. What is new to a side gets that side's learnt rate of new
    values (Good and Turing 1953), so that fresh addresses cost a group that changes them nothing.
    """
    known = values.codes != MISSING
    codes, inside = values.codes[known], members[known]
    bits = np.zeros(len(members))
    if not len(codes):
        return bits
    mine, mine_total, mine_new = _frequencies(codes, inside)
    rest, rest_total, rest_new = _frequencies(codes, 1.0 - inside)
    share = np.where(mine >= SEEN, (1.0 - mine_new) * mine / mine_total, mine_new)
    base = np.where(rest >= SEEN, (1.0 - rest_new) * rest / rest_total, rest_new)
    only_rest = (mine < SEEN) & (rest >= SEEN)
    only_mine = (mine >= SEEN) & (rest < SEEN)
    base = np.where(only_rest, 1.0, base)
    base = np.where(only_mine, rest_new / rest_total, base)
    bits[known] = np.log2(share / base)
    return np.clip(bits, -values.link.cap_bits, values.link.cap_bits)


def _frequencies(codes: Codes, weights: Bits) -> tuple[Bits, Bits, float]:
    """Return each session's count among the others, their total, and the rate of new values."""
    counts = np.bincount(codes, weights)[codes] - weights
    totals = np.maximum(weights.sum() - weights, 1e-9)
    fresh = float(weights[counts < SEEN].sum() + 0.5) / float(weights.sum() + 1.0)
    return counts, totals, min(fresh, 1.0)
