"""Sessions that were carried from one address to another, as a stolen one is."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from rasid.campaigns.links import SEEN, Bits, Codes, together
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import HOME_BITS


def _none() -> Codes:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Carried:
    """Which visits are of which carried session, a code: parallel arrays."""

    visit: Codes = field(default_factory=_none)
    code: Codes = field(default_factory=_none)

    def tied(self, core: Bits, address: Codes, visit_session: Codes) -> npt.NDArray[np.bool_]:
        """Tell the sessions whose every visit goes on with one that the core had elsewhere.

        `core` and `address` are by session, `visit_session` is that of each visit.
        """
        if not len(self.visit):
            return np.zeros(len(core), dtype=bool)
        session = visit_session[self.visit]
        here = together([self.code, address[session]])
        beside = _sums(self.code, core[session]) - _sums(here, core[session])
        going_on = np.unique(self.visit[beside >= SEEN])
        many = np.bincount(visit_session[going_on], minlength=len(core))
        return np.asarray((many > 0) & (many == np.bincount(visit_session, minlength=len(core))))


def _sums(codes: Codes, weights: Bits) -> Bits:
    """Return for each the weight of all that have its code."""
    _, group = np.unique(codes, return_inverse=True)
    return np.asarray(np.bincount(group.reshape(-1), weights)[group.reshape(-1)])


NOT_CARRIED = Carried()


def read_carried(engine: DuckDB, visits: pa.Table) -> Carried:
    """Return which suspect visits, by their row in `visits`, are of carried sessions."""
    rows = engine.rows(packaged_sql(__package__, "carried"), {"home_bits": HOME_BITS})
    if not rows:
        return NOT_CARRIED
    told = np.flatnonzero(np.isin(visits["place"].to_numpy(), [row[0] for row in rows]))
    some = visits.select(["place", "account"]).take(told)
    pairs = zip(some["place"].to_pylist(), some["account"].to_pylist(), strict=True)
    at = dict(zip(pairs, told.tolist(), strict=True))
    return Carried(
        np.array([at[row[0], row[1]] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
    )
