"""Into how many accounts somebody gets from an address without any trouble, as owners do."""

import numpy as np

from rasid.campaigns.links import Codes
from rasid.engines.duckdb import DuckDB, packaged_sql


def read_owners(engine: DuckDB) -> Codes:
    """Return the number of such accounts at the address of each suspect session, in their order."""
    told = engine.arrow(packaged_sql(__package__, "owners"))["owners"]
    return np.asarray(told.to_numpy(), dtype=np.int64)
