"""A group that passes for a bot with a list: scripts, long sorted lists, strangers among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from rasid.scenarios.crime.lists import invented
from rasid.scenarios.group.group import Group
from rasid.scenarios.group.guesses import draw_guessing
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import Operator
from rasid.scenarios.group.research import Researcher
from rasid.scenarios.group.sittings import Sitting, carry_out
from rasid.scenarios.group.steps import Step, settle_in
from rasid.scenarios.group.targets import Prey, choose_entries, draw_prey
from rasid.scenarios.log import Act, Protocol, Stage, act, signin
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.build import World
from rasid.scenarios.world.people import Account


def draw_scripts(world: World, rng: Random) -> tuple[Operator, ...]:
    """Draw one to three programs, such as bots are."""
    scripts = world.agents.common["script"]
    mail_program = rng.choice(world.agents.common["mail"])
    return tuple(
        Operator(script, script, mail_program)
        for script in rng.sample(scripts, rng.randint(1, min(3, len(scripts))))
    )


def imitate(scene: Scene, group: Group) -> tuple[Prey, ...]:
    """Log a month of lists worked through at a bot's pace; return whom the group was after."""
    prey = draw_prey(scene.world, scene.rng, group.categories, group.funnel)
    bot = _draw_bot(scene, group)
    sittings = [*bot.asking(prey), *bot.trying(prey)]
    carry_out(scene, group, sittings)
    return prey


@dataclass(frozen=True, slots=True)
class _Bot:
    """One program: a share `decoys` of its lists are strangers, a run has up to `longest` names.

    Of the strangers whose passwords it tries, a share `gone` is no account, as in any old list.
    """

    scene: Scene
    group: Group
    decoys: float
    gone: float
    longest: int
    pace_ms: float
    protocol: Protocol
    sorts: bool

    def asking(self, prey: tuple[Prey, ...]) -> Iterator[Sitting]:
        """Plan the look-ups of the funnel, and those of decoys besides."""
        scene, group = self.scene, self.group
        guessing = draw_guessing(scene.rng)
        research = Researcher(scene, prey, guessing, group.hours).plan(group.funnel.attempts)
        wanted = [one for sitting in research.sittings for one in sitting.wanted]
        for _ in range(self._strangers(len(wanted))):
            known = scene.rng.random() < 0.6
            wanted.append(self._stranger().address if known else invented(scene))
        for part in self._parts(wanted):
            start = self._start(0.7)
            day = scene.month.day_of(start)
            yield Sitting(start, tuple(self._question(one, day) for one in part))

    def trying(self, prey: tuple[Prey, ...]) -> Iterator[Sitting]:
        """Plan rounds of passwords; in the last one some are right."""
        scene, funnel = self.scene, self.group.funnel
        entries = choose_entries(scene.world, scene.rng, prey, funnel.compromised, 0.0)
        entered = {entry.account.address for entry in entries}
        found = {account.address: account for one in prey for account in one.attacked}
        gone: set[str] = set()
        for _ in range(self._strangers(len(found))):
            if scene.rng.random() < self.gone:
                gone.add(self._no_account())
            else:
                stranger = self._stranger()
                found[stranger.address] = stranger
        rounds = scene.rng.choice((1, 1, 2, 3))
        for left in reversed(range(rounds)):
            names = [*found, *sorted(gone)]
            names = [name for name in names if left == 0 or scene.rng.random() < 0.7]
            for part in self._parts(names):
                right = {name for name in part if left == 0 and name in entered}
                start = self._start(1.0)
                steps = [step for name in part for step in self._tried(name, gone, right)]
                yield Sitting(start, tuple(steps))
                yield from (self._use(found[name], start) for name in sorted(right))

    def _tried(self, name: str, gone: set[str], right: set[str]) -> Iterator[Step]:
        """Try one address: it is no account, or its password is right, or not."""
        rng, known = self.scene.rng, self.scene.world.directory.by_address
        if name in gone:
            yield self._step(name, signin("no_such_account", self.protocol), "attack")
        elif name in right:
            protocol: Protocol = "imap" if known[name].second_factor else self.protocol
            yield self._step(name, signin(protocol=protocol), "compromise")
        else:
            for _ in range(rng.choice((1, 1, 1, 2))):
                detail = "locked" if rng.random() < 0.01 else "bad_password"
                yield self._step(name, signin(detail, self.protocol), "attack")

    def _use(self, account: Account, start: int) -> Sitting:
        """Come back within days to an account whose password was right."""
        scene, hours = self.scene, self.group.hours
        moment = hours.draw(scene.rng, scene.month, start + DAY_MS // 8, start + 3 * DAY_MS)
        entry = self._step(account.address, signin(protocol="imap"), "compromise")
        return Sitting(moment, (entry, *settle_in(scene.rng, account)))

    def _question(self, wanted: str, day: int) -> Step:
        there = self.scene.world.directory.exists(wanted, day)
        asked = act("account.lookup", "" if there else "no_such_account")
        return self._step(wanted, asked, "discover")

    def _step(self, account: str, done: Act, stage: Stage) -> Step:
        pause = int(self.scene.rng.expovariate(1) * self.pace_ms) + 50
        inside = stage == "compromise"
        return Step(account, done, stage, pause, inside, mail_program=done.protocol == "imap")

    def _start(self, part: float) -> int:
        """Draw when a run begins, in the first part of the month."""
        month = self.scene.month
        last = month.start_ms + int(part * (month.end_ms - month.start_ms - DAY_MS))
        return self.group.hours.draw(self.scene.rng, month, month.start_ms, last)

    def _parts(self, names: list[str]) -> Iterator[list[str]]:
        """Cut a list into runs."""
        names = list(names)
        self.scene.rng.shuffle(names)
        names = sorted(names) if self.sorts else names
        while names:
            size = self.scene.rng.randint(20, self.longest)
            part, names = names[:size], names[size:]
            yield part

    def _strangers(self, targets: int) -> int:
        """Return how many strangers make the share of a list with so many targets."""
        return round(targets * self.decoys / (1 - self.decoys))

    def _no_account(self) -> str:
        while (wanted := invented(self.scene)) in self.scene.world.directory.by_address:
            pass
        return wanted

    def _stranger(self) -> Account:
        """Draw an account that has been there all month."""
        while (account := self.scene.rng.choice(self.scene.world.accounts)).created_on >= 0:
            pass
        return account


def _draw_bot(scene: Scene, group: Group) -> _Bot:
    rng = scene.rng
    protocols: tuple[Protocol, ...] = ("browser", "browser", "oauth", "imap")
    return _Bot(
        scene,
        group,
        decoys=rng.uniform(0.3, 0.6),
        gone=rng.uniform(0.0, 0.5),
        longest=rng.randint(40, 160),
        pace_ms=rng.uniform(700, 8_000),
        protocol=rng.choice(protocols),
        sorts=rng.random() < 0.75,
    )


IMITATING = Manner(draw_operators=draw_scripts, work=imitate, techniques=("T1110.004",))
