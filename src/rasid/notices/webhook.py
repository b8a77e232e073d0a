"""Handing notices to a service of one's own: https, signed, no redirect, no private network."""

import hashlib
import hmac
import http
import http.client
import json
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from rasid.errors import UsageError
from rasid.languages import clean
from rasid.notices.plan import Notice
from rasid.notices.secret import read_secret
from rasid.notices.sending import NotSentError, UnknownError
from rasid.notices.smtp import tls_context
from rasid.notices.texts import Text
from rasid.settings import WebhookSettings
from rasid.signing import Signer, canonical

KIND = "notice"
"""What a notice is signed as with the home's key; `signing.verified` checks it."""

_HTTPS = 443
_MOST_ANSWER = 2048


@dataclass(frozen=True, slots=True)
class _Place:
    host: str
    port: int
    path: str


class WebhookTransport:
    """Posts each notice as one signed JSON document, over a connection of its own."""

    def __init__(
        self, settings: WebhookSettings, signer: Signer, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._signer = signer
        self._clock = clock
        self._place = require_url(settings.url)
        secret = read_secret(settings.secret_env, settings.secret_file, "webhook.secret")
        self._secret = secret.encode()
        if settings.signature == "hmac" and not secret:
            raise UsageError("webhook.signature is hmac: webhook.secret_env or secret_file names.")

    def send(self, notice: Notice, text: Text, before_it_leaves: Callable[[], None]) -> str:
        """Post one notice; see `sending.Transport`."""
        body, headers = self._request(notice, text)
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
            raise UnknownError(f"the service failed with the notice in its hands: {told}")
        raise NotSentError(f"the service refused: {told}", is_server=True)

    def close(self) -> None:
        """Nothing stays open between notices."""

    def _request(self, notice: Notice, text: Text) -> tuple[bytes, dict[str, str]]:
        document = {
            "notice_id": notice.notice_id,
            "to": notice.address,
            "language": text.language.code,
            "subject": text.subject,
            "text": text.plain(),
            "at": self._clock().astimezone(UTC).isoformat(timespec="seconds"),
        }
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": notice.notice_id,
            "User-Agent": "rasid",
        }
        if self._settings.signature == "ed25519":
            return canonical(self._signer.sign(KIND, document)), headers
        body = json.dumps(document, ensure_ascii=False).encode()
        signed = hmac.new(self._secret, body, hashlib.sha256).hexdigest()
        return body, headers | {"X-Rasid-Signature": f"sha256={signed}"}

    def _connected(self) -> http.client.HTTPSConnection:
        """Connect to an address that was looked at, so that its name cannot change meanwhile."""
        place, settings = self._place, self._settings
        context = tls_context(settings.ca_file)
        try:
            address = _allowed(place, private=settings.allow_private)
            plain = socket.create_connection((address, place.port), settings.seconds)
            connection = http.client.HTTPSConnection(place.host, place.port)
            connection.sock = context.wrap_socket(plain, server_hostname=place.host)
        except ssl.SSLCertVerificationError as error:
            why = f"its certificate is not to be trusted: {error.verify_message}"
            raise NotSentError(why, is_server=True) from None
        except OSError as error:
            why = f"the service cannot be reached: {error.strerror or clean(str(error))}"
            raise NotSentError(why, is_server=True) from None
        return connection


def require_url(url: str) -> _Place:
    """Return the place of a webhook; UsageError for what is no plain https address."""
    if not url:
        raise UsageError("rasid.toml names no webhook: [webhook] url and signature.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _HTTPS
    except ValueError:
        raise UsageError(f"webhook.url is {url[:200]!a}, which is no address.") from None
    strange = parts.username is not None or parts.password is not None or parts.fragment
    if parts.scheme != "https" or not host or strange or not url.isprintable() or " " in url:
        raise UsageError(f"webhook.url is {url[:200]!a}, expected https://… without user or #.")
    query = f"?{parts.query}" if parts.query else ""
    return _Place(host, port, f"{parts.path or '/'}{query}")


def _allowed(place: _Place, *, private: bool) -> str:
    """Return an address of the host; NotSentError where one is of this machine or a private net."""
    found = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    closed = [one for one in addresses if not ip_address(one.partition("%")[0]).is_global]
    if closed and not private:
        message = (
            f"{place.host} is {closed[0]}, of no public network; webhook.allow_private lets it"
        )
        raise NotSentError(message, is_server=True)
    return addresses[0]
