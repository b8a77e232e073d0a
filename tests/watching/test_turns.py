"""Imports go on beside an analysis, which is let in first."""

from threading import Event, Thread

from rasid.pipeline import STEPS
from rasid.watching.turns import Turns

SHORTLY = 0.2


def test_imports_wait_for_the_beginning_and_end_of_an_analysis() -> None:
    turns, told = Turns(), list[str]()

    def take() -> None:
        with turns.importing():
            told.append("import")

    first, second = Thread(target=take), Thread(target=take)
    with turns.analysing() as step:
        step("reading", 0, len(STEPS))
        first.start()
        first.join(SHORTLY)
        assert [] == told

        step("sessions", 1, len(STEPS))
        first.join()
        assert ["import"] == told

        step("writing", 5, len(STEPS))
        second.start()
        second.join(SHORTLY)
        assert ["import"] == told
    second.join()

    assert ["import"] * 2 == told


def test_analysis_that_waits_goes_first() -> None:
    """However many imports are waiting, or begin one after the other."""
    turns, told, begun, free = Turns(), list[str](), Event(), Event()

    def analyse() -> None:
        with turns.analysing():
            told.append("analysis")

    def take(name: str) -> None:
        with turns.importing():
            told.append(name)
            begun.set()
            free.wait(60)

    first = Thread(target=take, args=("first",))
    first.start()
    begun.wait(60)
    analysing = Thread(target=analyse)
    analysing.start()
    while not turns._is_awaited:  # noqa: SLF001 - there is nothing else to see of it
        Event().wait(0.001)
    later = Thread(target=take, args=("later",))
    later.start()
    free.set()
    for thread in (first, analysing, later):
        thread.join(60)

    assert ["first", "analysis", "later"] == told
