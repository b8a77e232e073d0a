"""How many groups there are: what was found as one and is two, what was found apart and is one."""

from dataclasses import replace

from rasid.campaigns.evidence import Chosen, joined
from rasid.campaigns.partition import are_two, divide
from rasid.campaigns.suspects import Suspects


def tell_apart(suspects: Suspects, candidates: list[Chosen]) -> list[Chosen]:
    """Return a candidate for each group of operators among those found as one."""
    found: list[Chosen] = []
    for one in candidates:
        groups, divisions = divide(suspects, one.places)
        for group in range(len(divisions) + 1):
            part = one.only(groups == group)
            found.append(replace(part, number=len(found), divisions=tuple(divisions)))
    return found


def put_together(suspects: Suspects, likely: list[Chosen]) -> list[Chosen]:
    """Return the campaigns, one for each group: nothing tells apart what becomes one here.

    What was told apart before stays so.
    """
    found: list[Chosen] = []
    for one in sorted(likely, key=lambda one: (-len(one.places), one.number)):
        for position, other in enumerate(found):
            if one.member is not other.member and not are_two(suspects, other.places, one.places):
                found[position] = joined([other, one])
                break
        else:
            found.append(one)
    return sorted(found, key=lambda one: one.number)
