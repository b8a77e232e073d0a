"""People who forget their password: failures, codes, resets, and those who give up."""

from dataclasses import dataclass
from random import Random

from rasid.scenarios.chance import weighted, whole
from rasid.scenarios.honest.signing_in import inside, mistype, sign_in
from rasid.scenarios.log import Client, Log, Row, act, signin
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home, on_mobile, on_vpn, usual

_SHARE = 0.032
_PLACES = {"usual": 0.5, "new phone": 0.17, "mobile": 0.13, "vpn": 0.08, "hotel": 0.07, "new": 0.05}


def add_recoveries(world: World, log: Log, rng: Random) -> None:
    """Log forgotten passwords, of all kinds of people in proportion."""
    for account in world.accounts:
        for _ in range(whole(rng, _SHARE)):
            day, hour = rng.randrange(world.month.days), rng.uniform(7, 24)
            if account.created_on < day:
                client = _somewhere(world, rng, account, day, hour)
                moment = world.month.at(day, hour, account.utc_offset)
                Forgetting(world, log, rng, account, client).happen(moment)


def _somewhere(world: World, rng: Random, account: Account, day: int, hour: float) -> Client:
    """Draw where a password is missed: often just where one is new or away."""
    place = weighted(rng, _PLACES)
    phone = account.devices[1]
    if place == "new phone":
        client = rng.choice((at_home(account, day, phone), on_mobile(account, day, phone, rng)))
        return Client(client.address, world.agents.draw(rng, "phone"))
    if place == "new":
        return Client(account.home.on(day), world.agents.draw(rng, "desktop"))
    if place == "mobile":
        return on_mobile(account, day, phone, rng)
    if place == "vpn":
        vpn = account.vpn or rng.choice(world.internet.vpns)
        return on_vpn(vpn, account, day, account.devices[0], rng)
    if place == "hotel":
        network = rng.choice(world.internet.networks["hotel"])
        return Client(
            address(network, rng.randrange(40)), rng.choice(account.devices).agent_on(day)
        )
    return usual(account, day, hour, rng)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """One account's forgotten password, from the first wrong try to the end of it."""

    world: World
    log: Log
    rng: Random
    account: Account
    client: Client

    def happen(self, moment: int) -> None:
        """Log the wrong tries and what comes of them."""
        if self.rng.random() < 0.25:
            self._note(moment - self.rng.randint(3_000, 9_000), "account.lookup")
        moment = self._wrong_tries(moment)
        end = weighted(self.rng, {"remembers": 0.25, "opens": 0.2, "recovers": 0.45, "leaves": 0.1})
        if end == "remembers":
            sign_in(self.log, self.rng, moment, self.account, self.client)
        elif end == "opens":
            self._note(moment, "recovery.start")
        elif end == "recovers":
            self._note(moment, "recovery.start")
            self._recover(moment + self._pause())

    def _wrong_tries(self, moment: int) -> int:
        tries = self.rng.choice((0, 1, 1, 2, 2, 3, 4, 6))
        for _ in range(tries):
            moment = mistype(self.log, self.rng, moment, self.account, self.client)
        if tries > 5:
            locked = Row(moment, signin("locked"), self.account.address, self.client)
            self.log.add(locked)
            moment += self._pause()
        return moment

    def _recover(self, moment: int) -> None:
        self._note(moment, "recovery.send_code")
        if self.rng.random() < 0.12:
            moment += 3 * self._pause()
            self._note(moment, "recovery.send_code")
        moment = self._read_code(moment)
        if self.rng.random() < 0.15:
            return
        for detail in ("wrong_code", "expired"):
            if self.rng.random() < 0.13:
                self._note(moment, "recovery.verify", detail)
                moment += self._pause()
        if self.rng.random() < 0.9:
            self._succeed(moment)

    def _read_code(self, moment: int) -> int:
        """Let the owner fetch the code from the recovery mailbox where it is one of ours."""
        mailbox = self.world.recovery.get(self.account.address)
        moment += self._pause()
        if mailbox is not None and self.rng.random() < 0.7:
            session = sign_in(self.log, self.rng, moment, mailbox, self.client)
            moment += 8_000
            inside(self.log, moment, "mail.read", mailbox, self.client, session)
            moment += 15_000
        return moment

    def _succeed(self, moment: int) -> None:
        self._note(moment, "recovery.verify")
        moment += self._pause()
        self._note(moment, "password.reset")
        moment += 5_000
        session = sign_in(self.log, self.rng, moment, self.account, self.client)
        for operation, share in (
            ("recovery_contact.change", 0.12),
            ("factor.enable", 0.06),
            ("app_password.create", 0.05),
            ("mail_rule.create", 0.02),
        ):
            if self.rng.random() < share:
                moment += self._pause()
                inside(self.log, moment, operation, self.account, self.client, session)

    def _note(self, moment: int, operation: str, detail: str = "") -> None:
        self.log.add(Row(moment, act(operation, detail), self.account.address, self.client))

    def _pause(self) -> int:
        return self.rng.randint(12_000, 150_000)
