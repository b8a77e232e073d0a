"""People who forget their password: failures, codes, resets, and those who give up."""

from dataclasses import dataclass

from rasid.scenarios.chance import weighted, whole
from rasid.scenarios.log import Client, act, signin
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.names import misspell
from rasid.scenarios.world.networks import address
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home, on_mobile, on_vpn, usual

_SHARE = 0.045
_PLACES = {
    "usual": 0.5,
    "new phone": 0.17,
    "mobile": 0.13,
    "vpn": 0.08,
    "hotel": 0.07,
    "new browser": 0.05,
}
_ENDS = {"remembers": 0.25, "opens": 0.2, "recovers": 0.45, "leaves": 0.1}
_AFTERWARDS = {
    "recovery_contact.change": 0.12,
    "factor.enable": 0.06,
    "app_password.create": 0.05,
    "mail_rule.create": 0.02,
}


def add_recoveries(scene: Scene) -> None:
    """Log forgotten passwords, of all kinds of people in proportion."""
    for account in scene.world.accounts:
        for _ in range(whole(scene.rng, _SHARE * scene.month.share)):
            day, hour = scene.day(), scene.rng.uniform(7, 24)
            if account.created_on < day:
                client = _somewhere(scene, account, day, hour)
                moment = scene.month.at(day, hour, account.utc_offset)
                Forgetting(scene, account, client).happen(moment)


def _somewhere(scene: Scene, account: Account, day: int, hour: float) -> Client:
    """Draw where a password is missed: often just where one is new or away."""
    rng, agents, internet = scene.rng, scene.world.agents, scene.world.internet
    place = weighted(rng, _PLACES)
    phone = account.devices[1]
    if place == "new phone":
        client = rng.choice((at_home(account, day, phone), on_mobile(account, day, phone, rng)))
        return Client(client.address, agents.draw(rng, "phone"))
    if place == "new browser":
        return Client(account.home.on(day), agents.draw(rng, "desktop"))
    if place == "mobile":
        return on_mobile(account, day, phone, rng)
    if place == "vpn":
        vpn = account.vpn or rng.choice(internet.vpns)
        return on_vpn(vpn, account, day, account.devices[0], rng)
    if place == "hotel":
        hotel = address(rng.choice(internet.networks["hotel"]), rng.randrange(40))
        return Client(hotel, rng.choice(account.devices).agent_on(day))
    return usual(account, day, hour, rng)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """One account's forgotten password, from the first wrong try to the end of it."""

    scene: Scene
    account: Account
    client: Client

    def happen(self, moment: int) -> None:
        """Log the wrong tries and what comes of them."""
        if self.scene.rng.random() < 0.25:
            self._note(moment - self.scene.rng.randint(3_000, 9_000), "account.lookup")
        moment = self._wrong_tries(moment)
        end = weighted(self.scene.rng, _ENDS)
        if end == "remembers":
            self.scene.sign_in(moment, self.account, self.client)
        elif end == "opens":
            self._open(moment)
        elif end == "recovers":
            self._recover(self._open(moment))

    def take_back(self, moment: int) -> None:
        """Log how the owner finds the password changed by a stranger, and resets it."""
        for _ in range(self.scene.rng.randint(2, 4)):
            moment = self.scene.mistype(moment, self.account, self.client)
        for operation in ("recovery.start", "recovery.send_code"):
            self._note(moment, operation)
            moment += self._pause()
        self._succeed(moment)

    def _wrong_tries(self, moment: int) -> int:
        tries = self.scene.rng.choice((0, 1, 1, 2, 2, 3, 4, 6))
        for _ in range(tries):
            moment = self.scene.mistype(moment, self.account, self.client)
        if tries > 5:
            self.scene.note(moment, signin("locked"), self.account.address, self.client)
            moment += self._pause()
        return moment

    def _open(self, moment: int) -> int:
        """Open the recovery page, now and then for a misspelt address first."""
        if self.scene.rng.random() < 0.12:
            slip = misspell(self.scene.rng, self.account.address)
            self.scene.look_up(moment, slip, Seat(self.client), "recovery.start")
            moment += self._pause()
        self._note(moment, "recovery.start")
        return moment + self._pause()

    def _recover(self, moment: int) -> None:
        rng = self.scene.rng
        self._note(moment, "recovery.send_code")
        moment += self._pause()
        if rng.random() < 0.12:
            self._note(moment, "recovery.send_code")
        moment = self._read_code(moment)
        if rng.random() < 0.15:
            return
        for detail, share in (("wrong_code", 0.22), ("wrong_code", 0.1), ("expired", 0.08)):
            if rng.random() < share:
                self._note(moment, "recovery.verify", detail)
                moment += self._pause()
        if rng.random() < 0.9:
            self._succeed(moment)

    def _read_code(self, moment: int) -> int:
        """Let the owner fetch the code from the recovery mailbox where it is one of ours."""
        mailbox = self.scene.world.recovery.get(self.account.address)
        moment += self._pause()
        if mailbox is not None and self.scene.rng.random() < 0.7:
            seat = self.scene.sign_in(moment, mailbox, self.client)
            self.scene.inside(moment + 8_000, "mail.read", seat)
            moment += 23_000
        return moment

    def _succeed(self, moment: int) -> None:
        self._note(moment, "recovery.verify")
        moment += self._pause()
        self._note(moment, "password.reset")
        moment += 5_000
        seat = self.scene.sign_in(moment, self.account, self.client)
        for operation, share in _AFTERWARDS.items():
            if self.scene.rng.random() < share:
                moment += self._pause()
                self.scene.inside(moment, operation, seat)

    def _note(self, moment: int, operation: str, detail: str = "") -> None:
        self.scene.note(moment, act(operation, detail), self.account.address, self.client)

    def _pause(self) -> int:
        return self.scene.rng.randint(12_000, 150_000)
