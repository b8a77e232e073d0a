"""Sittings: what an operator does in one go, logged as it appears to the provider."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.group.group import Group
from rasid.scenarios.group.steps import Step
from rasid.scenarios.log import Client, Row
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.agents import Agent
from rasid.scenarios.world.networks import Address


class Sitting(NamedTuple):
    """What one operator does in one go, from one client."""

    start: int
    steps: tuple[Step, ...]


def carry_out(scene: Scene, group: Group, sittings: Iterable[Sitting]) -> None:
    """Log the sittings, each by an operator who is free, from the addresses of the day."""
    rng = scene.rng
    free_at = dict.fromkeys(range(len(group.operators)), 0)
    desks: dict[tuple[int, int], tuple[Address, ...]] = {}
    logged = _Logged(scene, group.number)
    in_order = sorted(sittings, key=lambda sitting: sitting.start)
    for position, sitting in enumerate(in_order):
        free = [one for one, moment in free_at.items() if moment <= sitting.start]
        number = rng.choice(free or list(free_at))
        day = scene.month.day_of(sitting.start)
        desk = number, position if group.pool.fresh else day
        if desk not in desks:
            desks[desk] = group.pool.desk(rng, day, position)
        operator = group.operators[number]
        browser = operator.browser if rng.random() < 0.8 else operator.other
        client = Client(rng.choice(desks[desk]), browser)
        free_at[number] = logged.sit(sitting, client, operator.mail_program) + 20 * 60_000


@dataclass(slots=True)
class _Logged:
    """A group's work as the provider logs it; `kept` has the cookies by account and browser."""

    scene: Scene
    group: int
    kept: dict[tuple[str, str], str] = field(default_factory=dict)

    def sit(self, sitting: Sitting, client: Client, mail_program: Agent) -> int:
        """Log one sitting; return the moment after it."""
        rng, moment = self.scene.rng, sitting.start
        sessions: dict[str, str] = {}
        for step in sitting.steps:
            used = client._replace(agent=mail_program) if step.mail_program else client
            session = actor = ""
            if step.signed_in and not step.mail_program:
                session = sessions.setdefault(step.account, hexadecimal(rng, 16))
                jar = (step.account, client.agent.ja4)
                cookie = self.kept.setdefault(jar, rng.choice(("", hexadecimal(rng, 16))))
                used = used._replace(device=cookie)
            if step.signed_in and step.act.operation != "signin":
                actor = step.account
            row = Row(moment, step.act, step.account, used, session, actor, step.stage, self.group)
            self.scene.log.add(row)
            moment += step.pause_ms
        return moment
