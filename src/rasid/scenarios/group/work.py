"""The patient group at work: research, attacks and entries, put together into sittings."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rasid.scenarios.group.group import Group
from rasid.scenarios.group.guesses import draw_guessing
from rasid.scenarios.group.research import Research, Researcher
from rasid.scenarios.group.sittings import Sitting, carry_out
from rasid.scenarios.group.steps import Step, pause
from rasid.scenarios.group.targets import Prey, choose_entries, draw_prey
from rasid.scenarios.group.visits import Visit, Visits
from rasid.scenarios.log import act
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.people import Person


def in_the_open(sitting: Sitting) -> Sitting:
    """Hide nothing."""
    return sitting


def work_patiently(
    scene: Scene,
    group: Group,
    *,
    visiting: type[Visits] = Visits,
    easy: Callable[[Person], bool] | None = None,
    cover: Callable[[Sitting], Sitting] = in_the_open,
) -> tuple[Prey, ...]:
    """Log a month of the group's work, its funnel exactly as drawn; return whom it was after.

    Persons who are `easy` for its way of attacking are preferred; `cover` hides each sitting.
    """
    world, rng, funnel = scene.world, scene.rng, group.funnel
    prey = draw_prey(world, rng, group.categories, funnel, easy)
    guessing = draw_guessing(rng)
    research = Researcher(scene, prey, guessing, group.hours).plan(funnel.attempts)
    plan = _Plan(scene, group, visiting)
    plan.add_visits(prey, research)
    plan.add_research(research, funnel.attempts)
    carry_out(scene, group, map(cover, plan.sittings))
    return prey


@dataclass(slots=True)
class _Plan:
    scene: Scene
    group: Group
    visiting: type[Visits]
    sittings: list[Sitting] = field(default_factory=list)
    codes: dict[str, list[int]] = field(default_factory=dict)
    asked: int = 0

    def add_visits(self, prey: tuple[Prey, ...], research: Research) -> None:
        """Plan the visits to all prey, after the research on it if that is not too late."""
        rng, month = self.scene.rng, self.scene.month
        funnel = self.group.funnel
        lookups = min(rng.uniform(0.02, 0.3), funnel.attempts / (4 * max(funnel.attacked, 1)))
        visits = self.visiting(self.scene, self.group.hours, self.group.methods, lookups)
        chosen = choose_entries(self.scene.world, rng, prey, funnel.compromised, visits.through)
        entries = {entry.account.address: entry for entry in chosen}
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
            wanted = questions.wanted[: max(0, attempts - self.asked)]
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


def _join(together: list[Visit], visit: Visit) -> bool:
    """Tell whether a visit fits into the sitting of those before it."""
    near = visit.moment - together[0].moment < 5 * HOUR_MS
    new = all(visit.account != other.account for other in together)
    return near and new and not visit.alone and not together[0].alone
