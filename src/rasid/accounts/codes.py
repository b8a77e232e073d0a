"""The second factor: codes of half a minute (RFC 6238), and codes that work once."""

import base64
import hashlib
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

STEP = 30
"""Seconds that a code is shown."""

AROUND = 1
"""Steps before and after the present one whose codes are taken too: clocks differ."""

DIGITS = 6
RECOVERY_CODES = 10

_SECRET_BYTES = 20
_RECOVERY_BYTES = 15  # 112 bits or more need no slow hash (ASVS 6.5.2)


def new_secret() -> str:
    """Return a secret that an authenticator and the account share, in base32."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def enrolment(name: str, secret: str) -> str:
    """Return the address from which an authenticator learns a secret."""
    label = quote(f"rasid:{name}", safe="")
    return f"otpauth://totp/{label}?secret={secret}&issuer=rasid&digits={DIGITS}&period={STEP}"


def code_at(secret: str, now: datetime) -> str:
    """Return the code that an authenticator shows."""
    return _code(secret, _step(now))


def step_of(code: str, secret: str, now: datetime, last: int) -> int | None:
    """Return the step that a code is of, unless it is of none or of one before `last` or that.

    Every code that could fit is looked at, so that the time tells nothing.
    """
    found = None
    given = code.encode(errors="surrogatepass")
    for step in range(_step(now) - AROUND, _step(now) + AROUND + 1):
        fits = secrets.compare_digest(_code(secret, step).encode(), given)
        if fits and step > last:
            found = step
    return found


def recovery_codes() -> list[str]:
    """Return new codes that work once each."""
    return [_grouped(secrets.token_bytes(_RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code, however it is typed."""
    plain = "".join(one for one in code.upper() if one.isalnum())
    return hashlib.sha256(f"recovery {plain}".encode()).hexdigest()


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP


def _code(secret: str, step: int) -> str:
    key = base64.b32decode(secret)
    made = TOTP(key, DIGITS, SHA1(), STEP)  # noqa: S303 - what authenticators speak
    return made.generate(step * STEP).decode()


def _grouped(raw: bytes) -> str:
    text = base64.b32encode(raw).decode().rstrip("=")
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))
