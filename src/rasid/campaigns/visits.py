"""The visits of each session, account or what else they are of."""

from dataclasses import dataclass

import numpy as np

from rasid.campaigns.links import Codes


@dataclass(frozen=True, slots=True)
class Visits:
    """The places of visits in the order of what they are of, a code; each has its start."""

    order: Codes
    starts: Codes

    @classmethod
    def by(cls, codes: Codes, count: int) -> "Visits":
        """Sort visits by codes below a count; they stay in order where the code is the same."""
        starts = np.append(0, np.cumsum(np.bincount(codes, minlength=count)))
        return cls(np.argsort(codes, kind="stable"), starts)

    def at(self, codes: Codes) -> Codes:
        """Return the visits of some distinct codes."""
        starts, sizes = self.starts[codes], self.starts[codes + 1] - self.starts[codes]
        before = np.cumsum(sizes) - sizes
        return self.order[np.repeat(starts - before, sizes) + np.arange(int(sizes.sum()))]
