"""What a patient group is: when it works and where it hides. Drawn anew for every seed."""

from dataclasses import dataclass
from random import Random

from rasid.scenarios.chance import weighted
from rasid.scenarios.month import HOUR_MS, Month
from rasid.scenarios.world.agents import Agent
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import Address, address

WEEKS = {
    "mon-fri": (0, 1, 2, 3, 4),
    "sun-thu": (6, 0, 1, 2, 3),
    "sat-wed": (5, 6, 0, 1, 2),
    "mon-sat": (0, 1, 2, 3, 4, 5),
}
OFFSETS = (-5.0, -3.0, 1.0, 2.0, 3.0, 3.5, 4.0, 4.5, 5.0, 5.5, 7.0, 8.0, 9.0)


@dataclass(frozen=True, slots=True)
class Hours:
    """When a group works, in its own zone; a `stray` share of its free hours is worked as well.

    Nobody works on the days `away`, counted from 0 in UTC.
    """

    utc_offset: float
    workdays: tuple[int, ...]
    start: int
    end: int
    stray: float
    away: range = range(0)

    def draw(self, rng: Random, month: Month, earliest: int, latest: int) -> int:
        """Draw a moment of work in the span; `earliest` itself if the span holds none."""
        last = month.end_ms - 3 * HOUR_MS
        earliest = min(earliest, last - 1)
        if month.day_of(earliest) in self.away:
            back = month.at(self.away.stop, 0)
            earliest, latest = back, latest + back - earliest
        for _ in range(400):
            moment = rng.randrange(earliest, max(min(latest, last), earliest + 1))
            if month.day_of(moment) in self.away:
                continue
            if self.holds(moment, month) or rng.random() < self.stray:
                return moment
        return earliest

    def holds(self, moment: int, month: Month) -> bool:
        """Tell whether the group is at work."""
        local = moment + int(self.utc_offset * HOUR_MS)
        hour = (local - month.start_ms) / HOUR_MS % 24
        lunch = self.start + 4.5 <= hour < self.start + 5.3
        at_work = self.start <= hour < self.end and not lunch
        return at_work and month.weekday(month.day_of(local)) in self.workdays


def draw_hours(_world: World, rng: Random) -> Hours:
    """Draw a group's zone, week and hours."""
    start = rng.randint(7, 11)
    return Hours(
        utc_offset=rng.choice(OFFSETS),
        workdays=WEEKS[rng.choice(list(WEEKS))],
        start=start,
        end=start + rng.randint(8, 10),
        stray=rng.uniform(0.0, 0.012),
    )


@dataclass(frozen=True, slots=True)
class Server:
    """A rented address and the days, from one up to another, that it is rented for."""

    address: Address
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pool:
    """Where a group's sittings come from; exits and homes are shared with honest people.

    A `fresh` pool has another home for each sitting. From the day `since`, all is as in `later`.
    """

    servers: tuple[Server, ...]
    exits: tuple[Address, ...]
    homes: tuple[Address, ...]
    weights: dict[str, float]
    fresh: bool = False
    later: "Pool | None" = None
    since: int = 0

    def desk(self, rng: Random, day: int, sitting: int) -> tuple[Address, ...]:
        """Draw the one to three addresses that an operator uses on a day, or for a sitting."""
        if self.later is not None and day >= self.since:
            return self.later.desk(rng, day, sitting)
        if self.fresh:
            return (self.homes[sitting % len(self.homes)],)
        rented = [server.address for server in self.servers if server.first <= day < server.last]
        options = {"server": rented or self.exits, "exit": self.exits, "home": self.homes}
        kinds = [weighted(rng, self.weights) for _ in range(rng.choice((1, 1, 2, 3)))]
        return tuple(rng.choice(options[kind]) for kind in kinds)


def draw_pool(world: World, rng: Random) -> Pool:
    """Draw where a group hides."""
    networks = rng.sample(world.internet.networks["hosting"], rng.randint(2, 4))
    servers = []
    for _ in range(rng.randint(16, 48)):
        network = rng.choice(networks)
        first = rng.randrange(-6, world.month.days - 1)
        place = address(network, rng.randrange(network.size))
        servers.append(Server(place, first, first + rng.randint(4, 16)))
    exits: list[Address] = []
    for vpn in rng.sample(world.internet.vpns, 2):
        exits += rng.sample(vpn.exits, rng.randint(2, 5))
    lines = rng.choices(world.internet.networks["home"], k=rng.randint(4, 16))
    homes = tuple(address(network, rng.randrange(network.size)) for network in lines)
    weights = {
        "server": rng.uniform(0.4, 0.7),
        "exit": rng.uniform(0.15, 0.4),
        "home": rng.uniform(0.05, 0.2),
    }
    return Pool(tuple(servers), tuple(exits), homes, weights)


@dataclass(frozen=True, slots=True)
class Operator:
    """One member of the group, with the browser preferred, another one, and a mail program."""

    browser: Agent
    other: Agent
    mail_program: Agent


def draw_operators(world: World, rng: Random) -> tuple[Operator, ...]:
    """Draw two to five operators; most run what everybody runs, some an odd browser or a tool."""
    popular = rng.sample(world.agents.common["desktop"][:8], rng.randint(1, 2))
    odd = rng.sample(world.agents.rare, rng.randint(0, 2))
    tool = rng.sample(world.agents.common["script"], rng.choice((0, 0, 1)))
    programs = [*popular, *odd, *tool]
    mail_program = rng.choice(world.agents.common["mail"])
    return tuple(
        Operator(rng.choice(programs), rng.choice(programs), mail_program)
        for _ in range(rng.randint(2, 5))
    )
