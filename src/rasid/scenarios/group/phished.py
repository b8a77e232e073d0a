"""A group that has phished passwords: nothing is guessed, the second factor stands in its way."""

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from rasid.scenarios.chance import stream
from rasid.scenarios.group.group import Group
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.steps import attack, enter_by_phishing, settle_in
from rasid.scenarios.group.targets import Entry, Prey
from rasid.scenarios.group.visits import Visit, Visits
from rasid.scenarios.group.work import work_patiently
from rasid.scenarios.log import Row, act
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.parameters import Funnel, Parameters
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.build import World
from rasid.scenarios.world.people import Account, Person
from rasid.scenarios.world.places import usual


@dataclass(frozen=True, slots=True)
class Prompting(Visits):
    """Plans visits that ask for the second factor again and again, on several days."""

    through: ClassVar[float] = 0.0

    def attacks(self, account: Account, earliest: int) -> list[Visit]:
        """Plan prompts that are refused; who has no second factor gave a wrong password away."""
        rng, month = self.scene.rng, self.scene.month
        rounds = rng.choice((1, 2, 3, 4, 6)) if account.second_factor else rng.choice((1, 1, 2))
        found: list[Visit] = []
        for _ in range(rounds):
            if found and earliest > month.end_ms - 3 * DAY_MS:
                break
            moment = self.moment(earliest, 3)
            method = "factor" if account.second_factor else "password"
            found.append(Visit(moment, account, tuple(attack(rng, account, method))))
            earliest = moment + DAY_MS // 2
        return found

    def enter(self, entry: Entry, earliest: int) -> list[Visit]:
        """Plan the entry where somebody gives way at last, and later visits."""
        rng, account = self.scene.rng, entry.account
        moment = self.moment(earliest, 5)
        steps = (*enter_by_phishing(rng, account), *settle_in(rng, account))
        first = Visit(moment, account, steps, alone=True)
        return [first, *self.afterwards(account, moment, by_reset=False)]


def draw_effort(parameters: Parameters, rng: Random) -> Funnel:
    """Return the funnel with few look-ups, or none."""
    funnel = parameters.funnel
    share = rng.choice((0.0, 0.0, rng.uniform(0.01, 0.08)))
    return Funnel(int(funnel.attempts * share), funnel.attacked, funnel.compromised)


def draw_methods(rng: Random) -> dict[str, float]:
    """Weigh what reports say of the group: it meets second factors."""
    return {"password": rng.uniform(0.05, 0.2), "recovery": 0.0, "factor": 1.0}


def work_with_phished(scene: Scene, group: Group) -> tuple[Prey, ...]:
    """Log a month of it, and where clicks are logged, those that gave the passwords away."""
    prey = work_patiently(scene, group, visiting=Prompting, easy=_has_factor)
    if logs_clicks(scene.world):
        _add_clicks(scene, group, prey)
    return prey


def _has_factor(person: Person) -> bool:
    return any(box.account.second_factor for box in person.mailboxes)


def logs_clicks(world: World) -> bool:
    """Tell whether this seed's provider logs which links in mails are followed."""
    return stream(world.parameters.seed, "clicks are logged").random() < 0.5


def _add_clicks(scene: Scene, group: Group, prey: tuple[Prey, ...]) -> None:
    """Let owners follow the link before their password is tried; some follow it to no harm.

    They do it themselves, from where they are, so these are no events of the group.
    """
    first: dict[str, int] = {}
    for row in scene.log.rows:
        if row.mark in {"attack", "compromise"} and row.group == group.number:
            first[row.account] = min(row.time, first.get(row.account, row.time))
    for account in (account for one in prey for account in one.attacked):
        tried_at = first.get(account.address)
        if tried_at is not None and scene.rng.random() < 0.9:
            click(scene, account, tried_at - int((0.01 + scene.rng.expovariate(1)) * DAY_MS))


def click(scene: Scene, account: Account, moment: int) -> None:
    """Log that an owner followed a link in a mail."""
    day = scene.month.day_of(moment)
    client = usual(account, day, scene.rng.uniform(0, 24), scene.rng)
    scene.log.add(Row(moment, act("link.click"), account.address, client))


def add_clicks(scene: Scene) -> None:
    """Let people follow links in ordinary mails, where clicks are logged."""
    if not logs_clicks(scene.world):
        return
    for account in scene.world.accounts:
        if account.created_on < 0 and scene.rng.random() < min(0.5, account.visits / 40):
            for _ in range(scene.rng.randint(1, 4)):
                moment = scene.month.at(scene.day(), scene.rng.uniform(7, 23), account.utc_offset)
                click(scene, account, moment)


PHISHED = Manner(
    draw_effort=draw_effort,
    draw_methods=draw_methods,
    work=work_with_phished,
    techniques=("T1598.003", "T1621"),
)
