"""Whom a group is after: accounts to attack, people to look up, and a few mistakes."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from rasid.scenarios.parameters import Funnel
from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import Name
from rasid.scenarios.world.people import Account, Person


@dataclass(frozen=True, slots=True)
class Prey:
    """Someone a group is interested in, with the accounts of theirs that it will attack."""

    name: Name
    domain: str
    known: tuple[str, ...]
    attacked: tuple[Account, ...]
    category: str


def draw_prey(
    world: World, rng: Random, categories: tuple[str, ...], funnel: Funnel
) -> tuple[Prey, ...]:
    """Draw prey whose attacked accounts add up to the funnel's number exactly."""
    persons = [person for person in world.persons if person.category in categories]
    rng.shuffle(persons)
    strangers = _strangers(world, rng, persons, max(1, int(funnel.attacked * 0.03)))
    unlisted = _unlisted(world, rng, categories, max(1, int(funnel.attacked * 0.05)))
    others = strangers + unlisted
    left = funnel.attacked - len(others)
    prey: list[Prey] = []
    for person in persons:
        chosen = _choose(rng, person)[: max(left, 0)] if rng.random() < 0.88 else ()
        left -= len(chosen)
        prey.append(_as_prey(person, chosen))
    if left > 0:
        prey = list(_fill(rng, persons, prey, left))
    prey = [one for one in prey if one.attacked or rng.random() < 0.7]
    return tuple(prey + others)


def _choose(rng: Random, person: Person) -> tuple[Account, ...]:
    shares = {"work": 0.75, "personal": 0.9, "recovery": 0.85}
    boxes = [box for box in person.mailboxes if rng.random() < shares[box.kind]]
    return tuple(box.account for box in sorted(boxes, key=lambda box: box.kind != "recovery"))


def _as_prey(person: Person, attacked: tuple[Account, ...]) -> Prey:
    known = tuple(box.account.address for box in person.mailboxes)
    return Prey(person.name, person.organisation.domain, known, attacked, person.category)


def _fill(rng: Random, persons: list[Person], prey: list[Prey], left: int) -> Iterator[Prey]:
    """Attack the accounts that chance left out, until the number is reached."""
    for person, one in zip(persons, prey, strict=True):
        missed = [box.account for box in person.mailboxes if box.account not in one.attacked]
        rng.shuffle(missed)
        more = tuple(missed[:left])
        left -= len(more)
        yield _as_prey(person, one.attacked + more)


def _strangers(world: World, rng: Random, persons: list[Person], count: int) -> list[Prey]:
    """Take people for somebody they only share a name with."""
    protected = {box.account.number for _, box in world.protected()}
    names = {person.name for person in persons}
    alike = [one for one in world.accounts if one.name in names and one.number not in protected]
    rng.shuffle(alike)
    return [Prey(one.name, "", (one.address,), (one,), "") for one in alike[:count]]


def _unlisted(world: World, rng: Random, categories: tuple[str, ...], count: int) -> list[Prey]:
    """Draw people of the same organisations who are not on the roster."""
    protected = {box.account.number for _, box in world.protected()}
    staff = [
        account
        for category in categories
        for organisation in world.organisations[category]
        for account in world.staff.get(organisation.domain, ())
        if account.number not in protected
    ]
    chosen = rng.sample(staff, min(count, len(staff)))
    return [
        Prey(one.name, one.address.partition("@")[2], (one.address,), (one,), "") for one in chosen
    ]


def draw_categories(world: World, rng: Random, funnel: Funnel) -> tuple[str, ...]:
    """Draw the categories that a group is after: as few as hold enough accounts for it."""
    spared = world.parameters.spared
    order = rng.sample(world.parameters.categories, len(world.parameters.categories))
    if spared and funnel.compromised:
        order.sort(key=lambda category: category not in spared)
    held = 0
    chosen: list[str] = []
    for category in order:
        if held > 1.5 * funnel.attacked and len(chosen) > len(spared):
            break
        chosen.append(category)
        held += sum(
            len(person.mailboxes) for person in world.persons if person.category == category
        )
    return tuple(chosen)
