"""How what a home holds is to be taken: simulated, not analysed yet, or changed since."""

from rasid.case import Case, last_analysis
from rasid.cli.simulated import is_simulated
from rasid.cli.voice import warn
from rasid.reports.suggested import is_provisional
from rasid.reports.wording import WITHOUT_ROSTER
from rasid.settings import Home

NOT_YET = "No analysis has been made yet; `rasid analyse` makes one."


def tell_simulated(home: Home) -> None:
    """Warn where nothing is real."""
    if is_simulated(home):
        warn(f"{home.root} holds a simulated month; nobody in it exists.")


def tell_standing(case: Case, *, aloud: bool = True) -> bool:
    """Warn where the analysis is older than what it rests on; tell whether there is one.

    That there is none is warned of only if `aloud`.
    """
    tell_simulated(case.home)
    analysis = last_analysis(case)
    if analysis is None:
        if aloud:
            warn(NOT_YET)
        return False
    if analysis.changed:
        listed = " and ".join(analysis.changed)
        warn(f"the analysis is older than the {listed}; `rasid analyse` makes it anew.")
    if is_provisional(case.engine):
        warn(f"{WITHOUT_ROSTER} `rasid show suggested` lists whom to put on one.")
    return True
