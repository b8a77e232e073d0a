"""Whom a group is after: accounts to attack, people to look up, and a few mistakes."""

from collections.abc import Callable, Iterator
from random import Random
from typing import NamedTuple

from rasid.scenarios.parameters import Funnel
from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import Name
from rasid.scenarios.world.people import Account, Person


class Prey(NamedTuple):
    """Someone a group is interested in, with the accounts of theirs that it will attack.

    `domain` is empty where no organisation is known, `category` where the roster has no one.
    """

    name: Name
    domain: str
    known: tuple[str, ...]
    attacked: tuple[Account, ...]
    category: str

    def addresses(self) -> set[str]:
        """Return the addresses of the accounts that are theirs."""
        return {*self.known, *(account.address for account in self.attacked)}


class Entry(NamedTuple):
    """An account to be entered, through its recovery mailbox where one is given."""

    account: Account
    mailbox: Account | None


def draw_categories(world: World, rng: Random, funnel: Funnel) -> tuple[str, ...]:
    """Draw the categories that a group is after: as many as hold enough accounts for it."""
    parameters = world.parameters
    order = rng.sample(parameters.categories, len(parameters.categories))
    order.sort(key=lambda category: category not in parameters.spared)
    return holding(world, order, 2 * funnel.attacked, len(parameters.spared) + 1)


def holding(world: World, order: list[str], wanted: int, least: int = 1) -> tuple[str, ...]:
    """Return the first categories that hold more than so many protected accounts together."""
    held = 0
    for count, category in enumerate(order):
        if held > wanted and count >= least:
            return tuple(order[:count])
        held += sum(
            len(person.mailboxes) for person in world.persons if person.category == category
        )
    return tuple(order)


def draw_prey(
    world: World,
    rng: Random,
    categories: tuple[str, ...],
    funnel: Funnel,
    easy: Callable[[Person], bool] | None = None,
) -> tuple[Prey, ...]:
    """Draw prey whose attacked accounts add up to the funnel's number exactly.

    Nearly all of those who are `easy` come before the others.
    """
    persons = [person for person in world.persons if person.category in categories]
    rng.shuffle(persons)
    if easy is not None:
        persons.sort(key=lambda person: not (easy(person) or rng.random() < 0.15))
    others = _strangers(world, rng, persons)[: max(1, int(funnel.attacked * 0.03))]
    others += draw_unlisted(world, rng, categories)[: max(1, int(funnel.attacked * 0.05))]
    others = others[: funnel.attacked // 3]
    left = funnel.attacked - len(others)
    prey: list[Prey] = []
    for person in persons:
        chosen = _choose(rng, person)[:left] if rng.random() < 0.88 else ()
        left -= len(chosen)
        prey.append(_as_prey(person, chosen))
    prey = list(_fill(rng, persons, prey, left))
    return tuple([one for one in prey if one.attacked or rng.random() < 0.7] + others)


def _choose(rng: Random, person: Person) -> tuple[Account, ...]:
    """Choose which accounts of a person to attack, the recovery mailbox first."""
    shares = {"work": 0.75, "personal": 0.9, "recovery": 0.85}
    boxes = [box for box in person.mailboxes if rng.random() < shares[box.kind]]
    return tuple(box.account for box in sorted(boxes, key=lambda box: box.kind != "recovery"))


def _as_prey(person: Person, attacked: tuple[Account, ...]) -> Prey:
    known = tuple(box.account.address for box in person.mailboxes)
    return Prey(person.name, person.organisation.domain, known, attacked, person.category)


def _fill(rng: Random, persons: list[Person], prey: list[Prey], left: int) -> Iterator[Prey]:
    """Attack accounts that chance left out, until the number is reached."""
    for person, one in zip(persons, prey, strict=True):
        missed = [box.account for box in person.mailboxes if box.account not in one.attacked]
        rng.shuffle(missed)
        more = tuple(missed[:left])
        left -= len(more)
        yield _as_prey(person, one.attacked + more)


def _strangers(world: World, rng: Random, persons: list[Person]) -> list[Prey]:
    """Return people who are taken for somebody whose name they share."""
    listed = _listed(world)
    names = {person.name for person in persons}
    alike = [one for one in world.accounts if one.name in names and one.number not in listed]
    rng.shuffle(alike)
    return [Prey(one.name, "", (one.address,), (one,), "") for one in alike]


def draw_unlisted(world: World, rng: Random, categories: tuple[str, ...]) -> list[Prey]:
    """Return people of the same organisations who are not on the roster."""
    listed = _listed(world)
    domains = [org.domain for category in categories for org in world.organisations[category]]
    staff = [
        (domain, account)
        for domain in domains
        for account in world.staff.get(domain, ())
        if account.number not in listed
    ]
    rng.shuffle(staff)
    return [Prey(one.name, domain, (one.address,), (one,), "") for domain, one in staff]


def _listed(world: World) -> set[int]:
    return {mailbox.account.number for _, mailbox in world.protected()}


def choose_entries(
    world: World, rng: Random, prey: tuple[Prey, ...], count: int, share: float
) -> tuple[Entry, ...]:
    """Choose whom the group gets hold of, so many accounts with a mailbox entered on the way.

    A `share` of those who have such a mailbox, among those attacked, are entered through it.
    """
    spared = {"", *world.parameters.spared}
    open_to = [one for one in prey if one.attacked and one.category not in spared]
    open_to = open_to or [one for one in prey if one.attacked and not one.category]
    rng.shuffle(open_to)
    chosen: list[Entry] = []
    left = count
    for one in open_to:
        if left == 0:
            break
        through = _through_mailbox(one, world) if left > 1 and rng.random() < share else None
        chosen.append(through or Entry(one.attacked[-1], None))
        left -= 2 if through else 1
    return tuple(chosen)


def _through_mailbox(one: Prey, world: World) -> Entry | None:
    for account in one.attacked:
        mailbox = world.recovery.get(account.address)
        if mailbox is not None and mailbox in one.attacked:
            return Entry(account, mailbox)
    return None
