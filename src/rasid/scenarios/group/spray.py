"""A slow spray over mail protocols: a password or two for each account, weeks for all of them."""

from collections.abc import Iterator
from random import Random

from rasid.scenarios.group.group import Group
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.profile import Pool, Server
from rasid.scenarios.group.sittings import Sitting, carry_out
from rasid.scenarios.group.steps import Step, pause
from rasid.scenarios.group.targets import Prey, choose_entries, draw_prey, draw_unlisted
from rasid.scenarios.log import Act, Protocol, Stage, act, signin
from rasid.scenarios.month import DAY_MS
from rasid.scenarios.parameters import Funnel, Parameters
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account


def draw_servers(world: World, rng: Random) -> Pool:
    """Draw a few servers that are kept for long, or many that are soon given up."""
    networks = rng.sample(world.internet.networks["hosting"], rng.randint(1, 3))
    servers = []
    kept = rng.randint(3, 40)
    for _ in range(max(3, 120 // kept)):
        network = rng.choice(networks)
        first = rng.randrange(-kept // 2, world.month.days - 2)
        place = address(network, rng.randrange(network.size))
        servers.append(Server(place, first, first + kept))
    spare = address(networks[0], rng.randrange(networks[0].size))
    return Pool(tuple(servers), (spare,), (), {"server": 1.0})


def draw_effort(parameters: Parameters, _rng: Random) -> Funnel:
    """Return the funnel without look-ups: the addresses are known beforehand."""
    return Funnel(0, parameters.funnel.attacked, parameters.funnel.compromised)


def spray(scene: Scene, group: Group) -> tuple[Prey, ...]:
    """Log the spray, and what is read in the accounts whose password was guessed."""
    rng, month, funnel = scene.rng, scene.month, group.funnel
    colleagues = draw_unlisted(scene.world, rng, group.categories)
    colleagues = colleagues[: int(funnel.attacked * rng.uniform(0.05, 0.45))]
    least = Funnel(0, funnel.attacked - len(colleagues), funnel.compromised)
    prey = (*draw_prey(scene.world, rng, group.categories, least), *colleagues)
    entries = choose_entries(scene.world, rng, prey, funnel.compromised, 0.0)
    entered = {entry.account.address for entry in entries}
    span = int(rng.uniform(0.6, 0.95) * (month.end_ms - month.start_ms - DAY_MS))
    begin = month.start_ms + rng.randrange(month.end_ms - month.start_ms - DAY_MS - span)
    protocols: tuple[Protocol, ...] = ("imap", "imap", "pop3", "smtp")
    sprayer = _Sprayer(scene, rng.sample(protocols, rng.choice((1, 1, 2))))
    sittings: list[Sitting] = []
    for account in {a.address: a for one in prey for a in one.attacked}.values():
        moments = sorted(begin + rng.randrange(span) for _ in range(rng.choice((1, 1, 2))))
        sittings += sprayer.tries(account, moments, account.address in entered)
    carry_out(scene, group, sittings)
    return prey


class _Sprayer:
    """Tries passwords over one protocol or two."""

    def __init__(self, scene: Scene, protocols: list[Protocol]) -> None:
        self._scene = scene
        self._protocols = protocols

    def tries(self, account: Account, moments: list[int], right: bool) -> Iterator[Sitting]:  # noqa: FBT001
        """Try a password at each moment, the last one of which may be right."""
        rng = self._scene.rng
        for position, moment in enumerate(moments):
            protocol = rng.choice(self._protocols)
            if right and position == len(moments) - 1:
                yield from self._enter(account, moment, protocol)
            else:
                detail = "bad_password" if rng.random() < 0.985 else "locked"
                yield Sitting(moment, (self._step(account, signin(detail, protocol)),))

    def _enter(self, account: Account, moment: int, protocol: Protocol) -> Iterator[Sitting]:
        """Enter, and come back to read for some days."""
        rng, month = self._scene.rng, self._scene.month
        yield Sitting(moment, (self._step(account, signin(protocol=protocol), "compromise"),))
        for _ in range(rng.randint(1, 6)):
            moment += int(rng.uniform(0.1, 2.5) * DAY_MS)
            if moment > month.end_ms - DAY_MS // 8:
                break
            done = ["mail.read", *(["mail.export"] if rng.random() < 0.15 else [])]
            entry = self._step(account, signin(protocol="imap"), "compromise")
            read = [self._step(account, act(name), "exploit") for name in done]
            yield Sitting(moment, (entry, *read))

    def _step(self, account: Account, done: Act, stage: Stage = "attack") -> Step:
        inside = stage != "attack"
        return Step(account.address, done, stage, pause(self._scene.rng), inside, mail_program=True)


SPRAYING = Manner(
    draw_pool=draw_servers,
    draw_effort=draw_effort,
    work=spray,
    techniques=("T1110.003",),
)
