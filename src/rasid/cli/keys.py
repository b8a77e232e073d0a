"""Keys that the ledger and the accounts are encrypted with."""

from pathlib import Path
from typing import Annotated

import typer

from rasid import upkeep
from rasid.cli.show import Json
from rasid.cli.voice import document, say, warn
from rasid.encryption import (
    NEW_PASSPHRASE,
    Lock,
    derived,
    has_keyring,
    new_key_file_lock,
    new_passphrase,
    new_passphrase_lock,
    open_keyring,
    opener,
    opening_secret,
    read_lock,
)
from rasid.errors import UsageError
from rasid.reports.wording import counted
from rasid.settings import Home

keys = typer.Typer(
    name="keys", help="Encrypt what the ledger and the accounts keep of people: docs/encryption.md."
)

KeyFile = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="A key file outside of the home, made if it is not there; else a passphrase.",
    ),
]


@keys.command()
def status(ctx: typer.Context, *, as_json: Json = False) -> None:
    """Say whether the home is encrypted, by what it is locked, and whether that opens it."""
    home: Home = ctx.obj
    home.require()
    found = upkeep.encryption_of(home)
    if found.lock is not None:
        open_keyring(home)
    if as_json:
        document(
            {
                "encrypted": found.lock is not None,
                "lock": found.lock["by"] if found.lock else None,
                "key_file": found.lock.get("path") if found.lock else None,
                "databases": found.keys,
                "whole": found.is_whole,
            }
        )
        return
    if found.lock is None:
        say(f"{home.root} is not encrypted; `rasid keys make` encrypts it.")
    else:
        say(f"{home.root} is encrypted; its {opener(found.lock)} opens it.")
        say(*(f"{name}: key {key or 'none'}." for name, key in found.keys.items()))
    if not found.is_whole:
        warn("it was cut short; `rasid keys make` or `rotate` ends it.")


@keys.command()
def make(ctx: typer.Context, *, key_file: KeyFile = None) -> None:
    """Encrypt the home with a new key, or end what was cut short."""
    home: Home = ctx.obj
    home.require()
    if has_keyring(home):
        lock = read_lock(home)
        if key_file is not None:
            raise UsageError("there is a keyring already; `rasid keys change` locks it by another.")
        secret = opening_secret(lock)
    else:
        lock, secret = _new_lock(home, key_file)
    texts = upkeep.encrypt(home, lock, secret)
    say(f"{home.root} is encrypted: {counted(texts, 'text')} of the ledger and the accounts.")
    warn(
        f"without its {opener(lock)} nobody opens it again: keep a copy apart from the home. "
        "Tables, logs and reports are not encrypted, and older backups neither."
    )


@keys.command()
def rotate(ctx: typer.Context) -> None:
    """Encrypt the home anew with a new key; passphrase or key file stay the same."""
    home: Home = ctx.obj
    texts = upkeep.rotate(home)
    say(f"{home.root} is encrypted with a new key: {counted(texts, 'text')}.")


@keys.command()
def change(ctx: typer.Context, *, key_file: KeyFile = None) -> None:
    """Lock the keyring by another passphrase or key file; the key stays the same."""
    home: Home = ctx.obj
    home.require()
    open_keyring(home)  # before a new passphrase is asked for
    lock, secret = _new_lock(home, key_file, NEW_PASSPHRASE)
    upkeep.lock_anew(home, lock, secret)
    say(f"{home.root} is opened by its new {opener(lock)} alone.")
    warn("backups made before are opened as before; `rasid keys rotate` makes the key another.")


@keys.command()
def remove(ctx: typer.Context) -> None:
    """Make the home plain again; the keyring goes."""
    home: Home = ctx.obj
    texts = upkeep.decrypt(home)
    say(f"{home.root} is not encrypted any more: {counted(texts, 'text')} are plain.")


def _new_lock(home: Home, key_file: Path | None, *named: str) -> tuple[Lock, bytes]:
    if key_file is not None:
        lock = new_key_file_lock(key_file, home.root)
        return lock, opening_secret(lock, moved=False)
    lock = new_passphrase_lock()
    return lock, derived(lock, new_passphrase(*named))
