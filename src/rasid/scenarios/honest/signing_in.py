"""The steps that honest people and intruders alike are logged for."""

from random import Random

from rasid.scenarios.chance import hexadecimal
from rasid.scenarios.log import Client, Log, Row, act, signin
from rasid.scenarios.world.people import Account


def sign_in(log: Log, rng: Random, moment: int, account: Account, client: Client) -> str:
    """Log a success in a browser or the provider's app; return the session that it opens."""
    session = hexadecimal(rng, 16)
    asked = account.second_factor and (not client.device or rng.random() < 0.1)
    protocol = "oauth" if client.agent.kind == "app" else "browser"
    done = signin(protocol=protocol, second_factor=asked)
    log.add(Row(moment, done, account.address, client, session))
    return session


def mistype(log: Log, rng: Random, moment: int, account: Account, client: Client) -> int:
    """Log a wrong password; return the moment of the next try."""
    log.add(Row(moment, signin("bad_password"), account.address, client))
    return moment + rng.randint(4_000, 45_000)


def refuse_factor(log: Log, rng: Random, moment: int, account: Account, client: Client) -> int:
    """Log a right password whose second factor did not come; return the moment after it."""
    detail = rng.choice(("mfa_denied", "mfa_timeout", "mfa_timeout"))
    log.add(Row(moment, signin(detail, second_factor=True), account.address, client))
    return moment + rng.randint(20_000, 120_000)


def inside(  # noqa: PLR0913 - an event is no smaller than this
    log: Log, moment: int, operation: str, account: Account, client: Client, session: str
) -> None:
    """Log something done in an account by whoever is signed in to it."""
    log.add(Row(moment, act(operation), account.address, client, session, account.address))
