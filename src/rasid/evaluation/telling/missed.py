"""How small a group is missed, by size of provider; scripts/measure-missed prints the table."""

from collections.abc import Iterable, Iterator, Sequence
from math import floor, log10

from rasid.evaluation.months import FULL
from rasid.evaluation.results import Result

SIZES = ((1, 5), (6, 10), (11, 50), (51, None))
"""Spans of how many accounts a group attacked."""

FOUND = 0.5
"""A group is found if this share of the accounts that it attacked are shown as a campaign's."""

_HEAD = f"""\
# How small a campaign is missed. Written by scripts/measure-missed; do not edit it by hand.
# Of simulated months with one group that attacked somebody: a group is found if at least
# {FOUND * 100:.0f} % of the accounts that it attacked are shown as attacked by a campaign.
# `months` counts months without a group too.
"""


def table(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of the table, the smallest providers first."""
    yield _HEAD
    alike: dict[tuple[int, int, float], list[Result]] = {}
    for result in results:
        size = result.measured[FULL].size
        key = floor(log10(size.accounts)), round(size.days), result.month.scale
        alike.setdefault(key, []).append(result)
    for _, months in sorted(alike.items(), key=lambda pair: pair[0]):
        yield from _measured(months)


def _measured(months: Sequence[Result]) -> Iterator[str]:
    sizes = [result.measured[FULL].size for result in months]
    groups = [_group(result) for result in months if len(result.measured[FULL].numbers) == 1]
    told = sorted({f"{result.month.kind} {result.month.seed}" for result in months})
    yield f"# Made by program {', '.join(sorted({result.code for result in months}))}, of months"
    yield from _wrapped(told)
    yield "[[measured]]"
    yield f"accounts = {_two_digits(sum(one.accounts for one in sizes) // len(sizes))}"
    yield f"days = {round(sizes[0].days)}"
    yield f"months = {len(months)}"
    for least, most in SIZES:
        found = [share >= FOUND for size, share in groups if least <= size <= (most or size)]
        if found:
            yield "\n[[measured.size]]"
            yield f"least = {least}"
            yield from [] if most is None else [f"most = {most}"]
            yield f"groups = {len(found)}"
            yield f"found = {sum(found)}"
    yield ""


def _group(result: Result) -> tuple[int, float]:
    """Return how many accounts a month's group attacked, and the share of them that was found."""
    attacked = result.measured[FULL].accounts["attacked"]
    return attacked.true, attacked.right / attacked.true if attacked.true else 0.0


def _two_digits(count: int) -> int:
    unit = 10 ** max(0, len(str(count)) - 2)
    return int(count // unit * unit)


def _wrapped(words: Iterable[str], width: int = 90) -> Iterator[str]:
    line = "#  "
    for word in words:
        if len(line) + len(word) > width:
            yield line
            line = "#  "
        line += f" {word},"
    yield line.rstrip(",") + "."
