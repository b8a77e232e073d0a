"""Credential stuffing: bots that work through lists of leaked passwords, fast or slowly."""

from dataclasses import dataclass
from random import Random

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.crime.lists import borrowed, invented, rented
from rasid.scenarios.log import Client, Log, Protocol, Row, act, signin
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.world.agents import Agent
from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import load_cultures
from rasid.scenarios.world.networks import Address


@dataclass(frozen=True, slots=True)
class _Bot:
    targets: list[str]
    addresses: list[Address]
    agents: list[Agent]
    protocol: Protocol
    luck: float
    gap_ms: float
    start: int


def add_stuffing(world: World, log: Log, rng: Random) -> None:
    """Log the month's bots: some burn through a list in hours, some take weeks."""
    for _ in range(rng.randint(3, 6)):
        size = int(world.parameters.sized(rng.uniform(1_500, 6_500))) + 20
        hours = rng.uniform(0.7, 9)
        _run(world, log, rng, _draw_bot(world, rng, size, hours))
    for _ in range(rng.randint(1, 3)):
        size = int(world.parameters.sized(rng.uniform(1_500, 5_000))) + 20
        _run(world, log, rng, _draw_bot(world, rng, size, rng.uniform(8, 27) * 24))


def _draw_bot(world: World, rng: Random, size: int, hours: float) -> _Bot:
    spread = rng.choice((rented, borrowed))(world, rng, rng.randint(3, 60))
    kind = rng.choice(("script", "script", "desktop"))
    agents = [world.agents.draw(rng, kind) for _ in range(rng.choice((1, 1, 2, 3)))]
    latest = world.month.end_ms - int(hours * HOUR_MS) - DAY_MS // 4
    return _Bot(
        targets=_targets(world, rng, size),
        addresses=spread,
        agents=agents,
        protocol=rng.choice(("browser", "browser", "imap", "smtp", "oauth")),
        luck=rng.uniform(0.0003, 0.0018),
        gap_ms=hours * HOUR_MS / size,
        start=rng.randrange(world.month.start_ms, latest),
    )


def _targets(world: World, rng: Random, size: int) -> list[str]:
    """Draw a list as it is sold: accounts, addresses long gone or never there; often sorted."""
    cultures = load_cultures(rng)
    real = int(size * rng.uniform(0.35, 0.75))
    targets = [rng.choice(world.accounts).address for _ in range(real)]
    targets += [invented(world, rng, cultures) for _ in range(size - real)]
    rng.shuffle(targets)
    return sorted(targets) if rng.random() < 0.5 else targets


def _run(world: World, log: Log, rng: Random, bot: _Bot) -> None:
    moment = float(bot.start)
    for target in bot.targets:
        client = Client(rng.choice(bot.addresses), rng.choice(bot.agents))
        for _ in range(rng.choice((1, 1, 1, 1, 2, 3))):
            moment += rng.expovariate(0.75) * bot.gap_ms
            detail = _answer(world, rng, bot, target, int(moment))
            if detail == "":
                _enter(log, rng, bot, target, client, int(moment))
                break
            factor = detail.startswith("mfa")
            tried = signin(detail, bot.protocol, second_factor=factor)
            log.add(Row(int(moment), tried, target, client, mark="stuffing"))
            if detail != "bad_password":
                break


def _answer(world: World, rng: Random, bot: _Bot, target: str, moment: int) -> str:
    """Return why a try fails; empty if the leaked password still holds."""
    if not world.directory.exists(target, world.month.day_of(moment)):
        return "no_such_account"
    dice = rng.random()
    if dice < bot.luck:
        stopped = world.directory.by_address[target].second_factor and bot.protocol == "browser"
        return "mfa_timeout" if stopped else ""
    return "locked" if dice > 0.985 else "bad_password"


def _enter(log: Log, rng: Random, bot: _Bot, target: str, client: Client, moment: int) -> None:
    """Log an accidental entry, and at times what the bot or its customer does then."""
    session = hexadecimal(rng, 16) if bot.protocol in {"browser", "oauth"} else ""
    entered = signin(protocol=bot.protocol)
    log.add(Row(moment, entered, target, client, session, mark="stuffing"))
    for operation, share in (("mail.read", 0.5), ("mail_rule.create", 0.2), ("mail.export", 0.05)):
        if rng.random() < share:
            moment += rng.randint(2_000, 900_000)
            done = act(operation)
            log.add(Row(moment, done, target, client, session, target, mark="stuffing"))
