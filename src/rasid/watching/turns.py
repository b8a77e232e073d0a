"""Whose turn it is to change the home: who imports lets an analysis go first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition

from rasid.pipeline import STEPS, Progress

ALONE = (STEPS[0], STEPS[-1])
"""Steps of an analysis beside which nobody imports."""


@dataclass(slots=True)
class Turns:
    """Turns of one thread that imports all day and one that analyses now and then.

    Imports may follow one another so closely that an analysis which only tried would find no gap.
    """

    _free: Condition = field(default_factory=Condition)
    _is_taken: bool = False
    _is_awaited: bool = False

    @contextmanager
    def importing(self) -> Iterator[None]:
        """Hold the turn, once nobody has it and no analysis waits for it."""
        with self._free:
            self._free.wait_for(lambda: not (self._is_taken or self._is_awaited))
            self._is_taken = True
        try:
            yield
        finally:
            self._give_back()

    @contextmanager
    def analysing(self) -> Iterator[Progress]:
        """Hold the turn for the steps of an analysis that need it; yields what it tells of them."""
        self._take()
        has_turn = True

        def step(name: str, *_: int) -> None:
            nonlocal has_turn
            needs_turn = name in ALONE
            if needs_turn and not has_turn:
                self._take()
            elif has_turn and not needs_turn:
                self._give_back()
            has_turn = needs_turn

        try:
            yield step
        finally:
            if has_turn:
                self._give_back()

    def _take(self) -> None:
        with self._free:
            self._is_awaited = True
            try:
                self._free.wait_for(lambda: not self._is_taken)
                self._is_taken = True
            finally:
                self._is_awaited = False
                self._free.notify_all()

    def _give_back(self) -> None:
        with self._free:
            self._is_taken = False
            self._free.notify_all()
