"""Accounts of the console: invited, given roles, reset and removed on the command line."""

from typing import Annotated

import typer
from sqlalchemy import Engine

from rasid import accounts
from rasid.accounts import COMMAND_LINE, Deed, Role, open_accounts, write_down
from rasid.cli.decide import By, who_decides
from rasid.cli.voice import document, say, show, warn
from rasid.clock import utc_now
from rasid.reports import plain, terminal
from rasid.settings import Home
from rasid.signing import signer_of

persons = typer.Typer(name="accounts", help="Say who may sign in to the console, and as what.")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name that they sign in with.")]
RoleName = Annotated[
    str, typer.Option("--role", metavar="viewer|analyst|approver|admin", help="What they may do.")
]


@persons.command()
def add(
    ctx: typer.Context,
    name: Name,
    *,
    role: RoleName,
    system_user: Annotated[
        str,
        typer.Option(
            metavar="USER", help="Who they are on the command line, if they use it under --by."
        ),
    ] = "",
    by: By = None,
) -> None:
    """Make an account and print its invitation: it is shown once and kept nowhere."""
    wanted, who, home = Role.named(role), who_decides(by), _home(ctx)
    with open_accounts(home) as store:
        token = accounts.invite(store, name, wanted, also=system_user, by=who, now=utc_now())
        _write(home, store, "invited", who, name, f"as {wanted.label}")
    _tell_invitation(token, name)


@persons.command("list")
def list_accounts(
    ctx: typer.Context,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document.")] = False,
) -> None:
    """List who may sign in, and as what."""
    with open_accounts(_home(ctx)) as store:
        known = accounts.read_accounts(store)
    rows = [
        {
            "name": one.name,
            "role": one.role.label,
            "state": "joined" if one.has_joined else "invited",
            "system_user": one.also or None,
            "recovery_codes": one.codes_left,
            "made_at": one.made_at,
            "made_by": one.made_by,
        }
        for one in known
    ]
    if as_json:
        document(plain(rows))
    elif not rows:
        say("Nobody has an account; `rasid serve accounts add` makes one.")
    else:
        show(terminal.accounts(rows))


@persons.command("role")
def give_role(
    ctx: typer.Context,
    name: Name,
    role: Annotated[str, typer.Argument(metavar="viewer|analyst|approver|admin")],
    *,
    by: By = None,
) -> None:
    """Give an account another role; it holds at once, and its sessions end."""
    wanted, who, home = Role.named(role), who_decides(by), _home(ctx)
    with open_accounts(home) as store:
        accounts.give_role(store, name, wanted)
        _write(home, store, "role given", who, name, wanted.label)
    say(f"{name} is {wanted.label} from now on.")


@persons.command()
def reset(ctx: typer.Context, name: Name, *, by: By = None) -> None:
    """Take password, authenticator and sessions away, and print a new invitation."""
    who, home = who_decides(by), _home(ctx)
    with open_accounts(home) as store:
        token = accounts.reset(store, name, now=utc_now())
        _write(home, store, "account reset", who, name)
    _tell_invitation(token, name)


@persons.command()
def remove(ctx: typer.Context, name: Name, *, by: By = None) -> None:
    """Remove an account; its sessions end at once, what it did stays on record."""
    who, home = who_decides(by), _home(ctx)
    with open_accounts(home) as store:
        accounts.remove(store, name)
        _write(home, store, "account removed", who, name)
    say(f"{name} can sign in no more.")


def _home(ctx: typer.Context) -> Home:
    home: Home = ctx.obj
    home.require()
    return home


def _write(  # noqa: PLR0913, PLR0917 - what is written down
    home: Home, store: Engine, what: str, who: str, about: str, why: str = ""
) -> None:
    deed = Deed(what, who, Role.ADMIN, COMMAND_LINE, about, why)
    write_down(store, signer_of(home), deed, utc_now())


def _tell_invitation(token: str, name: str) -> None:
    say(token)
    warn(
        f"this invitation lets {name} choose a password at /join of the console, once and within "
        "three days; it is shown this once. Give it to them in person."
    )
