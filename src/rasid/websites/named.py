"""Names as they are judged: one by one, and many gathered as arrays."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from rasid.websites.letters import Places, laid_out

Oddness = int
"""Bits: which of `lexicon.DISGUISES` were noticed."""


class Named(NamedTuple):
    """A registered domain as it is judged: its label in plain ASCII letters, and its suffix.

    `odd` are the notices of `scripts.look`; `written` is the label in DNS where that differs.
    """

    label: str
    suffix: str
    odd: Oddness = 0
    written: str = ""

    @property
    def domain(self) -> str:
        """The registered domain as DNS has it."""
        return f"{self.written or self.label}.{self.suffix}"


class Gathered(NamedTuple):
    """Names as arrays, read once in the order in which they came.

    `endings` are places in `suffixes`; `disguised` says whose label differs in DNS.
    """

    labels: npt.NDArray[np.bytes_]
    sizes: Places
    suffixes: Sequence[str]
    endings: Places
    odd: Places
    disguised: npt.NDArray[np.bool_]

    def those(self, places: Places) -> "Gathered":
        """Return the names at these places."""
        return Gathered(
            self.labels[places],
            self.sizes[places],
            self.suffixes,
            self.endings[places],
            self.odd[places],
            self.disguised[places],
        )


def gathered(names: Sequence[Named]) -> Gathered:
    """Gather names."""
    labels, suffixes, odd, written = zip(*names, strict=True) if names else ((), (), (), ())
    return lay_out(labels, suffixes, np.array(odd, np.intp), np.array([*map(bool, written)], bool))


def lay_out(
    labels: Sequence[str],
    suffixes: Sequence[str],
    odd: Places,
    disguised: npt.NDArray[np.bool_],
) -> Gathered:
    """Lay out what names consist of."""
    distinct = {suffix: place for place, suffix in enumerate(dict.fromkeys(suffixes))}
    endings = np.fromiter(map(distinct.__getitem__, suffixes), np.intp, len(suffixes))
    return Gathered(*laid_out(labels), list(distinct), endings, odd, disguised)
