"""Which months are judged, and in which ways."""

from collections.abc import Sequence
from dataclasses import dataclass

from rasid.errors import UsageError
from rasid.scenarios import KINDS

ABLATIONS = ("addresses", "fingerprints", "roster")
"""What can be taken away from an analysis."""

FULL = "full"
"""The name of the analysis that nothing is taken from."""


@dataclass(frozen=True, slots=True)
class Month:
    """What is simulated; the same values give the same bytes."""

    kind: str
    seed: int
    scale: float
    form: str = "ocsf"
    faults: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The month in a word."""
        return "-".join((self.kind, str(self.seed), *(() if self.form == "ocsf" else (self.form,))))


@dataclass(frozen=True, slots=True)
class Ways:
    """How each month is judged besides the full analysis."""

    ablate: tuple[str, ...] = ()
    baselines: bool = False


def choose_kinds(names: Sequence[str], default: Sequence[str]) -> tuple[str, ...]:
    """Return the kinds that were asked for; raises UsageError for one that is not known."""
    for name in names:
        if name not in KINDS:
            known = ", ".join(KINDS)
            raise UsageError(f"--kinds got {name!r}, expected some of: {known}.")
    return tuple(names or default)


def choose_ablations(names: Sequence[str]) -> tuple[str, ...]:
    """Return the ablations that were asked for; raises UsageError for one that is not known."""
    for name in names:
        if name not in ABLATIONS:
            raise UsageError(f"--ablate got {name!r}, expected some of: {', '.join(ABLATIONS)}.")
    return tuple(names)
