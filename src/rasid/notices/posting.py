"""Posting signed documents to a service of one's own: https, no redirect, no private network."""

import hashlib
import hmac
import http
import http.client
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from rasid.errors import UsageError
from rasid.languages import clean
from rasid.notices.sending import NotSentError, UnknownError
from rasid.reaching import NotPublicError, connected, read_secret, tls_context
from rasid.settings import WebhookSettings
from rasid.signing import Signer, canonical

_HTTPS = 443
_MOST_ANSWER = 2048


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    path: str


class Poster:
    """Posts each document over a connection of its own; `table` names the settings in errors."""

    def __init__(self, settings: WebhookSettings, signer: Signer, table: str = "webhook") -> None:
        self._settings = settings
        self._signer = signer
        self._table = table
        self._place = require_url(settings.url, table)
        secret = read_secret(settings.secret_env, settings.secret_file, f"{table}.secret")
        self._secret = secret.encode()
        if settings.signature == "hmac" and not secret:
            raise UsageError(f"{table}.signature is hmac: {table}.secret_env or secret_file names.")

    def post(
        self,
        kind: str,
        document: Mapping[str, Any],
        key: str,
        before_it_leaves: Callable[[], None] = lambda: None,
    ) -> str:
        """Post one document, signed as of `kind`, and return what the service said.

        `key` is the same for a document that is posted again. Raises NotSentError or UnknownError.
        """
        body, headers = self._request(kind, document, key)
        connection = self._connected()
        try:
            before_it_leaves()
            try:
                connection.request("POST", self._place.path, body, headers)
                with connection.getresponse() as response:
                    status, said = response.status, response.read(_MOST_ANSWER)
            except (OSError, http.client.HTTPException) as error:
                told = clean(str(error)) or type(error).__name__
                raise UnknownError(f"it was posted, and no answer came: {told}") from None
        finally:
            connection.close()
        told = f"HTTP {status} {clean(said.decode('utf-8', 'replace'))[:200]}".rstrip()
        if http.HTTPStatus.OK <= status < http.HTTPStatus.MULTIPLE_CHOICES:
            return told
        if http.HTTPStatus.MULTIPLE_CHOICES <= status < http.HTTPStatus.BAD_REQUEST:
            raise NotSentError(f"it sends elsewhere, which is not followed: {told}", is_server=True)
        if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR:
            raise UnknownError(f"the service failed with it in its hands: {told}")
        raise NotSentError(f"the service refused: {told}", is_server=True)

    def _request(
        self, kind: str, document: Mapping[str, Any], key: str
    ) -> tuple[bytes, dict[str, str]]:
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": key,
            "User-Agent": "rasid",
        }
        if self._settings.signature == "ed25519":
            return canonical(self._signer.sign(kind, document)), headers
        body = json.dumps(document, ensure_ascii=False).encode()
        signed = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return body, headers | {"X-Rasid-Signature": f"sha256={signed}"}

    def _connected(self) -> http.client.HTTPSConnection:
        """Connect to an address that was looked at, so that its name cannot change meanwhile."""
        place, settings = self._place, self._settings
        context = tls_context(settings.ca_file)
        try:
            return connected(
                place.host, place.port, context, settings.seconds, private=settings.allow_private
            )
        except NotPublicError as error:
            why = f"{error}; {self._table}.allow_private lets it"
            raise NotSentError(why, is_server=True) from None
        except ssl.SSLCertVerificationError as error:
            why = f"its certificate is not to be trusted: {error.verify_message}"
            raise NotSentError(why, is_server=True) from None
        except OSError as error:
            why = f"the service cannot be reached: {error.strerror or clean(str(error))}"
            raise NotSentError(why, is_server=True) from None


def require_url(url: str, table: str = "webhook") -> _Place:
    """Return the place of a webhook; UsageError for what is no plain https address."""
    if not url:
        raise UsageError(f"rasid.toml names no webhook: [{table}] url and signature.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _HTTPS
    except ValueError:
        raise UsageError(f"{table}.url is {url[:200]!a}, which is no address.") from None
    strange = parts.username is not None or parts.password is not None or parts.fragment
    if parts.scheme != "https" or not host or strange or not url.isprintable() or " " in url:
        raise UsageError(f"{table}.url is {url[:200]!a}, expected https://… without user or #.")
    query = f"?{parts.query}" if parts.query else ""
    return _Place(host, port, f"{parts.path or '/'}{query}")
