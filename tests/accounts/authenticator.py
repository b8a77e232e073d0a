"""An authenticator in software: it makes and uses passkeys, and lies where a test wants it to."""

import base64
import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """A device with one passkey.

    `flags` are what it says of its person, `said` what its browser says of the page.
    """

    origin: str
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    credential: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    counter: int = 0
    handle: str = ""
    flags: int = PRESENT | VERIFIED
    host: str = ""
    said: dict[str, Any] = field(default_factory=dict)

    def make(self, asked: str) -> str:
        """Answer a request to make a passkey."""
        options = json.loads(asked)
        self.handle = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (numbers.x, numbers.y))
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        size = len(self.credential).to_bytes(2, "big")
        data = self._data(options["rp"]["id"], ATTESTED) + bytes(16) + size + self.credential
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data + public})
        client = self._client("webauthn.create", options["challenge"])
        return self._told({"clientDataJSON": text(client), "attestationObject": text(attested)})

    def use(self, asked: str) -> str:
        """Answer a request to use the passkey."""
        options = json.loads(asked)
        data = self._data(options["rpId"], 0)
        client = self._client("webauthn.get", options["challenge"])
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ECDSA(SHA256()))
        return self._told(
            {
                "clientDataJSON": text(client),
                "authenticatorData": text(data),
                "signature": text(signed),
                "userHandle": self.handle,
            }
        )

    def _data(self, host: str, more: int) -> bytes:
        of = hashlib.sha256((self.host or host).encode()).digest()
        return of + bytes([self.flags | more]) + self.counter.to_bytes(4, "big")

    def _client(self, kind: str, challenge: str) -> bytes:
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps({**told, **self.said}).encode()

    def _told(self, response: dict[str, str]) -> str:
        name = text(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def text(raw: bytes) -> str:
    """Return bytes as browsers tell them."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
