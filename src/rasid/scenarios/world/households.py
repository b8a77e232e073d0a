"""What a person brings to an account: a home line, a carrier, devices, habits."""

from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from rasid.scenarios.chance import hexadecimal, pick
from rasid.scenarios.world.agents import Agents, Kind
from rasid.scenarios.world.names import Name
from rasid.scenarios.world.networks import COUNTRIES, Internet, Network, Vpn
from rasid.scenarios.world.networks import Kind as NetworkKind
from rasid.scenarios.world.people import Account, Device, Directory, HomeLine, Office

_IN_THE_CLOUD = 0.006
"""How many households work from a rented server, or leave by a tunnel of their own to one."""


@dataclass(frozen=True, slots=True)
class Household:
    """What all accounts of one person share."""

    country: str
    home: HomeLine
    mobile: Network
    vpn: Vpn | None
    devices: tuple[Device, ...]
    mail_client: Device | None
    second_factor: bool


class NewMailbox(NamedTuple):
    """An account to be entered; `visits` is how many sign-ins it is expected to see in 30 days."""

    address: str
    name: Name
    visits: float
    office: Office | None = None
    created_on: int = -1


@dataclass(frozen=True, slots=True)
class Settlers:
    """Draws households and enters accounts; `vpn_share` of people leave by shared exits."""

    rng: Random
    internet: Internet
    agents: Agents
    directory: Directory
    vpn_share: float

    def household(self, country: str) -> Household:
        """Draw a household of a country."""
        rng = self.rng
        line: NetworkKind = "hosting" if rng.random() < _IN_THE_CLOUD else "home"
        network = pick(rng, self.internet.local(line, country))
        home = HomeLine(network, rng.randrange(network.size), rng.choice((2, 5, 14, 60, 60)))
        return Household(
            country=country,
            home=home,
            mobile=pick(rng, self.internet.local("mobile", country)),
            vpn=pick(rng, self.internet.vpns) if rng.random() < self.vpn_share else None,
            devices=self._devices(),
            mail_client=self.device("mail") if rng.random() < 0.18 else None,
            second_factor=rng.random() < 0.3,
        )

    def _devices(self) -> tuple[Device, ...]:
        kinds: list[Kind] = ["desktop", "phone"]
        if self.rng.random() < 0.35:
            kinds.append("app")
        if self.rng.random() < 0.2:
            kinds.append("desktop")
        return tuple(self.device(kind) for kind in kinds)

    def device(self, kind: Kind) -> Device:
        """Draw one device."""
        agent = self.agents.draw(self.rng, kind)
        later = self.agents.newer.get(agent, agent)
        updates_on = self.rng.randrange(-10, 45)
        cookies = kind != "mail" and self.rng.random() < 0.75
        return Device(hexadecimal(self.rng, 16), agent, later, updates_on, cookies)

    def settle(self, mailbox: NewMailbox, household: Household) -> Account:
        """Enter an account of a household's member."""
        account = Account(
            number=len(self.directory.accounts),
            address=mailbox.address,
            uid=hexadecimal(self.rng, 20),
            name=mailbox.name,
            country=household.country,
            utc_offset=COUNTRIES[household.country],
            home=household.home,
            mobile=household.mobile,
            office=mailbox.office,
            vpn=household.vpn,
            devices=household.devices,
            mail_client=household.mail_client,
            second_factor=household.second_factor,
            visits=mailbox.visits,
            created_on=mailbox.created_on,
        )
        return self.directory.add(account)
