"""A group that goes for the recovery mailbox first, and over the phone where there is none."""

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from rasid.scenarios.group.group import Group
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.steps import (
    Step,
    come_back,
    enter_by_guessing,
    enter_by_phishing,
    enter_by_recovery,
    enter_by_talking,
    settle_in,
)
from rasid.scenarios.group.targets import Entry, Prey
from rasid.scenarios.group.visits import Visit, Visits
from rasid.scenarios.group.work import work_patiently
from rasid.scenarios.log import act
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.parameters import Funnel, Parameters
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.people import Account, Person


@dataclass(frozen=True, slots=True)
class Chain(Visits):
    """Plans visits to mailboxes, and then to the accounts that they reset."""

    through: ClassVar[float] = 0.95

    def method(self, account: Account) -> str:
        """Go for accounts that have a recovery mailbox by recovery, mostly."""
        if account.address in self.scene.world.recovery and self.scene.rng.random() < 0.8:
            return "recovery"
        return Visits.method(self, account)

    def enter(self, entry: Entry, earliest: int) -> list[Visit]:
        """Plan the entry of a mailbox and, hours or days later, of the account through it."""
        rng, account, mailbox = self.scene.rng, entry.account, entry.mailbox
        before: list[Visit] = []
        steps: list[Step] = []
        moment = self.moment(earliest, 6)
        if mailbox is not None:
            before = [self._mailbox(mailbox, moment)]
            moment = max(self.moment(moment + DAY_MS // 8, 3), moment + DAY_MS // 24)
            steps = [*come_back(rng, mailbox)[:1], *enter_by_recovery(rng, account, mailbox)]
        else:
            steps = enter_by_talking(rng, account)
        first = Visit(moment, account, (*steps, *settle_in(rng, account)), alone=True)
        return [*before, first, *self.afterwards(account, moment, by_reset=True)]

    def _mailbox(self, mailbox: Account, moment: int) -> Visit:
        """Enter a mailbox by a guessed or a phished password, and read; some hide what comes."""
        rng = self.scene.rng
        phished = mailbox.second_factor or rng.random() < 0.5
        enter = enter_by_phishing if phished else enter_by_guessing
        steps = [*enter(rng, mailbox)]
        steps.append(steps[-1]._replace(act=act("mail.read"), stage="exploit"))
        if rng.random() < 0.3:
            steps.append(steps[-1]._replace(act=act("mail_rule.create")))
        return Visit(moment, mailbox, tuple(steps), alone=True)


def draw_effort(parameters: Parameters, rng: Random) -> Funnel:
    """Return fewer look-ups than a patient group makes, and several entries."""
    funnel = parameters.funnel
    entered = min(max(funnel.compromised, rng.randint(4, 12)), funnel.attacked // 3)
    return Funnel(int(funnel.attempts * rng.uniform(0.15, 0.7)), funnel.attacked, entered)


def draw_methods(rng: Random) -> dict[str, float]:
    """Draw how mailboxes are attacked, and accounts that have none."""
    return {
        "password": rng.uniform(0.4, 1.0),
        "recovery": rng.uniform(0.3, 0.8),
        "factor": rng.uniform(0.1, 0.5),
    }


def work_in_chains(scene: Scene, group: Group) -> tuple[Prey, ...]:
    """Log a month of patient work on persons who have a recovery mailbox, for the most part."""
    return work_patiently(scene, group, visiting=Chain, easy=_has_mailbox)


def _has_mailbox(person: Person) -> bool:
    return any(box.kind == "recovery" for box in person.mailboxes)


CHAIN = Manner(draw_effort=draw_effort, draw_methods=draw_methods, work=work_in_chains)
