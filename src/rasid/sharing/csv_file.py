"""Indicators as CSV, defanged, under the header that `import indicators` reads."""

import csv
import io
from collections.abc import Iterator

from rasid.defanging import defang
from rasid.sharing import certainty
from rasid.sharing.choosing import Chosen
from rasid.sharing.facts import Trace
from rasid.sharing.plan import Outgoing
from rasid.sharing.read_csv import COLUMNS, RUN_BY_SPREADSHEETS
from rasid.sharing.stix import SIMULATED, Sharer
from rasid.sharing.versions import Versions, stamp


def csv_indicators(chosen: Chosen, sharer: Sharer, versions: Versions) -> str:  # noqa: ARG001 - as all writers
    """Return a row for each trace; what a spreadsheet would run gets a leading apostrophe."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(COLUMNS)
    for made in chosen.plans:
        for trace in made.out.traces:
            rows.writerow(_guarded(cell) for cell in _row(made.out, trace, sharer))
    return written.getvalue()


def _row(out: Outgoing, trace: Trace, sharer: Sharer) -> Iterator[str]:
    simulated = f" ({SIMULATED})" if sharer.simulated else ""
    yield trace.kind
    yield defang(trace.value) if trace.kind == "address" else trace.value
    yield stamp(trace.first_seen)
    yield stamp(certainty.valid_until(trace))
    yield str(certainty.confidence(out, trace))
    yield f"{trace.kind} of {out.campaign_id}{simulated}"
    yield sharer.tlp
    yield sharer.ids.of("indicator", out.campaign_id, trace.kind, trace.value)
    yield sharer.ids.public("identity", "producer")


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(RUN_BY_SPREADSHEETS) else cell
