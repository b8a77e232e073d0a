"""When the group goes for which account, and what becomes of it."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rasid.scenarios.chance import weighted
from rasid.scenarios.group.profile import Hours
from rasid.scenarios.group.steps import (
    Step,
    attack,
    come_back,
    enter_by_phishing,
    enter_by_recovery,
    pause,
    settle_in,
)
from rasid.scenarios.group.targets import Entry
from rasid.scenarios.honest.recoveries import Forgetting
from rasid.scenarios.log import act
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home


class Visit(NamedTuple):
    """One account gone for once; `alone` keeps it from sharing a sitting with other visits."""

    moment: int
    account: Account
    steps: tuple[Step, ...]
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Visits:
    """Plans a group's visits; `methods` weighs its ways of attacking.

    `through` is the share of entries that lead through a recovery mailbox where there is one.
    """

    scene: Scene
    hours: Hours
    methods: dict[str, float]
    lookup_share: float
    through: ClassVar[float] = 0.6

    def attacks(self, account: Account, earliest: int) -> list[Visit]:
        """Plan one to three visits that fail, on different days."""
        rng, month = self.scene.rng, self.scene.month
        found: list[Visit] = []
        for _ in range(rng.choice((1, 1, 1, 2, 2, 3))):
            if found and earliest > month.end_ms - 3 * DAY_MS:
                break
            moment = self.moment(earliest, 7)
            steps = self._first_look(account) + attack(rng, account, self.method(account))
            found.append(Visit(moment, account, tuple(steps)))
            earliest = moment + DAY_MS
        return found

    def _first_look(self, account: Account) -> list[Step]:
        if self.scene.rng.random() > self.lookup_share:
            return []
        asked = act("account.lookup")
        return [Step(account.address, asked, "discover", pause(self.scene.rng))]

    def method(self, account: Account) -> str:
        """Draw a way of attacking an account."""
        method = weighted(self.scene.rng, self.methods)
        return method if method != "factor" or account.second_factor else "password"

    def entry(self, entry: Entry, earliest: int) -> list[Visit]:
        """Plan tries that fail, often, then an entry, and what is done with it."""
        failed = self.attacks(entry.account, earliest)[:2] if self.scene.rng.random() < 0.6 else []
        if failed:
            earliest = failed[-1].moment + DAY_MS // 2
        last = self.scene.month.end_ms - 4 * DAY_MS
        failed = [visit for visit in failed if visit.moment < last - DAY_MS]
        return failed + self.enter(entry, min(earliest, last))

    def enter(self, entry: Entry, earliest: int) -> list[Visit]:
        """Plan an entry, later visits, and what follows where the owner comes back."""
        rng, account = self.scene.rng, entry.account
        moment = self.moment(earliest, 8)
        steps = [] if entry.mailbox is None else enter_by_phishing(rng, entry.mailbox)
        by_reset = entry.mailbox is not None or rng.random() < 0.4
        if by_reset:
            steps += enter_by_recovery(rng, account, entry.mailbox)
        else:
            steps += enter_by_phishing(rng, account)
        first = Visit(moment, account, (*steps, *settle_in(rng, account)), alone=True)
        return [first, *self.afterwards(account, moment, by_reset=by_reset)]

    def afterwards(self, account: Account, moment: int, *, by_reset: bool) -> list[Visit]:
        """Plan later visits; an owner shut out by a reset often takes the account back."""
        rng = self.scene.rng
        if by_reset and rng.random() < 0.7:
            back_at = moment + int(rng.uniform(0.3, 4) * DAY_MS)
            self._owner_returns(account, back_at)
            return [*self._stay(account, moment, back_at), *self._knock(account, back_at)]
        return self._stay(account, moment, moment + int(rng.uniform(0.5, 12) * DAY_MS))

    def _stay(self, account: Account, moment: int, until: int) -> list[Visit]:
        """Come back now and then while the door stays open."""
        found: list[Visit] = []
        for _ in range(self.scene.rng.randint(0, 7)):
            following = self.moment(moment + 14 * HOUR_MS, 3)
            if following + 2 * HOUR_MS > until or following < moment + 8 * HOUR_MS:
                break
            moment = following
            found.append(Visit(moment, account, tuple(come_back(self.scene.rng, account)), True))
        return found

    def _knock(self, account: Account, back_at: int) -> list[Visit]:
        """Find the door shut, after the owner has taken the account back."""
        if self.scene.rng.random() < 0.4:
            return []
        steps = tuple(attack(self.scene.rng, account, "password"))
        return [Visit(self.moment(back_at + DAY_MS // 4, 4), account, steps, alone=True)]

    def _owner_returns(self, account: Account, moment: int) -> None:
        """Let the owner, shut out by the reset, fail to sign in and reset it back."""
        client = at_home(account, self.scene.month.day_of(moment), account.devices[0])
        Forgetting(self.scene, account, client).take_back(moment)

    def moment(self, earliest: int, days: int) -> int:
        """Draw a moment of work within so many days."""
        month = self.scene.month
        earliest = min(earliest, month.end_ms - 2 * DAY_MS)
        return self.hours.draw(self.scene.rng, month, earliest, earliest + days * DAY_MS)
