"""How all that is shown is to be taken: simulated, not analysed yet, older than its logs."""

from collections.abc import Sequence
from dataclasses import dataclass

from rasid.case import Case, last_analysis
from rasid.clock import Window
from rasid.console.snapshot import Snapshot, is_being_changed
from rasid.reports.suggested import stand_ins
from rasid.settings import Home


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader must know before they believe a page.

    `changed` is what is newer than the analysis; `stand_ins` counts accounts that stand in for a
    roster.
    """

    simulated: bool
    has_logs: bool
    window: Window | None
    changed: Sequence[str]
    stand_ins: int


def standing_of(snapshot: Snapshot) -> Standing:
    """Return how a home stands."""
    return snapshot.once("standing", lambda: _read(snapshot.case))


def is_under_way(snapshot: Snapshot) -> bool:
    """Tell whether somebody is importing or analysing right now."""
    return is_being_changed(snapshot.case.home)


def is_simulated(home: Home) -> bool:
    """Tell whether what a home holds is simulated, so that there is nobody to tell."""
    return (home.root / "simulated.json").is_file()


def _read(case: Case) -> Standing:
    analysis = last_analysis(case)
    ((logs,),) = case.engine.rows("SELECT count(*) FROM imports")
    return Standing(
        simulated=is_simulated(case.home),
        has_logs=logs > 0,
        window=analysis.window if analysis else None,
        changed=analysis.changed if analysis else (),
        stand_ins=stand_ins(case.engine),
    )
