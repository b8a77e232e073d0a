"""The table of what is missed counts groups by size of provider and of group."""

import tomllib
from dataclasses import replace

from evaluation.made import PERFECT, result
from rasid.evaluation.measured import Measured, Size
from rasid.evaluation.measures.overlap import Overlap
from rasid.evaluation.telling.missed import table


def _month(accounts: int, attacked: int, right: int) -> Measured:
    return replace(
        PERFECT,
        size=Size(accounts, 1000, 7.0),
        accounts={"attacked": Overlap(attacked, right, right)},
    )


def test_groups_are_counted_by_size() -> None:
    months = [(40, 4, 0), (41, 6, 3), (3100, 4, 1), (3300, 5, 5), (3200, 80, 40), (3200, 0, 0)]
    results = [result("tiny", n, _month(*month)) for n, month in enumerate(months)]
    found = tomllib.loads("\n".join(table(results)))["measured"]

    assert [(40, 2), (3200, 4)] == [(one["accounts"], one["months"]) for one in found]
    assert [
        {"least": 1, "most": 5, "groups": 2, "found": 1},
        {"least": 51, "groups": 1, "found": 1},
    ] == found[1]["size"]
    assert [0, 1] == [size["found"] for size in found[0]["size"]]


def test_months_of_two_groups_are_not_counted() -> None:
    two = replace(PERFECT, numbers=PERFECT.numbers | {"Beryl": PERFECT.numbers["Amber"]})
    (found,) = tomllib.loads("\n".join(table([result("two-groups", 1, two)])))["measured"]

    assert (1, None) == (found["months"], found.get("size"))
