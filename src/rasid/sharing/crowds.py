"""Which counts can be told without telling who was counted.

A count of people leaves only if it hides each of them among at least FEWEST_TOLD. What is held
back must not follow by subtraction either: as long as the held part of a whole is one category
alone, or too few people in too small a crowd, the smallest category that was to be told is held
back too.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST_TOLD = 5
"""Smaller groups are not told apart; statistics offices and health services ask for 5 to 10."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One category's part of a number: accounts, of how many people, of how many listed in all.

    `crowd` counts the people whom a recipient could take for one of these, if they are more.
    """

    accounts: int
    people: int
    listed: int
    crowd: int = 0


def tellable(cells: Mapping[str, Cell]) -> dict[str, str]:
    """Return why each category's count is held back; empty for those that can be told.

    A zero says that nobody was touched and can be told. Everybody of a category cannot: then the
    list itself names them.
    """
    held = {name: _too_small(cell) for name, cell in cells.items()}
    while _follows({name: cells[name] for name, why in held.items() if why}):
        open_ones = [name for name, why in held.items() if not why]
        if not open_ones:
            break
        smallest = min(open_ones, key=lambda name: (cells[name].people, name))
        held[smallest] = "with it, a count that is held back would follow by subtraction"
    return held


def total_refusal(count: int, crowd: int) -> str:
    """Return why a whole number is held back: it is small, and so is the crowd it is among."""
    if count == 0 or max(count, crowd) >= FEWEST_TOLD:
        return ""
    return f"fewer than {FEWEST_TOLD} accounts, so that it says who they are"


def _too_small(cell: Cell) -> str:
    if cell.accounts == 0:
        return ""
    if cell.people < FEWEST_TOLD:
        return f"fewer than {FEWEST_TOLD} people, so that it says who they are"
    if 0 < cell.listed <= cell.people:
        return "everybody of the category, so that the category says who they are"
    return ""


def _follows(held: Mapping[str, Cell]) -> bool:
    """Tell whether what is held back can be worked out from the whole and the rest."""
    people = sum(cell.people for cell in held.values())
    crowd = sum(max(cell.crowd, cell.people) for cell in held.values())
    hidden = people >= FEWEST_TOLD or people < crowd >= FEWEST_TOLD
    return people > 0 and (len(held) == 1 or not hidden)
