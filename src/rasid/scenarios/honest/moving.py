"""An organisation that moves in a weekend: other devices, another network, and all that follows."""

from dataclasses import dataclass

from rasid.scenarios.chance import hexadecimal, pick
from rasid.scenarios.honest.journeys import set_up
from rasid.scenarios.honest.machines import draw_server, move_mail
from rasid.scenarios.honest.recoveries import Forgetting
from rasid.scenarios.log import Client, Protocol, Row, act, signin
from rasid.scenarios.month import DAY_MS, HOUR_MS
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.agents import Kind
from rasid.scenarios.world.names import misspell
from rasid.scenarios.world.networks import Address, address
from rasid.scenarios.world.people import Account, Device
from rasid.scenarios.world.places import on_mobile


def add_moving(scene: Scene) -> None:
    """Log the move of one organisation of protected people, and their first days after it."""
    world, rng = scene.world, scene.rng
    domains = {person.organisation.domain for person in world.persons}
    sizes = {domain: len(world.staff.get(domain, ())) for domain in sorted(domains)}
    largest = sorted(sizes, key=lambda domain: -sizes[domain])[:4]
    move = _draw_move(scene, world.staff[rng.choice(largest)])
    move.everything_else()
    move.administer()
    for account in move.staff:
        move.begin_anew(account)


def _draw_move(scene: Scene, staff: tuple[Account, ...]) -> "_Move":
    rng, month = scene.rng, scene.month
    saturdays = [day for day in range(3, month.days - 6) if month.weekday(day) == 5]
    network = pick(rng, scene.world.internet.networks["business"])
    gateways = tuple(address(network, rng.randrange(network.size)) for _ in range(2))
    devices = {account.number: _new_device(scene, "desktop") for account in staff}
    return _Move(scene, staff, rng.choice(saturdays or [month.days // 2]), gateways, devices)


def _new_device(scene: Scene, kind: Kind) -> Device:
    agent = scene.world.agents.draw(scene.rng, kind)
    keeps = scene.rng.random() < 0.75
    return Device(hexadecimal(scene.rng, 16), agent, agent, scene.month.days, keeps)


@dataclass(frozen=True, slots=True)
class _Move:
    """The move of the `staff` on a Saturday; `devices` has the new computer of each, by number."""

    scene: Scene
    staff: tuple[Account, ...]
    saturday: int
    gateways: tuple[Address, ...]
    devices: dict[int, Device]

    def everything_else(self) -> None:
        """Let what the staff do from then on come from the new network and computers."""
        accounts = {account.address: account for account in self.staff}
        since = self.scene.month.at(self.saturday, 0)
        rows = self.scene.log.rows
        for position, row in enumerate(rows):
            if row.time >= since and not row.mark and row.account in accounts:
                rows[position] = row._replace(client=self._renewed(row, accounts[row.account]))

    def _renewed(self, row: Row, account: Account) -> Client:
        client, office = row.client, account.office
        if office is not None and client.address in office.gateways:
            client = client._replace(address=self._gateway(account))
        old = account.devices[0]
        if client.agent in {old.agent, old.later}:
            client = client._replace(agent=self.devices[account.number].agent)
        if client.device == old.uid:
            client = client._replace(device=self._cookie(account))
        return client

    def _gateway(self, account: Account) -> Address:
        return self.gateways[account.number % len(self.gateways)]

    def _cookie(self, account: Account) -> str:
        device = self.devices[account.number]
        return device.uid if device.keeps_cookies else ""

    def administer(self) -> None:
        """Let an administrator look everybody up and reset some, and a tool move the mail."""
        rng, month = self.scene.rng, self.scene.month
        admin, tool = rng.choice(self.staff), draw_server(self.scene)
        client = Client(self._gateway(admin), self.devices[admin.number].agent)
        moment = month.at(self.saturday, rng.uniform(7, 11), admin.utc_offset)
        seat = self.scene.sign_in(moment, admin, client)
        for account in self.staff:
            moment += rng.randint(8_000, 240_000)
            if rng.random() < 0.08:
                self.scene.look_up(moment - 5_000, misspell(rng, account.address), seat)
            self.scene.look_up(moment, account.address, seat)
            if rng.random() < 0.2:
                self._reset(moment + 4_000, account, seat)
            if rng.random() < 0.9:
                at = month.at(self.saturday, rng.uniform(12, 40), account.utc_offset)
                move_mail(self.scene, account, tool, at)

    def _reset(self, moment: int, account: Account, seat: Seat) -> None:
        done = act("password.reset")
        row = Row(moment, done, account.address, seat.client, seat.session, seat.account)
        self.scene.log.add(row)

    def begin_anew(self, account: Account) -> None:
        """Log an employee's first sign-in on the new computer, then phone and mail program."""
        scene, rng = self.scene, self.scene.rng
        day = self.saturday + rng.choice((0, 1, 2, 2, 2, 2, 3, 4))
        moment = scene.month.at(day, rng.uniform(8, 17), account.utc_offset)
        at_work = Client(self._gateway(account), self.devices[account.number].agent)
        at_home = at_work._replace(address=account.home.on(day))
        self._first_time(account, at_home if day < self.saturday + 2 else at_work, moment)
        if rng.random() < 0.6:
            phone = _new_device(scene, "phone").agent
            where = on_mobile(account, day, account.devices[1], rng).address
            client = Client(rng.choice((where, self._gateway(account))), phone)
            set_up(scene, account, client, moment + rng.randint(1, 30) * HOUR_MS // 4)
        if rng.random() < 0.35:
            self._old_program(account, moment)

    def _first_time(self, account: Account, client: Client, moment: int) -> None:
        scene, rng = self.scene, self.scene.rng
        if rng.random() < 0.3:
            Forgetting(scene, account, client).happen(moment)
            return
        for _ in range(rng.choice((0, 0, 1, 1, 2, 3))):
            moment = scene.mistype(moment, account, client)
        if account.second_factor and rng.random() < 0.4:
            moment = scene.refuse_factor(moment, account, client)
        seat = scene.sign_in(moment, account, client)
        for operation, share in (("factor.enable", 0.25), ("app_password.create", 0.12)):
            if rng.random() < share:
                moment += 60_000
                scene.inside(moment, operation, seat)

    def _old_program(self, account: Account, moment: int) -> None:
        """Let a mail program try the old password from the new network for days."""
        scene, rng = self.scene, self.scene.rng
        program = _new_device(scene, "mail").agent
        protocol: Protocol = rng.choice(("imap", "imap", "pop3", "smtp"))
        every, end = rng.uniform(0.3, 4) * HOUR_MS, moment + rng.uniform(0.3, 5) * DAY_MS
        while (moment := moment + int(every * rng.uniform(0.7, 1.4))) < end:
            place = rng.choice((self._gateway(account), account.home.on(self.saturday)))
            client = Client(place, program)
            scene.note(moment, signin("bad_password", protocol), account.address, client)
