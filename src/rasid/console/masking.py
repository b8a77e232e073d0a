"""Nobody's account or name on a screen: people stand under pseudonyms, in raw lines too."""

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email.errors import MessageError
from email.header import decode_header, make_header

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from rasid.engines.duckdb import DuckDB
from rasid.reports.pseudonyms import Pseudonyms, pseudonyms_of
from rasid.roster import Account
from rasid.sharing import Key
from rasid.sharing.guard import Guard, guard_of

HELD_BACK = "[held back: it tells of a person]"

_ENCODED_AT = re.compile(r"%(?:25)*40")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_PIECES = re.compile(r"([,;\t\"|=<>()\[\]{}]+)")
_DEEPEST = 20

Listed = tuple[str, str, str]
"""An account of the roster, its person's name and their id."""


@dataclass(frozen=True, slots=True)
class Mask:
    """Says a pseudonym for each account, the same in every run, and hides names in texts.

    An address of a page must not tell an account either: there it stands as a sealed `reference`.
    """

    key: Key
    people: Mapping[str, str]
    hidden: Pseudonyms
    guard: Guard
    seal: AESSIV

    def label(self, account: str) -> str:
        """Return what stands for an account; empty where there is none."""
        if not account:
            return ""
        return self.people.get(account) or self.key.pseudonym("account", account)

    def reference(self, account: str) -> str:
        """Return an account sealed, for the address of a page."""
        return urlsafe_b64encode(self.seal.encrypt(account.encode(), [])).decode().rstrip("=")

    def account(self, reference: str) -> str:
        """Return the account that a reference is of; empty where it is of none."""
        try:
            sealed = urlsafe_b64decode(reference + "=" * (-len(reference) % 4))
            return self.seal.decrypt(sealed, []).decode()
        except (ValueError, InvalidTag):
            return ""

    def hide(self, text: str) -> str:
        """Return a sentence with people under their pseudonyms."""
        return self.hidden.hide(text)

    def record(self, text: str) -> str:
        """Return a raw record with people hidden; of a mail only its head.

        Texts are first decoded from what may veil a name: JSON's escapes, encoded words, `%40`.
        """
        told = _as_json(text)
        if told is not None:
            return json.dumps(_each(told, self._value, _DEEPEST), ensure_ascii=False)
        lines = text.splitlines()
        is_mail = "" in lines
        head = lines[: lines.index("")] if is_mail else lines
        return "\n".join(self._line(line) for line in head)

    def _value(self, text: str) -> str:
        within = _as_json(text)
        if isinstance(within, dict | list):
            return json.dumps(_each(within, self._value, _DEEPEST), ensure_ascii=False)
        shown = self.hide(_plain(text))
        return HELD_BACK if self.guard.refusal(shown) else shown

    def _line(self, text: str) -> str:
        """Hide people in a line that is no JSON, and in each of its pieces."""
        pieces = _PIECES.split(self.hide(_plain(text)))
        return "".join(HELD_BACK if self.guard.refusal(piece) else piece for piece in pieces)


def analysed_people(engine: DuckDB) -> Sequence[Listed]:
    """Return whom the roster protected when it was analysed."""
    return engine.rows("SELECT account, name, person_id FROM roster ORDER BY account")


def listed_people(roster: Iterable[Account]) -> Sequence[Listed]:
    """Return whom the roster protects now."""
    return [(one.account, one.name, one.person_id) for one in roster]


def make_mask(key: Key, analysed: Sequence[Listed], now: Sequence[Listed]) -> Mask:
    """Return what hides all of them."""
    listed = {account: person for account, _, person in [*analysed, *now]}
    return Mask(
        key=key,
        people=_numbered(listed),
        hidden=pseudonyms_of([*now, *analysed]),
        guard=guard_of({text for *texts, _ in [*analysed, *now] for text in texts if text}),
        seal=AESSIV(hashlib.sha512(b"console\0" + key.secret).digest()),
    )


def _numbered(listed: Mapping[str, str]) -> dict[str, str]:
    """Return a label for each listed account: its person's, with a number where they have more."""
    accounts: dict[str, list[str]] = {}
    for account, person in sorted(listed.items()):
        accounts.setdefault(person, []).append(account)
    return {
        account: person if len(own) == 1 else f"{person}/{place}"
        for person, own in accounts.items()
        for place, account in enumerate(own, 1)
    }


def _plain(text: str) -> str:
    """Return text without what may veil a name or an address in it."""
    opened = _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
    opened = _ENCODED_AT.sub("@", opened)
    if "=?" in opened:
        try:
            opened = str(make_header(decode_header(opened)))
        except (MessageError, LookupError, ValueError):
            return HELD_BACK
    return opened


def _as_json(text: str) -> object:
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        found: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found


def _each(told: object, hide: Callable[[str], str], deeper: int) -> object:
    """Return JSON with each text of it hidden, names of fields too."""
    if isinstance(told, str):
        return hide(told)
    if not deeper:
        return HELD_BACK
    if isinstance(told, dict):
        return {hide(str(key)): _each(value, hide, deeper - 1) for key, value in told.items()}
    if isinstance(told, list):
        return [_each(value, hide, deeper - 1) for value in told]
    return told
