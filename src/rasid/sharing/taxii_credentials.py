"""What a TAXII server is shown: out of the environment or a file for its owner's eyes only."""

import base64
import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rasid.errors import InputError, UsageError

TOKEN, USER, PASSWORD = "RASID_TAXII_TOKEN", "RASID_TAXII_USER", "RASID_TAXII_PASSWORD"
_FORMS = ({"token"}, {"user", "password"})
_EXPECTED = 'expected token = "…", or user = "…" and password = "…".'


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token, or a user and a password; never shown."""

    header: str = field(repr=False)


def find_credentials(file: Path | None, environment: Mapping[str, str]) -> Credentials | None:
    """Return the credentials of a file, else of the environment; None where there are none.

    Raises UsageError or InputError, in which nothing of the credentials stands.
    """
    if file is not None:
        return _of(_read(file), str(file))
    named = {"token": TOKEN, "user": USER, "password": PASSWORD}
    found = {key: environment[name] for key, name in named.items() if environment.get(name)}
    return _of(found, "the environment") if found else None


def _read(file: Path) -> dict[str, object]:
    try:
        with file.open("rb") as opened:
            held = os.fstat(opened.fileno())
            if not stat.S_ISREG(held.st_mode) or held.st_mode & 0o077:
                raise UsageError(f"{file} can be read by others; `chmod 600` makes it yours alone.")
            return tomllib.load(opened)
    except OSError as error:
        message = f"cannot read the credentials {file}: {error.strerror}."
        raise UsageError(message) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InputError(file, f"no TOML, {_EXPECTED}") from None


def _of(found: Mapping[str, object], place: str) -> Credentials:
    texts = {key: text for key, text in found.items() if isinstance(text, str) and text}
    if set(found) not in _FORMS or len(texts) != len(found):
        raise InputError(place, f"these are no credentials, {_EXPECTED}")
    if not all(text.isprintable() for text in texts.values()) or ":" in texts.get("user", ""):
        raise InputError(place, "credentials with a control character, or a colon in the user.")
    if "token" in texts:
        if not texts["token"].isascii():
            raise InputError(place, "a token that is not ASCII.")
        return Credentials(f"Bearer {texts['token']}")
    both = f"{texts['user']}:{texts['password']}".encode()
    return Credentials(f"Basic {base64.b64encode(both).decode()}")
