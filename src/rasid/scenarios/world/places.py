"""Where people sign in from: the client that the log would show."""

from random import Random

from rasid.scenarios.chance import weighted
from rasid.scenarios.log import Client
from rasid.scenarios.world.networks import Vpn, address
from rasid.scenarios.world.people import Account, Device


def at_home(account: Account, day: int, device: Device) -> Client:
    """Return the client of someone at home."""
    return Client(account.home.on(day), device.agent_on(day), _known(device))


def on_mobile(account: Account, day: int, device: Device, rng: Random) -> Client:
    """Return the client of someone under way; carriers put many people behind one address."""
    spot = rng.randrange(account.mobile.size)
    return Client(address(account.mobile, spot), device.agent_on(day), _known(device))


def on_vpn(vpn: Vpn, account: Account, day: int, device: Device, rng: Random) -> Client:
    """Return the client of someone behind a shared exit; people keep to a few of them."""
    spot = (account.number + rng.choice((0, 0, 0, 1, 2)) + day // 9) % len(vpn.exits)
    return Client(vpn.exits[spot], device.agent_on(day), _known(device))


def at_office(account: Account, day: int, device: Device) -> Client:
    """Return the client of someone at their desk, or at home if they have no office."""
    if account.office is None:
        return at_home(account, day, device)
    gateways = account.office.gateways
    return Client(gateways[account.number % len(gateways)], device.agent_on(day), _known(device))


def usual(account: Account, day: int, hour: float, rng: Random) -> Client:
    """Return a client from one of the places where the account's owner is at that hour."""
    if account.vpn is not None and rng.random() < 0.6:
        return on_vpn(account.vpn, account, day, rng.choice(account.devices), rng)
    desk = account.office is not None and 8 <= hour < 18 and rng.random() < 0.75
    if desk:
        return at_office(account, day, account.devices[-1 if len(account.devices) > 3 else 0])
    if rng.random() < 0.3:
        return on_mobile(account, day, account.devices[1], rng)
    return at_home(account, day, _pick_device(account, rng))


def _pick_device(account: Account, rng: Random) -> Device:
    return account.devices[weighted(rng, {0: 0.6, 1: 0.4})]


def _known(device: Device) -> str:
    return device.uid if device.keeps_cookies else ""
