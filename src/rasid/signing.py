"""Statements of a home that anyone can check offline: canonical JSON, signed with Ed25519."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from rasid.errors import InputError, IntegrityError
from rasid.secret_file import make_secret
from rasid.settings import Home

ALGORITHM = "Ed25519"


@dataclass(frozen=True, slots=True)
class Signer:
    """The key of a home; its secret part is in no representation of it."""

    _key: Ed25519PrivateKey

    @property
    def public(self) -> str:
        """The public key, raw, in base64."""
        return _encoded(self._key.public_key().public_bytes_raw())

    @property
    def fingerprint(self) -> str:
        """What to compare by telephone: SHA-256 of the raw public key, hexadecimal."""
        return fingerprint_of(self.public)

    def sign(self, kind: str, statement: Mapping[str, Any]) -> dict[str, Any]:
        """Return a statement in the envelope that `verified` takes.

        `kind` says what it is (`answer`, `evidence`); a signature of one kind is none of another.
        Raises TypeError for a value with no canonical form, such as a float.
        """
        signature = self._key.sign(signed_bytes(kind, statement))
        return {
            "kind": kind,
            "statement": dict(statement),
            "signature": {
                "algorithm": ALGORITHM,
                "public_key": self.public,
                "value": _encoded(signature),
            },
        }


def signer_of(home: Home) -> Signer:
    """Return the signing key of a home, made on first use (`keys/signing.pem`, owner only)."""
    folder = home.root / "keys"
    secret, public = folder / "signing.pem", folder / "signing.pub.pem"
    if not secret.exists():
        folder.mkdir(mode=0o700, exist_ok=True)
        make_secret(secret, _new_key())
    try:
        key = load_pem_private_key(secret.read_bytes(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise InputError(secret, "no private key in PEM without a password.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError(secret, f"a key of another kind, expected {ALGORITHM}.")
    if not public.exists():
        written = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        public.write_bytes(written)
    return Signer(key)


def verified(
    envelope: object, kind: str, *, trusted: str | None = None, place: Path | str = "the document"
) -> dict[str, Any]:
    """Return the statement of an envelope whose signature holds.

    `trusted` is the fingerprint or base64 of the public key that must have signed; without it a
    signature proves only that nothing was changed since. Raises IntegrityError where it does not
    hold, InputError for what is no such envelope.
    """
    match envelope:
        case {
            "kind": str(found),
            "statement": dict(statement),
            "signature": {"algorithm": "Ed25519", "public_key": str(public), "value": str(value)},
            **rest,
        } if not rest and set(envelope["signature"]) == {"algorithm", "public_key", "value"}:  # type: ignore[index]
            pass
        case _:
            raise InputError(place, "no signed document of rasid.")
    if found != kind:
        raise InputError(place, f"signed as {found!a}, expected {kind!a}.")
    if trusted is not None and trusted not in (public, fingerprint_of(public)):
        message = f"{place}: signed by {fingerprint_of(public)}, expected {trusted}."
        raise IntegrityError(message)
    try:
        key = Ed25519PublicKey.from_public_bytes(_decoded(public))
        key.verify(_decoded(value), signed_bytes(kind, statement))
    except (InvalidSignature, ValueError, TypeError):
        raise IntegrityError(f"{place}: the signature does not hold; it was changed.") from None
    return statement


def fingerprint_of(public: str) -> str:
    """Return the fingerprint of a public key in base64; IntegrityError for what is none."""
    try:
        return hashlib.sha256(_decoded(public)).hexdigest()
    except ValueError:
        raise IntegrityError("the public key is no base64.") from None


def read_public_key(path: Path) -> str:
    """Return a public key in PEM as base64, for `trusted`."""
    try:
        key = load_pem_public_key(path.read_bytes())
    except (ValueError, UnsupportedAlgorithm):
        raise InputError(path, "no public key in PEM.") from None
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(path, f"a key of another kind, expected {ALGORITHM}.")
    return _encoded(key.public_bytes_raw())


def public_pem(public: str) -> bytes:
    """Return a public key in base64 as PEM; ValueError for what is none."""
    key = Ed25519PublicKey.from_public_bytes(_decoded(public))
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def canonical(statement: object) -> bytes:
    """Return the one way to write a value as JSON: sorted keys, no spaces, UTF-8, no float."""
    _refuse_floats(statement)
    return json.dumps(
        statement, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    ).encode()


def signed_bytes(kind: str, statement: object) -> bytes:
    """Return what a signature is over: a line that says the kind, and the canonical statement."""
    return b"rasid " + kind.encode() + b"\n" + canonical(statement)


def _refuse_floats(value: object) -> None:
    """Raise TypeError for a float at any depth, for its digits differ from program to program."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, float):
            raise TypeError("a float has no canonical form; give it as text or a whole number")
        if isinstance(one, Mapping):
            if not all(isinstance(key, str) for key in one):
                raise TypeError("a key of JSON is text")
            waiting.extend(one.values())
        elif isinstance(one, list | tuple):
            waiting.extend(one)


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _decoded(text: str) -> bytes:
    """Return what base64 stands for; ValueError for another spelling of the same bytes."""
    raw = base64.b64decode(text, validate=True)
    if _encoded(raw) != text:
        raise ValueError("not the canonical base64")
    return raw


def _new_key() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
