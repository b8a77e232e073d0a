"""What happens in a month of a kind, before any of it is written down."""

from dataclasses import dataclass, replace
from random import Random

from rasid.scenarios.actors import Actor, draw_actors
from rasid.scenarios.chance import stream
from rasid.scenarios.crime import CRIMES
from rasid.scenarios.group.group import Group
from rasid.scenarios.group.manner import Manner, draw_group
from rasid.scenarios.group.targets import Prey
from rasid.scenarios.honest import HABITS
from rasid.scenarios.kinds import Kind
from rasid.scenarios.log import Log, Row
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.build import World, build_world
from rasid.scenarios.world.people import Person


@dataclass(frozen=True, slots=True)
class Story:
    """A month: its world with the persons whom the roster lists, its rows in order, its actors.

    `names` has the actor of each group at work, or null; `targets` the accounts they were after;
    `parts` what went on besides what goes on in every month.
    """

    world: World
    rows: list[Row]
    names: list[str | None]
    told_of: tuple[Actor, ...]
    targets: frozenset[str]
    parts: tuple[str, ...]


def make_story(kind: Kind, seed: int, scale: float) -> Story:
    """Draw a month of a kind."""
    kind = kind.variant(stream(seed, "variant"))
    world = build_world(kind.draw_parameters(seed, scale))
    log = Log(world.month)
    for name, add in {**HABITS, **CRIMES, **kind.parts}.items():
        add(Scene(world, log, stream(seed, name)))
    groups, prey = _add_groups(world, log, kind.groups)
    log.rows.sort(key=lambda row: row.time)
    actors = draw_actors(world, stream(seed, "actors"), groups)
    listed = world
    if kind.listed < 1:
        listed = _list_some(world, stream(seed, "listing"), prey, kind.listed)
    return Story(
        world=listed,
        rows=log.rows,
        names=[actor.name if kind.known else None for actor in actors[: len(groups)]],
        told_of=actors if kind.known else actors[len(groups) :],
        targets=frozenset(address for one in prey for address in one.addresses()),
        parts=tuple(kind.parts),
    )


def _add_groups(
    world: World, log: Log, manners: tuple[Manner, ...]
) -> tuple[tuple[Group, ...], tuple[Prey, ...]]:
    groups: list[Group] = []
    prey: list[Prey] = []
    for number, manner in enumerate(manners):
        name = f" {number}" * (number > 0)
        drawing, working = (
            Scene(world, log, stream(world.parameters.seed, part + name))
            for part in ("group", "work")
        )
        groups.append(draw_group(drawing, manner, number))
        prey += manner.work(working, groups[-1])
    return tuple(groups), tuple(prey)


def _list_some(world: World, rng: Random, prey: tuple[Prey, ...], share: float) -> World:
    """Leave only a share of the persons on the roster, of those targeted and of the others."""
    targets = {address for one in prey for address in one.addresses()}
    targeted: list[Person] = []
    others: list[Person] = []
    for person in world.persons:
        met = any(box.account.address in targets for box in person.mailboxes)
        (targeted if met else others).append(person)
    kept = {
        person.person_id
        for persons in (targeted, others)
        for person in rng.sample(persons, round(len(persons) * share))
    }
    return replace(world, persons=tuple(p for p in world.persons if p.person_id in kept))
