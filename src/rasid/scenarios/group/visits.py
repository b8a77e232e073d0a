"""When the group goes for which account: visits, several of them in one sitting."""

from dataclasses import dataclass
from random import Random

from rasid.scenarios.chance import weighted
from rasid.scenarios.group.profile import Hours
from rasid.scenarios.group.steps import (
    Step,
    ask,
    attack,
    come_back,
    enter_by_phishing,
    enter_by_recovery,
    settle_in,
)
from rasid.scenarios.group.targets import Prey
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.parameters import Funnel
from rasid.scenarios.world.build import World
from rasid.scenarios.world.people import Account


@dataclass(frozen=True, slots=True)
class Visit:
    """One account (or a recovery mailbox with its account) gone for once.

    `alone` keeps a visit from being packed into a sitting with others, `owned` names the accounts
    whose owner finds out after it and takes them back.
    """

    moment: int
    account: Account
    steps: tuple[Step, ...]
    alone: bool = False
    reset: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """Plans a group's visits; `methods` weighs its ways of attacking."""

    world: World
    rng: Random
    hours: Hours
    methods: dict[str, float]
    lookup_share: float

    def attacks(self, account: Account, earliest: int) -> list[Visit]:
        """Plan one to three visits that fail, days apart."""
        method = weighted(self.rng, self.methods)
        found = []
        for _ in range(self.rng.choice((1, 1, 1, 2, 2, 3))):
            moment = self._moment(earliest, 7)
            if found and moment - found[-1].moment < DAY_MS // 2:
                break
            first = [ask(self.rng, account)] if self.rng.random() < self.lookup_share else []
            steps = (*first, *attack(self.rng, account, method))
            found.append(Visit(moment, account, steps))
            earliest = moment + DAY_MS
            if self.rng.random() < 0.25:
                method = weighted(self.rng, self.methods)
        return found

    def entry(self, account: Account, mailbox: Account | None, earliest: int) -> list[Visit]:
        """Plan an entry, through the recovery mailbox if one is given, and what follows it."""
        rng = self.rng
        latest = self.world.month.end_ms - 4 * DAY_MS
        moment = self._moment(min(earliest, latest), 8)
        steps = []
        by_reset = mailbox is not None or rng.random() < 0.4
        if mailbox is not None:
            steps += enter_by_phishing(rng, mailbox)
        if by_reset:
            steps += enter_by_recovery(rng, account, mailbox)
        else:
            steps += enter_by_phishing(rng, account)
        steps += settle_in(rng, account)
        found = [Visit(moment, account, tuple(steps), alone=True, reset=by_reset)]
        stay = moment + int(rng.uniform(0.5, 12) * DAY_MS)
        for _ in range(rng.randint(0, 7)):
            moment = self._moment(moment + 14 * HOUR_MS, 3)
            if moment > stay or moment < found[-1].moment + 8 * HOUR_MS:
                break
            found.append(Visit(moment, account, tuple(come_back(rng, account)), alone=True))
        return found

    def _moment(self, earliest: int, days: float) -> int:
        end = self.world.month.end_ms
        earliest = min(earliest, end - 2 * DAY_MS)
        return self.hours.draw(self.rng, self.world.month, earliest, earliest + int(days * DAY_MS))


def choose_compromised(
    rng: Random, prey: tuple[Prey, ...], funnel: Funnel, world: World
) -> list[tuple[Account, Account | None]]:
    """Choose the accounts to be entered, some of them together with their recovery mailbox."""
    spared = world.parameters.spared
    open_to = [one for one in prey if one.attacked and one.category and one.category not in spared]
    open_to = open_to or [one for one in prey if one.attacked and one.category not in spared]
    rng.shuffle(open_to)
    chosen: list[tuple[Account, Account | None]] = []
    left = funnel.compromised
    for one in open_to:
        if left == 0:
            break
        pair = _with_mailbox(one, world) if left > 1 and rng.random() < 0.6 else None
        chosen.append(pair or (one.attacked[-1], None))
        left -= 2 if pair else 1
    return chosen


def _with_mailbox(one: Prey, world: World) -> tuple[Account, Account] | None:
    for account in one.attacked:
        mailbox = world.recovery.get(account.address)
        if mailbox is not None and mailbox in one.attacked:
            return account, mailbox
    return None
