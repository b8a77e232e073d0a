"""Passkeys (WebAuthn level 2): kept by name, used at one site, with their person verified."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import compare_digest, token_bytes
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, select
from sqlalchemy.exc import IntegrityError, NoResultFound
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from rasid.accounts.keeping import Account, account_of, new_mark, row_of
from rasid.accounts.problems import Problem
from rasid.accounts.site import Site
from rasid.accounts.tables import accounts, handles, passkeys
from rasid.languages import clean
from rasid.ledger import writing_alone

MOST_PASSKEYS = 20
"""Of one account."""

LONGEST_NAME = 60
MOST_CREDENTIAL = 16_384
"""Characters of what a browser answers."""

_VERIFIED = UserVerificationRequirement.REQUIRED
_HANDLE = 32


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey; `number` names it on pages, `is_copied` says that its maker keeps copies of it."""

    number: int
    name: str
    is_copied: bool
    made_at: str
    used_at: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Whose passkey answered a challenge, and which it was."""

    account: Account
    passkey: Passkey


class CounterError(Problem):
    """A passkey's counter went back: two things use it, so that it is taken from neither."""

    def __init__(self, proof: Proof, told: int, kept: int) -> None:
        super().__init__("passkey", "the passkey was not taken.")
        self.proof = proof
        self.why = f"its counter is {told}, and was {kept} before"


def read_passkeys(store: Engine, key: str) -> list[Passkey]:
    """Return the passkeys of an account, the oldest first."""
    wanted = select(passkeys).where(passkeys.c.key == key).order_by(passkeys.c.number)
    with store.connect() as connection:
        return [_passkey(row) for row in connection.execute(wanted).mappings()]


def asked_to_make(store: Engine, account: Account, site: Site, challenge: str) -> str:
    """Return what a browser needs to make a passkey, as JSON."""
    wanted = select(passkeys.c.credential).where(passkeys.c.key == account.key)
    with store.connect() as connection:
        kept = connection.execute(wanted).scalars().all()
    return options_to_json(
        generate_registration_options(
            rp_id=site.host,
            rp_name="rasid",
            user_name=account.name,
            user_id=base64url_to_bytes(_handle_of(store, account.key)),
            challenge=base64url_to_bytes(challenge),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=_VERIFIED
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in kept
            ],
        )
    )


def asked_to_use(site: Site, challenge: str) -> str:
    """Return what a browser needs to use a passkey, whosever it is, as JSON."""
    asked = generate_authentication_options(
        rp_id=site.host, challenge=base64url_to_bytes(challenge), user_verification=_VERIFIED
    )
    return options_to_json(asked)


def challenge_in(credential: str) -> str:
    """Return the challenge that a browser's answer is to; Problem for what is no answer."""
    with _told():
        return str(_client_data(credential)["challenge"])


def keep_passkey(  # noqa: PLR0913, PLR0917 - what is known of it
    store: Engine, account: Account, site: Site, name: str, credential: str, now: datetime
) -> Passkey:
    """Keep a passkey that a browser made; Problem for one that is not ours to keep.

    That its challenge stands is for the caller to see to.
    """
    title = clean(name).strip()
    if not title or len(title) > LONGEST_NAME:
        raise Problem("passkey_name", f"a passkey has a name of up to {LONGEST_NAME} letters.")
    with _told():
        made = verify_registration_response(
            credential=_answer(credential),
            expected_challenge=base64url_to_bytes(challenge_in(credential)),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    values = {
        "key": account.key,
        "credential": bytes_to_base64url(made.credential_id),
        "public_key": bytes_to_base64url(made.credential_public_key),
        "counter": made.sign_count,
        "name": title,
        "copied": int(made.credential_backed_up),
        "made_at": _moment(now),
        "used_at": "",
    }
    try:
        with writing_alone(store) as connection:
            _row(connection, account.key)
            if len(_numbers(connection, account.key)) >= MOST_PASSKEYS:
                raise Problem("passkeys", f"an account has at most {MOST_PASSKEYS} passkeys.")
            connection.execute(passkeys.insert(), values)
    except IntegrityError:
        raise Problem("passkey", "that passkey is kept already.") from None
    return read_passkeys(store, account.key)[-1]


def prove(store: Engine, site: Site, credential: str, now: datetime) -> Proof:
    """Return whose passkey answered; Problem where it is nobody's.

    That its challenge stands is for the caller to see to. Raises CounterError where the passkey was
    used elsewhere since.
    """
    with _told():
        answer = _answer(credential)
        with store.connect() as connection:
            wanted = select(passkeys).where(passkeys.c.credential == str(answer["id"]))
            row = connection.execute(wanted).mappings().one()
            account = account_of(_row(connection, row["key"]))
            wanted = select(handles.c.handle).where(handles.c.key == row["key"])
            handle = connection.execute(wanted).scalar_one()
        told = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge_in(credential)),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row["public_key"]),
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        if not compare_digest(str(answer["response"]["userHandle"]).encode(), handle.encode()):
            raise LookupError("it is another's")
    proof = Proof(account, _passkey(row))
    if not _counted(store, row, told.new_sign_count, now):
        raise CounterError(proof, told.new_sign_count, row["counter"])
    return proof


def remove_passkey(store: Engine, account: Account, number: int) -> str:
    """Forget a passkey, end the account's sessions, and return its new mark.

    Problem for one that it has not, and for the last one where there is no authenticator.
    """
    with writing_alone(store) as connection:
        left = _numbers(connection, account.key)
        if number not in left:
            raise Problem("passkey", "there is no such passkey.")
        if len(left) == 1 and not _row(connection, account.key)["secret"]:
            raise Problem("last_factor", "it is the last one, and there is no authenticator.")
        connection.execute(passkeys.delete().where(passkeys.c.number == number))
        return _marked(connection, account, {})


def remove_authenticator(store: Engine, account: Account) -> str:
    """Let codes of half a minute open the account no more; ends its sessions, returns its new mark.

    Problem where it has no passkey. Recovery codes still open it.
    """
    with writing_alone(store) as connection:
        if not _numbers(connection, account.key):
            raise Problem("last_factor", "there is no passkey in its place.")
        return _marked(connection, account, {"secret": "", "step": 0})


def _handle_of(store: Engine, key: str) -> str:
    """Return by what passkeys know an account, which tells nothing of it; made once."""
    wanted = select(handles.c.handle).where(handles.c.key == key)
    with writing_alone(store) as connection:
        found = connection.execute(wanted).scalar()
        if found is None:
            _row(connection, key)
            found = bytes_to_base64url(token_bytes(_HANDLE))
            connection.execute(handles.insert(), {"key": key, "handle": found})
    return str(found)


def _counted(store: Engine, row: RowMapping, told: int, now: datetime) -> bool:
    """Keep a counter that went on; False where it did not, also of two at the same time.

    Passkeys that are copied between devices count nothing: theirs stays 0.
    """
    if (told or row["counter"]) and told <= row["counter"]:
        return False
    mine = (passkeys.c.number == row["number"], passkeys.c.counter == row["counter"])
    values = {"counter": told, "used_at": _moment(now)}
    with writing_alone(store) as connection:
        return connection.execute(passkeys.update().where(*mine).values(values)).rowcount == 1


def _numbers(connection: Connection, key: str) -> Sequence[int]:
    wanted = select(passkeys.c.number).where(passkeys.c.key == key)
    return connection.execute(wanted).scalars().all()


def _marked(connection: Connection, account: Account, values: dict[str, Any]) -> str:
    mark = new_mark()
    mine = accounts.c.key == account.key
    connection.execute(accounts.update().where(mine).values({**values, "mark": mark}))
    return mark


def _row(connection: Connection, key: str) -> RowMapping:
    row = row_of(connection, key)
    if row is None:
        raise Problem("passkey", "there is no such account.")
    return row


def _answer(credential: str) -> dict[str, Any]:
    """Return a browser's answer; raises what `_told` knows for what is none."""
    if len(credential) > MOST_CREDENTIAL:
        raise ValueError("it is too long")
    answer: dict[str, Any] = json.loads(credential)
    if _client_data(credential).get("crossOrigin"):
        raise ValueError("it was made in a page within another")
    return answer


def _client_data(credential: str) -> dict[str, Any]:
    said = json.loads(credential[:MOST_CREDENTIAL])["response"]["clientDataJSON"]
    data: dict[str, Any] = json.loads(base64url_to_bytes(said))
    return data


@contextmanager
def _told() -> Iterator[None]:
    """Tell one thing of all that can be wrong with what a stranger sent."""
    try:
        yield
    except Problem:
        raise
    except (WebAuthnException, ValueError, LookupError, TypeError, AttributeError, NoResultFound):
        raise Problem("passkey", "the passkey was not taken.") from None


def _passkey(row: RowMapping) -> Passkey:
    return Passkey(row["number"], row["name"], bool(row["copied"]), row["made_at"], row["used_at"])


def _moment(now: datetime) -> str:
    return now.astimezone(UTC).isoformat("T", "seconds")
