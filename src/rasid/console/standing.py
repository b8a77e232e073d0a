"""How all that is shown is to be taken: simulated, not analysed yet, older than its logs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rasid.case import Case, changed_since, last_inputs, last_window, ledger_state, logs_state
from rasid.clock import Window
from rasid.console.listed import listed_of
from rasid.console.snapshot import Snapshot
from rasid.engines.store import is_being_changed
from rasid.ledger import open_ledger
from rasid.reports.suggested import is_provisional
from rasid.settings import Home


@dataclass(frozen=True, slots=True)
class Standing:
    """What a reader must know before they believe a page.

    `changed` is what is newer than the analysis, which is `provisional` without a roster.
    """

    simulated: bool
    has_logs: bool
    window: Window | None
    changed: Sequence[str]
    provisional: bool


def standing_of(snapshot: Snapshot) -> Standing:
    """Return how a home stands."""

    def read() -> Standing:
        case = snapshot.case
        analysed = snapshot.of_tables("analysed", lambda: _analysed(case))
        changed: tuple[str, ...] = ()
        if analysed.window:
            with open_ledger(case.home) as ledger:
                now = {
                    "logs": analysed.logs,
                    **ledger_state(case.home, ledger, listed_of(snapshot)),
                }
            changed = changed_since(analysed.inputs, now)
        return Standing(
            simulated=is_simulated(case.home),
            has_logs=analysed.has_logs,
            window=analysed.window,
            changed=changed,
            provisional=analysed.provisional,
        )

    return snapshot.once("standing", read)


def is_under_way(snapshot: Snapshot) -> bool:
    """Tell whether somebody is importing or analysing right now."""
    return is_being_changed(snapshot.case.home)


def is_simulated(home: Home) -> bool:
    """Tell whether what a home holds is simulated, so that there is nobody to tell."""
    return (home.root / "simulated.json").is_file()


@dataclass(frozen=True, slots=True)
class _Analysed:
    """What the tables tell of it: `logs` is a hash of the files of now, `inputs` are of then."""

    has_logs: bool
    window: Window | None
    logs: str
    inputs: Mapping[str, str]
    provisional: bool


def _analysed(case: Case) -> _Analysed:
    ((logs,),) = case.engine.rows("SELECT count(*) FROM imports")
    return _Analysed(
        has_logs=logs > 0,
        window=last_window(case),
        logs=logs_state(case),
        inputs=last_inputs(case),
        provisional=is_provisional(case.engine),
    )
