"""The names that were handed over, and what of a name below them may be kept."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple
from urllib.parse import unquote

from rasid.errors import UsageError

MARK_BYTES = 6
"""So much of a keyed hash stands for what is not kept."""

Labels = tuple[bytes, ...]


class Found(NamedTuple):
    """A zone of ours, and the labels that were asked for below it."""

    zone: str
    below: Labels


class Zones:
    """Names that were handed over; every name below one is ours as well."""

    def __init__(self, names: Collection[str]) -> None:
        if not names:
            raise UsageError("no name is ours to answer for.")
        self.names = sorted(names)
        self._zones = {_labels(name): name for name in names}

    def find(self, labels: Labels) -> Found | None:
        """Return the zone that a name is in; None for a name that was not handed over."""
        lowered = tuple(label.lower() for label in labels)
        for place in range(len(lowered)):
            zone = self._zones.get(lowered[place:])
            if zone is not None:
                return Found(zone, lowered[:place])
        return None

    def find_host(self, host: str) -> Found | None:
        """Do the same for a host as HTTP names it, its port left out."""
        name, colon, port = host.rpartition(":")
        bare = name if colon and port.isdecimal() else host
        try:
            return self.find(_labels(bare.rstrip(".")))
        except UnicodeEncodeError:
            return None


class Hider:
    """Puts a mark in the place of whatever may tell of a person: a token, an address, a password.

    Only words of `harmless.txt` are kept as they are. The key of the marks is made anew by each
    run and kept nowhere, so that a mark tells two things apart and cannot be guessed back.
    """

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)

    def host(self, found: Found) -> str:
        """Return a host with a mark for each label below its zone that is not harmless."""
        shown = [_word(label) or self._mark(label) for label in found.below[-3:]]
        if len(found.below) > len(shown):
            shown.insert(0, self._mark(b".".join(found.below[:-3])))
        return ".".join([*shown, found.zone])

    def path(self, target: str) -> str:
        """Return the first part of a request's path, or a mark of it; never a query."""
        bare = target.partition("#")[0].partition("?")[0]
        if not bare.startswith("/"):  # the form that proxies are sent
            bare = "/" + bare.partition("://")[2].partition("/")[2]
        first = bare.lstrip("/").partition("/")[0]
        if not first:
            return "/"
        written = unquote(first).lower().encode("utf-8", "surrogateescape")
        return f"/{_word(written) or self._mark(written)}"

    def _mark(self, text: bytes) -> str:
        digest = hmac.new(self._key, text, hashlib.sha256).hexdigest()
        return f"h-{digest[: 2 * MARK_BYTES]}"


def _labels(name: str) -> Labels:
    return tuple(name.lower().encode("ascii").split(b"."))


def _word(text: bytes) -> str:
    return _harmless().get(text, "")


@cache
def _harmless() -> dict[bytes, str]:
    text = (files(__package__) / "harmless.txt").read_text(encoding="ascii")
    words: Sequence[str] = [line for line in text.split() if not line.startswith("#")]
    return {word.encode("ascii"): word for word in words}
