"""Which months are judged, and in which ways."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rasid.errors import UsageError

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


def chosen(option: str, names: Sequence[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the names, each once; raises UsageError for one that an option does not know."""
    listed = list(known)
    for name in names:
        if name not in listed:
            raise UsageError(f"{option} got {name!r}, expected some of: {', '.join(listed)}.")
    return tuple(dict.fromkeys(names))
