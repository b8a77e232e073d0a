"""What a group at work is made of."""

from dataclasses import dataclass

from rasid.scenarios.group.profile import Hours, Operator, Pool
from rasid.scenarios.parameters import Funnel


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a seed; `number` counts from 0, `funnel` says how far it is to get.

    `techniques` are ATT&CK ids that reports tell of besides those that follow from `methods`.
    """

    number: int
    hours: Hours
    pool: Pool
    operators: tuple[Operator, ...]
    categories: tuple[str, ...]
    methods: dict[str, float]
    funnel: Funnel
    techniques: tuple[str, ...]
