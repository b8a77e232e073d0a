"""Where one part of a month plays: the world, the log it adds to, and chance of its own."""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.log import Act, Client, Log, Row, act, signin
from rasid.scenarios.month import Month
from rasid.scenarios.world.build import World
from rasid.scenarios.world.people import Account


class Seat(NamedTuple):
    """A client that somebody sits at; `account` is empty while nobody is signed in there."""

    client: Client
    account: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """The steps that honest people go through, each logged as the provider would."""

    world: World
    log: Log
    rng: Random

    @property
    def month(self) -> Month:
        """The simulated span."""
        return self.world.month

    def day(self) -> int:
        """Draw a day."""
        return self.rng.randrange(self.month.days)

    def note(self, moment: int, done: Act, account: str, client: Client) -> None:
        """Log one event of somebody who is not signed in."""
        self.log.add(Row(moment, done, account, client))

    def sign_in(self, moment: int, account: Account, client: Client) -> Seat:
        """Log a success in a browser or the provider's app; return the seat taken by it."""
        session = hexadecimal(self.rng, 16)
        asked = account.second_factor and (not client.device or self.rng.random() < 0.1)
        protocol = "oauth" if client.agent.kind == "app" else "browser"
        done = signin(protocol=protocol, second_factor=asked)
        self.log.add(Row(moment, done, account.address, client, session))
        return Seat(client, account.address, session)

    def mistype(self, moment: int, account: Account, client: Client) -> int:
        """Log a wrong password; return the moment of the next try."""
        self.note(moment, signin("bad_password"), account.address, client)
        return moment + self.rng.randint(4_000, 45_000)

    def refuse_factor(self, moment: int, account: Account, client: Client) -> int:
        """Log a right password whose second factor did not come; return the moment after it."""
        detail = self.rng.choice(("mfa_denied", "mfa_timeout", "mfa_timeout"))
        self.note(moment, signin(detail, second_factor=True), account.address, client)
        return moment + self.rng.randint(20_000, 120_000)

    def inside(self, moment: int, operation: str, seat: Seat) -> None:
        """Log something done in an account by whoever is signed in to it."""
        done = act(operation)
        self.log.add(Row(moment, done, seat.account, seat.client, seat.session, seat.account))

    def look_up(
        self, moment: int, wanted: str, seat: Seat, operation: str = "account.lookup"
    ) -> bool:
        """Log a question for an address and the answer; return whether it is an account."""
        exists = self.world.directory.exists(wanted, self.month.day_of(moment))
        answer = act(operation, "" if exists else "no_such_account")
        self.log.add(Row(moment, answer, wanted, seat.client, seat.session, seat.account))
        return exists
