"""The patient group at work: research, attacks and entries, a sitting at a time."""

from dataclasses import dataclass, field
from typing import NamedTuple

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.group.guesses import draw_guessing
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import Hours, Operator, Pool, draw_hours
from rasid.scenarios.group.research import Research, Researcher
from rasid.scenarios.group.steps import Step, pause
from rasid.scenarios.group.targets import Prey, choose_entries, draw_categories, draw_prey
from rasid.scenarios.group.visits import Visit, Visits
from rasid.scenarios.log import Client, Row, act
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.networks import Address


@dataclass(frozen=True, slots=True)
class Group:
    """What a group is made of, for those who tell of it."""

    hours: Hours
    pool: Pool
    operators: tuple[Operator, ...]
    categories: tuple[str, ...]
    methods: dict[str, float]
    number: int


def draw_group(scene: Scene, manner: Manner, number: int) -> Group:
    """Draw one of the groups of a seed, which count from 0."""
    rng = scene.rng
    return Group(
        hours=draw_hours(rng),
        pool=manner.draw_pool(scene.world, rng),
        operators=manner.draw_operators(scene.world, rng),
        categories=draw_categories(scene.world, rng),
        methods=manner.draw_methods(rng),
        number=number,
    )


def add_group(scene: Scene, group: Group) -> None:
    """Log a month of the group's work, its funnel exactly as the parameters have it."""
    attempts = scene.world.parameters.funnel.attempts
    prey = draw_prey(scene.world, scene.rng, group.categories)
    guessing = draw_guessing(scene.rng)
    research = Researcher(scene, prey, guessing, group.hours).plan(attempts)
    plan = _Plan(scene, group)
    plan.add_visits(prey, research)
    plan.add_research(research, attempts)
    plan.carry_out()


class Sitting(NamedTuple):
    """What one operator does in one go, from one client."""

    start: int
    steps: tuple[Step, ...]


@dataclass(slots=True)
class _Plan:
    scene: Scene
    group: Group
    sittings: list[Sitting] = field(default_factory=list)
    codes: dict[str, list[int]] = field(default_factory=dict)
    asked: int = 0

    def add_visits(self, prey: tuple[Prey, ...], research: Research) -> None:
        """Plan the visits to all prey, after the research on it if that is not too late."""
        rng, month = self.scene.rng, self.scene.month
        visits = Visits(self.scene, self.group.hours, self.group.methods, rng.uniform(0.02, 0.3))
        entries = {e.account.address: e for e in choose_entries(self.scene.world, rng, prey)}
        on_the_way = {e.mailbox.address for e in entries.values() if e.mailbox is not None}
        planned: list[Visit] = []
        for number, one in enumerate(prey):
            unasked = month.start_ms + rng.randrange(2 * DAY_MS, (month.days - 3) * DAY_MS)
            earliest = research.done_at.get(number, unasked)
            earliest += int((0.5 + rng.expovariate(0.5)) * DAY_MS)
            earliest = earliest if earliest < month.end_ms - 3 * DAY_MS else unasked
            for account in one.attacked:
                if account.address in entries:
                    planned += visits.entry(entries[account.address], earliest)
                elif account.address not in on_the_way:
                    found = visits.attacks(account, earliest)
                    planned += found
                    earliest = found[0].moment + 2 * HOUR_MS
        self._pack(sorted(planned, key=lambda visit: (visit.moment, visit.account.number)))

    def _pack(self, waiting: list[Visit]) -> None:
        """Put visits that are near in time into one sitting."""
        room, together = 0, waiting[:0]
        for visit in waiting:
            if room and _join(together, visit):
                together.append(visit)
                room -= 1
                continue
            self._seat(together)
            room, together = self.scene.rng.choice((0, 0, 1, 2, 3, 4)), [visit]
        self._seat(together)

    def _seat(self, together: list[Visit]) -> None:
        if together:
            steps = tuple(step for visit in together for step in visit.steps)
            self._keep(Sitting(together[0].moment, steps))

    def _keep(self, sitting: Sitting) -> None:
        self.sittings.append(sitting)
        for step in sitting.steps:
            self.asked += step.stage == "discover"
            if step.act.operation == "recovery.send_code":
                self.codes.setdefault(step.account, []).append(sitting.start)

    def add_research(self, research: Research, attempts: int) -> None:
        """Plan the look-ups that the visits leave of the number."""
        rng = self.scene.rng
        for questions in research.sittings:
            opens = rng.random() < 0.14
            wanted = questions.wanted[: attempts - self.asked]
            moment, steps = questions.start, []
            for one in wanted:
                steps.append(self._question(one, moment, opens=opens))
                moment += steps[-1].pause_ms
            if steps:
                self._keep(Sitting(questions.start, tuple(steps)))

    def _question(self, wanted: str, moment: int, *, opens: bool) -> Step:
        """Ask by a look-up, or by opening a recovery page, well away from any code asked for."""
        directory = self.scene.world.directory
        exists = directory.exists(wanted, self.scene.month.day_of(moment))
        far = all(abs(moment - other) > DAY_MS // 2 for other in self.codes.get(wanted, ()))
        operation = "recovery.start" if opens and far else "account.lookup"
        asked = act(operation, "" if exists else "no_such_account")
        return Step(wanted, asked, "discover", pause(self.scene.rng))

    def carry_out(self) -> None:
        """Log the sittings, each by an operator who is free, from the addresses of the day."""
        rng = self.scene.rng
        free_at = dict.fromkeys(range(len(self.group.operators)), 0)
        desks: dict[tuple[int, int], tuple[Address, ...]] = {}
        kept: dict[tuple[str, str], str] = {}
        for sitting in sorted(self.sittings, key=lambda sitting: sitting.start):
            free = [one for one, moment in free_at.items() if moment <= sitting.start]
            number = rng.choice(free or list(free_at))
            day = self.scene.month.day_of(sitting.start)
            if (number, day) not in desks:
                desks[number, day] = self.group.pool.desk(rng, day)
            operator = self.group.operators[number]
            browser = operator.browser if rng.random() < 0.8 else operator.other
            client = Client(rng.choice(desks[number, day]), browser)
            free_at[number] = self._sit(sitting, client, operator, kept) + 20 * 60_000

    def _sit(
        self, sitting: Sitting, client: Client, operator: Operator, kept: dict[tuple[str, str], str]
    ) -> int:
        """Log one sitting; `kept` holds the cookies of each account and browser."""
        rng, moment = self.scene.rng, sitting.start
        sessions: dict[str, str] = {}
        for step in sitting.steps:
            used = client._replace(agent=operator.mail_program) if step.mail_program else client
            session = actor = ""
            if step.signed_in and not step.mail_program:
                session = sessions.setdefault(step.account, hexadecimal(rng, 16))
                jar = (step.account, client.agent.ja4)
                cookie = kept.setdefault(jar, rng.choice(("", hexadecimal(rng, 16))))
                used = used._replace(device=cookie)
            if step.signed_in and step.act.operation != "signin":
                actor = step.account
            row = Row(
                moment, step.act, step.account, used, session, actor, step.stage, self.group.number
            )
            self.scene.log.add(row)
            moment += step.pause_ms
        return moment


def _join(together: list[Visit], visit: Visit) -> bool:
    """Tell whether a visit fits into the sitting of those before it."""
    near = visit.moment - together[0].moment < 5 * HOUR_MS
    new = all(visit.account != other.account for other in together)
    return near and new and not visit.alone and not together[0].alone
