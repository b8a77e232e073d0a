"""How the last analysis stands to what was imported since."""

from rasid.cli.voice import warn
from rasid.pipeline import Case, last_analysis

NOT_YET = "No analysis has been made yet; `rasid analyse` makes one."


def tell_standing(case: Case, *, aloud: bool = True) -> bool:
    """Warn where the analysis is older than what it rests on; tell whether there is one.

    That there is none is warned of only if `aloud`.
    """
    analysis = last_analysis(case)
    if analysis is None:
        if aloud:
            warn(NOT_YET)
        return False
    if analysis.changed:
        listed = " and ".join(analysis.changed)
        warn(f"the analysis is older than the {listed}; `rasid analyse` makes it anew.")
    return True
