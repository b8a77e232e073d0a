"""Asking a provider for a document: over TLS, where it says, no further, no longer, no more."""

import json
import time
from collections.abc import Mapping
from http import HTTPStatus
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

from rasid.access_settings import ProviderSettings
from rasid.accounts.problems import Problem
from rasid.errors import UsageError
from rasid.reaching import connected, tls_context

MOST = 2**18
"""Bytes of an answer."""

_HTTPS = 443
_PIECE = 2**14


class Fetcher:
    """Fetches JSON. No redirect is followed, and no address of a private network unless set."""

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._context = tls_context(settings.ca_file)

    def fetch(
        self,
        place: str,
        fields: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """Return a document, which fields are posted for if there are any.

        Raises Problem where there is none.
        """
        host, parts = host_of(place, "the provider's address"), urlsplit(place)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        told = {"Accept": "application/json", "User-Agent": "rasid", **(headers or {})}
        body = None
        if fields is not None:
            told["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(fields)
        end = time.monotonic() + self._settings.seconds
        try:
            connection = connected(
                host,
                parts.port or _HTTPS,
                self._context,
                self._settings.seconds,
                private=self._settings.allow_private,
            )
            try:
                connection.request("GET" if body is None else "POST", path, body, told)
                response = connection.getresponse()
                found = json.loads(_read(response, end))
                status = response.status
            finally:
                connection.close()
        except (OSError, HTTPException, ValueError, RecursionError) as error:
            raise _unreachable(f"{type(error).__name__}: {error}") from None
        if status != HTTPStatus.OK or not isinstance(found, dict):
            raise _unreachable(f"it answered {status}")
        return found


def host_of(address: str, what: str) -> str:
    """Return the host of a plain https address; UsageError for any other."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    strange = parts.username is not None or parts.password is not None or parts.fragment
    if parts.scheme != "https" or not host or strange or not _is_plain(address):
        raise UsageError(f"{what} is {address[:200]!a}, expected https://… without user or #.")
    return host


def _is_plain(address: str) -> bool:
    return address.isascii() and address.isprintable() and " " not in address


def _read(response: HTTPResponse, end: float) -> bytes:
    """Read an answer; OSError where it is too long or takes too long."""
    pieces: list[bytes] = []
    while piece := response.read1(_PIECE):
        pieces.append(piece)
        if sum(map(len, pieces)) > MOST:
            raise OSError(f"the answer has more than {MOST:,} bytes")
        if time.monotonic() > end:
            raise OSError("the answer takes too long")
    return b"".join(pieces)


def _unreachable(why: str) -> Problem:
    return Problem("provider_away", f"the provider cannot be asked: {why}.")
