"""Credential stuffing: bots that work through lists of leaked passwords, fast or slowly."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.crime.lists import hiding_places, invented
from rasid.scenarios.log import Client, Protocol, Row, act, signin
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.scene import Scene
from rasid.scenarios.world.agents import Agent
from rasid.scenarios.world.names import draw_local_part
from rasid.scenarios.world.networks import Address

_LOOT = {"mail.read": 0.5, "mail_rule.create": 0.2, "mail.export": 0.05}


def add_stuffing(scene: Scene) -> None:
    """Log the month's bots: some burn through a list in hours, some take weeks."""
    rng, month = scene.rng, scene.month
    for _ in range(rng.randint(3, 6)):
        size, hours = _size(scene, 1_500, 6_500), rng.uniform(0.7, 9)
        _draw_bot(scene, size, hours, _leaked).run()
    for _ in range(rng.randint(1, 3)):
        size, hours = _size(scene, 1_500, 5_000), rng.uniform(8, 27) * 24 * month.share
        _draw_bot(scene, size, hours, _leaked).run()


def add_more_stuffing(scene: Scene) -> None:
    """Log many more bots, among them slow ones, and lists of organisations that were breached."""
    rng, month = scene.rng, scene.month
    for _ in range(rng.randint(6, 14)):
        size, hours = _size(scene, 1_500, 9_000), rng.uniform(0.3, 30)
        _draw_bot(scene, size, hours, _leaked).run()
    for _ in range(rng.randint(2, 6)):
        size, hours = _size(scene, 1_000, 6_000), rng.uniform(5, 28) * 24 * month.share
        _draw_bot(scene, size, hours, _leaked).run()
    for domain in rng.sample(sorted(scene.world.staff), min(len(scene.world.staff), 4)):
        size, hours = 3 * len(scene.world.staff[domain]), rng.uniform(0.1, 20) * 24 * month.share
        _draw_bot(scene, size, hours, partial(_breached, domain)).run()


def _size(scene: Scene, least: float, most: float) -> int:
    drawn = scene.rng.uniform(least, most)
    return int(scene.world.parameters.sized(drawn) * scene.month.share) + 20


def _draw_bot(
    scene: Scene, size: int, hours: float, draw_targets: Callable[[Scene, int], list[str]]
) -> "_Bot":
    rng, month = scene.rng, scene.month
    protocols: tuple[Protocol, ...] = ("browser", "browser", "imap", "smtp", "oauth")
    desktop = rng.random() < 0.33
    programs = rng.choice((1, 1, 2, 3))
    return _Bot(
        scene=scene,
        targets=draw_targets(scene, size),
        addresses=hiding_places(scene, rng.randint(3, 60)),
        agents=[
            scene.world.agents.draw(rng, "desktop" if desktop else "script")
            for _ in range(programs)
        ],
        protocol=rng.choice(protocols),
        luck=rng.uniform(0.0003, 0.0018),
        gap_ms=hours * HOUR_MS / size,
        start=rng.randrange(month.start_ms, month.end_ms - int(hours * HOUR_MS) - DAY_MS // 4),
    )


def _leaked(scene: Scene, size: int) -> list[str]:
    """Draw a list as it is sold: accounts, addresses long gone or never there; often sorted."""
    real = int(size * scene.rng.uniform(0.35, 0.75))
    targets = [scene.rng.choice(scene.world.accounts).address for _ in range(real)]
    targets += [invented(scene) for _ in range(size - real)]
    scene.rng.shuffle(targets)
    return sorted(targets) if scene.rng.random() < 0.5 else targets


def _breached(domain: str, scene: Scene, size: int) -> list[str]:
    """Draw an organisation's list: most of those who work there, and others who no longer do."""
    rng = scene.rng
    targets = [one.address for one in scene.world.staff[domain] if rng.random() < 0.85]
    while len(targets) < size:
        name = rng.choice(scene.world.cultures).draw(rng)
        targets.append(f"{draw_local_part(rng, name)}@{domain}")
    targets = targets[: rng.randint(size // 3 + 1, size)]
    rng.shuffle(targets)
    return sorted(targets) if rng.random() < 0.5 else targets


@dataclass(frozen=True, slots=True)
class _Bot:
    scene: Scene
    targets: list[str]
    addresses: list[Address]
    agents: list[Agent]
    protocol: Protocol
    luck: float
    gap_ms: float
    start: int

    def run(self) -> None:
        """Work through the list, a try or a few for each address."""
        rng, moment = self.scene.rng, float(self.start)
        for target in self.targets:
            client = Client(rng.choice(self.addresses), rng.choice(self.agents))
            for _ in range(rng.choice((1, 1, 1, 1, 2, 3))):
                moment += rng.expovariate(0.75) * self.gap_ms
                if not self._try(int(moment), target, client):
                    break

    def _try(self, moment: int, target: str, client: Client) -> bool:
        """Log one try; return whether another one makes sense."""
        detail = self._answer(target, moment)
        if detail == "":
            self._enter(moment, target, client)
            return False
        done = signin(detail, self.protocol, second_factor=detail.startswith("mfa"))
        self.scene.log.add(Row(moment, done, target, client, mark="stuffing"))
        return detail == "bad_password"

    def _answer(self, target: str, moment: int) -> str:
        """Return why a try fails; empty if the leaked password still holds."""
        directory = self.scene.world.directory
        if not directory.exists(target, self.scene.month.day_of(moment)):
            return "no_such_account"
        dice = self.scene.rng.random()
        if dice < self.luck:
            stopped = directory.by_address[target].second_factor and self.protocol == "browser"
            return "mfa_timeout" if stopped else ""
        return "locked" if dice > 0.985 else "bad_password"

    def _enter(self, moment: int, target: str, client: Client) -> None:
        """Log an accidental entry, and at times what the bot or its customer does then."""
        rng, log = self.scene.rng, self.scene.log
        session = hexadecimal(rng, 16) if self.protocol in {"browser", "oauth"} else ""
        entered = signin(protocol=self.protocol)
        log.add(Row(moment, entered, target, client, session, mark="stuffing"))
        for operation, share in _LOOT.items():
            if rng.random() < share:
                moment += rng.randint(2_000, 900_000)
                done = act(operation)
                log.add(Row(moment, done, target, client, session, target, mark="stuffing"))
