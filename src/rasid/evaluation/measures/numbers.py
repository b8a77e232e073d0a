"""How far a counted number is from the true one."""

from dataclasses import dataclass

NEAR_SHARE = 0.01


@dataclass(frozen=True, slots=True)
class Count:
    """A number in truth and as found, with its 90 % bounds where a campaign was found."""

    true: int
    found: int
    low: float | None = None
    high: float | None = None

    @property
    def error(self) -> int:
        """What was found too much; negative for too little."""
        return self.found - self.true

    @property
    def exact(self) -> bool:
        """Tell whether the number is the true one."""
        return self.error == 0

    @property
    def near(self) -> bool:
        """Tell whether it is off by no more than one, or one per cent of the truth."""
        return abs(self.error) <= max(1.0, NEAR_SHARE * self.true)

    @property
    def held(self) -> bool | None:
        """Tell whether the truth is within the bounds; null where there are none."""
        if self.low is None or self.high is None:
            return None
        return self.low <= self.true <= self.high
