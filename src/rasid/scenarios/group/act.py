"""The patient group at work: research, attacks, entries, each sitting from one client."""

from dataclasses import dataclass
from random import Random

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.group.guesses import draw_guessing
from rasid.scenarios.group.profile import Hours, Pool, draw_hours, draw_pool
from rasid.scenarios.group.research import Research, plan_research
from rasid.scenarios.group.steps import Step
from rasid.scenarios.group.targets import Prey, draw_categories, draw_prey
from rasid.scenarios.group.visits import Visit, Visits, choose_compromised
from rasid.scenarios.honest.recoveries import Forgetting
from rasid.scenarios.log import Client, Log, Row, act
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.world.build import World
from rasid.scenarios.world.places import at_home


@dataclass(frozen=True, slots=True)
class Group:
    """What a group is made of, for those who tell of it."""

    hours: Hours
    pool: Pool
    categories: tuple[str, ...]
    methods: dict[str, float]


def draw_group(world: World, rng: Random) -> Group:
    """Draw the group of a seed."""
    return Group(
        hours=draw_hours(rng),
        pool=draw_pool(world, rng),
        categories=draw_categories(world, rng, world.parameters.funnel),
        methods={
            "password": rng.uniform(0.3, 1),
            "recovery": rng.uniform(0.3, 1),
            "factor": rng.uniform(0.05, 0.4),
        },
    )


def add_group(world: World, log: Log, rng: Random, group: Group) -> None:
    """Log a month of the group's work, its funnel as the parameters have it."""
    funnel = world.parameters.funnel
    prey = draw_prey(world, rng, group.categories, funnel)
    visits = Visits(world, rng, group.hours, group.methods, rng.uniform(0.02, 0.3))
    entered = choose_compromised(rng, prey, funnel, world)
    planner = _Planner(world, log, rng, group)
    guessing = draw_guessing(rng)
    budget = funnel.attempts
    research = plan_research(world, rng, prey, guessing, group.hours, budget)
    planned = planner.plan_visits(visits, prey, entered, research)
    asked = sum(step.stage == "discover" for visit in planned for step in visit.steps)
    planner.research(research, funnel.attempts - asked, _codes_sent(planned))
    planner.attack(planned)


def _codes_sent(planned: list[Visit]) -> dict[str, list[int]]:
    sent: dict[str, list[int]] = {}
    for visit in planned:
        for step in visit.steps:
            if step.act.operation == "recovery.send_code":
                sent.setdefault(step.account, []).append(visit.moment)
    return sent


@dataclass(frozen=True, slots=True)
class _Planner:
    world: World
    log: Log
    rng: Random
    group: Group

    def plan_visits(
        self,
        visits: Visits,
        prey: tuple[Prey, ...],
        entered: list[tuple],
        research: Research,
    ) -> list[Visit]:
        """Plan all visits, each after the research on its person, in the order of time."""
        pairs = {account.address: mailbox for account, mailbox in entered}
        mailboxes = {mailbox.address for mailbox in pairs.values() if mailbox is not None}
        start = self.world.month.start_ms
        planned: list[Visit] = []
        for number, one in enumerate(prey):
            known_at = research.done_at.get(number, start + self.rng.randrange(20 * DAY_MS))
            earliest = known_at + int((0.5 + self.rng.expovariate(0.5)) * DAY_MS)
            for account in one.attacked:
                if account.address in pairs:
                    mailbox = pairs[account.address]
                    planned += visits.entry(account, mailbox, earliest)
                elif account.address not in mailboxes:
                    found = visits.attacks(account, earliest)
                    planned += found
                    earliest = min(visit.moment for visit in found) + 2 * HOUR_MS
        return sorted(planned, key=lambda visit: (visit.moment, visit.account.number))

    def research(self, research: Research, attempts: int, sent: dict[str, list[int]]) -> None:
        """Log the research, so many look-ups of it."""
        left = attempts
        for sitting in research.sittings:
            client, moment = self._client(sitting.start), sitting.start
            opens = self.rng.random() < 0.14
            for wanted in sitting.wanted[:left]:
                self._ask(wanted, client, moment, sent if opens else None)
                moment += int(min(9_000 + self.rng.expovariate(1 / 140_000), 1_200_000))
            left -= len(sitting.wanted[:left])

    def _ask(
        self, wanted: str, client: Client, moment: int, sent: dict[str, list[int]] | None
    ) -> None:
        """Log a look-up, or the opening of a recovery page far from any code asked for."""
        exists = self.world.directory.exists(wanted, self.world.month.day_of(moment))
        far = sent is not None and all(
            abs(moment - other) > DAY_MS // 2 for other in sent.get(wanted, ())
        )
        operation = "recovery.start" if far else "account.lookup"
        asked = act(operation, "" if exists else "no_such_account")
        self.log.add(Row(moment, asked, wanted, client, mark="discover"))

    def attack(self, planned: list[Visit]) -> None:
        """Log the visits, neighbours in time put into one sitting."""
        waiting = list(planned)
        while waiting:
            sitting = [waiting.pop(0)]
            room = self.rng.choice((0, 0, 1, 2, 3, 4))
            while waiting and room and _joins(sitting, waiting[0]):
                sitting.append(waiting.pop(0))
                room -= 1
            client, moment = self._client(sitting[0].moment), sitting[0].moment
            for visit in sitting:
                moment = self._visit(visit, client, moment)

    def _visit(self, visit: Visit, client: Client, moment: int) -> int:
        sessions: dict[str, str] = {}
        for step in visit.steps:
            if step.signed_in:
                sessions.setdefault(step.account, hexadecimal(self.rng, 16))
            self._note(step, client, moment, sessions.get(step.account, ""))
            moment += step.pause_ms
        if visit.reset and self.rng.random() < 0.7:
            self._owner_returns(visit, moment)
        return moment

    def _note(self, step: Step, client: Client, moment: int, session: str) -> None:
        inside = step.signed_in and step.act.operation != "signin"
        actor = step.account if inside else ""
        session = session if step.signed_in and step.act.protocol != "imap" else ""
        row = Row(moment, step.act, step.account, client, session, actor, step.stage)
        self.log.add(row)

    def _owner_returns(self, visit: Visit, moment: int) -> None:
        """Let the owner, shut out by the reset, fail to sign in and reset it back."""
        moment += int(self.rng.uniform(0.2, 3) * DAY_MS)
        day = min(self.world.month.day_of(moment), self.world.month.days - 1)
        client = at_home(visit.account, day, visit.account.devices[0])
        Forgetting(self.world, self.log, self.rng, visit.account, client).happen(moment)

    def _client(self, moment: int) -> Client:
        return self.group.pool.client(self.rng, self.world.month.day_of(moment))


def _joins(sitting: list[Visit], visit: Visit) -> bool:
    near = visit.moment - sitting[0].moment < 5 * HOUR_MS
    new = visit.account not in [other.account for other in sitting]
    return near and new and not visit.alone and not sitting[0].alone
