"""Who lives in a simulated world: accounts with places and devices, persons, organisations."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rasid.scenarios.world.agents import Agent
from rasid.scenarios.world.names import Name
from rasid.scenarios.world.networks import Address, Network, Vpn, address

AccountKind = Literal["work", "personal", "recovery"]


@dataclass(frozen=True, slots=True)
class Device:
    """One device; its browser updates itself on a day, and not every one keeps cookies."""

    uid: str
    agent: Agent
    later: Agent
    updates_on: int
    keeps_cookies: bool

    def agent_on(self, day: int) -> Agent:
        """Return the program as it is on a day."""
        return self.agent if day < self.updates_on else self.later


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A household's connection; its address changes every `lease_days`."""

    network: Network
    spot: int
    lease_days: int

    def on(self, day: int) -> Address:
        """Return the household's address on a day."""
        if self.network.v6:
            return address(self.network, self.spot, self.spot * 977 + day * 7919)
        return address(self.network, self.spot + (day + self.spot) // self.lease_days * 40_503)


@dataclass(frozen=True, slots=True)
class Office:
    """Where an organisation works: everyone there leaves by the same few gateway addresses."""

    gateways: tuple[Address, ...]
    utc_offset: float


@dataclass(frozen=True, slots=True)
class Organisation:
    """A customer of the provider with a domain of its own; `category` is empty if ordinary."""

    name: str
    domain: str
    category: str
    country: str
    office: Office
    mailbox_pattern: str


@dataclass(frozen=True, slots=True)
class Account:
    """One mailbox; `visits` is how many sign-ins it is expected to see in 30 days."""

    number: int
    address: str
    uid: str
    name: Name
    country: str
    utc_offset: float
    home: HomeLine
    mobile: Network
    office: Office | None
    vpn: Vpn | None
    devices: tuple[Device, ...]
    mail_client: Device | None
    second_factor: bool
    visits: float
    created_on: int = -1


class Mailbox(NamedTuple):
    """One protected account: its kind, and the address it resets (empty unless `recovery`)."""

    account: Account
    kind: AccountKind
    recovers: str


@dataclass(frozen=True, slots=True)
class Person:
    """One protected person of the roster."""

    person_id: str
    name: Name
    category: str
    organisation: Organisation
    country: str
    language: str
    consent: str
    mailboxes: tuple[Mailbox, ...]


@dataclass(slots=True)
class Directory:
    """Every account, in the order of creation, found by address."""

    accounts: list[Account] = field(default_factory=list)
    by_address: dict[str, Account] = field(default_factory=dict)

    def add(self, account: Account) -> Account:
        """Enter a new account; addresses are unique."""
        if account.address in self.by_address:
            raise ValueError(f"two accounts are called {account.address}")
        self.accounts.append(account)
        self.by_address[account.address] = account
        return account

    def exists(self, wanted: str, day: int) -> bool:
        """Tell whether an address is an account on a day; newcomers are not there at first."""
        account = self.by_address.get(wanted)
        return account is not None and account.created_on <= day
