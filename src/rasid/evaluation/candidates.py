"""What an analysis took for a campaign or nearly so, against the truth."""

import pyarrow as pa

from rasid.engines.duckdb import DuckDB
from rasid.evaluation.measures.calibration import Forecast
from rasid.evaluation.measures.matching import REAL
from rasid.evaluation.truth import Truth

_CANDIDATES = """
SELECT candidates.probability, count(deeds.event_uid) > $real * count(*)
FROM candidates
JOIN tagged
    ON candidates.session_id = tagged.session_id AND candidates.account = tagged.account
LEFT JOIN deeds ON tagged.event_uid = deeds.event_uid
GROUP BY candidates.number, candidates.probability
ORDER BY candidates.number
"""


def forecasts(engine: DuckDB, truth: Truth) -> list[Forecast]:
    """Return each candidate's probability to be a campaign, and whether it is a group's work.

    Reads the steps `candidates` and `tagged` that a running analysis has. What no candidate holds
    is no forecast: a group that was never thought of is missing here, and counted as missed.
    """
    engine.load("deeds", pa.table({"event_uid": pa.array(list(truth.events), pa.string())}))
    return [Forecast(*row) for row in engine.rows(_CANDIDATES, {"real": REAL})]
