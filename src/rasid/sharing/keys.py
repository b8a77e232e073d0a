"""What a home keeps to itself: a key for pseudonyms, made on first use."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Engine, select

from rasid.ledger import sharing_keys, writing_alone

_NAME = "pseudonyms"
_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Key:
    """The home's secret: without it nobody can try out whom a pseudonym stands for."""

    secret: bytes

    def pseudonym(self, kind: str, value: str) -> str:
        """Return a name that always stands for the same value and says nothing of it."""
        digest = hmac.new(self.secret, f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()
        return f"{kind}-{digest[:_LENGTH]}"

    def scope(self, producer: str) -> str:
        """Return what the ids of a sharer are made in: its name, else a mark of this home."""
        return producer or self.pseudonym("home", "")

    @property
    def mark(self) -> str:
        """What is mixed into ids, so that nobody can try out what they stand for."""
        return hmac.new(self.secret, b"ids", hashlib.sha256).hexdigest()

    def people(self, person_ids: Iterable[str]) -> dict[str, str]:
        """Return the pseudonym of each person."""
        return {person_id: self.pseudonym("person", person_id) for person_id in person_ids}


def open_key(ledger: Engine) -> Key:
    """Return the home's key, making it on first use."""
    wanted = select(sharing_keys.c.secret).where(sharing_keys.c.name == _NAME)
    with ledger.connect() as connection:
        found = connection.scalar(wanted)
    if found is not None:
        return Key(bytes.fromhex(found))
    with writing_alone(ledger) as connection:
        found = connection.scalar(wanted)  # another may have been faster
        if found is None:
            found = secrets.token_hex(32)
            connection.execute(sharing_keys.insert(), {"name": _NAME, "secret": found})
    return Key(bytes.fromhex(found))
