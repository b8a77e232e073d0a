"""Handing notices to a mail server, step by step, so that it is known what surely did not leave."""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from ipaddress import ip_address

from rasid.errors import UsageError
from rasid.languages import clean
from rasid.notices.addresses import plain_address
from rasid.notices.message import as_message
from rasid.notices.plan import Notice
from rasid.notices.sending import NotSentError, UnknownError
from rasid.notices.texts import Text
from rasid.reaching import read_secret, tls_context
from rasid.settings import SmtpSettings

_OK, _GONE = 250, 421
_TAKEN = (_OK, 251, 354)
_LINE = re.compile(rb"(?m)^\.")
_LONGEST_ANSWER = 300


class SmtpTransport:
    """One conversation with the server, begun when it is needed and again where it broke."""

    def __init__(
        self, settings: SmtpSettings, organisation: str, clock: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._organisation = organisation
        self._clock = clock
        self._sender = require_sender(settings)
        self._bounces = plain_address(settings.bounces) or self._sender
        self._password = read_secret(settings.password_env, settings.password_file, "smtp.password")
        if settings.user and not self._password:
            raise UsageError("smtp.user needs a password: smtp.password_env or password_file.")
        if not (settings.user + self._password).isascii():
            raise UsageError("smtp.user and its password must be ASCII.")
        self._server: smtplib.SMTP | None = None

    def send(self, notice: Notice, text: Text, before_it_leaves: Callable[[], None]) -> str:
        """Send one message; see `sending.Transport`."""
        message = as_message(
            notice,
            text,
            organisation=self._organisation,
            sender=self._sender,
            now=self._clock(),
        )
        return self.hand_over(notice.address, message, before_it_leaves)

    def hand_over(
        self, address: str, message: bytes, before_it_leaves: Callable[[], None] = lambda: None
    ) -> str:
        """Hand one message to the server for an address and return what it said.

        Raises NotSentError or UnknownError.
        """
        server = self._envelope(address)
        before_it_leaves()
        try:
            server.send(_LINE.sub(b"..", message) + b".\r\n")
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise UnknownError(f"the message left, and no answer came: {_clause(error)}") from None
        if code == _OK:
            return _told(code, said)
        if code == _GONE:
            self._drop()
        raise NotSentError(f"the server refused the message: {_told(code, said)}")

    def close(self) -> None:
        """Say goodbye; nobody minds if that fails."""
        if self._server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._server.quit()
            self._drop()

    def _envelope(self, address: str) -> smtplib.SMTP:
        """Lead the conversation to where the message may follow; begun anew once if it is over."""
        fresh = self._server is None
        try:
            return self._asked(address)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            if fresh:
                raise NotSentError(_clause(error), is_server=True) from None
        try:
            return self._asked(address)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            raise NotSentError(_clause(error), is_server=True) from None

    def _asked(self, address: str) -> smtplib.SMTP:
        server = self._server = self._server or self._connected()
        self._require("sender", server, server.mail(self._bounces))
        self._require("address", server, server.rcpt(address))
        self._require("message", server, server.docmd("DATA"))
        return server

    def _require(self, what: str, server: smtplib.SMTP, answer: tuple[int, bytes]) -> None:
        """Raise what follows from an answer that does not let the conversation go on."""
        code, said = answer
        if code == _GONE:
            raise smtplib.SMTPServerDisconnected(_told(code, said))
        if code not in _TAKEN:
            self._reset(server)
            problem = f"the server refused the {what}: {_told(code, said)}"
            raise NotSentError(problem, is_server=what != "address")

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        context = tls_context(settings.ca_file)
        place = (settings.host, settings.port, self._sender.rpartition("@")[2])
        server = (
            smtplib.SMTP_SSL(*place, timeout=settings.seconds, context=context)
            if settings.security == "tls"
            else smtplib.SMTP(*place, timeout=settings.seconds)
        )
        try:
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.security == "none":
                _require_here(server)
            if settings.user:
                server.login(settings.user, self._password)
            else:
                server.ehlo_or_helo_if_needed()
        except BaseException:
            server.close()
            raise
        return server

    def _reset(self, server: smtplib.SMTP) -> None:
        """Forget a message that was begun; a server that cannot is asked anew the next time."""
        try:
            server.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None


def require_sender(settings: SmtpSettings) -> str:
    """Return the address that notices come from; UsageError where rasid.toml does not say all."""
    if not settings.host:
        raise UsageError("rasid.toml names no mail server: [smtp] host, sender and the rest.")
    sender = plain_address(settings.sender)
    if not sender:
        raise UsageError(f"smtp.sender is {settings.sender!a}, expected an address.")
    if settings.bounces and not plain_address(settings.bounces):
        raise UsageError(f"smtp.bounces is {settings.bounces!a}, expected an address.")
    return sender


def _require_here(server: smtplib.SMTP) -> None:
    """Refuse to speak in the clear with another machine."""
    peer = server.sock.getpeername()[0] if server.sock else ""
    if not ip_address(peer).is_loopback:
        raise smtplib.SMTPException("security is none, which is for this machine alone")


def _told(code: int, said: bytes) -> str:
    return f"{code} {clean(said.decode('utf-8', 'replace'))[:_LONGEST_ANSWER]}".rstrip()


def _clause(error: Exception) -> str:
    match error:
        case ssl.SSLError():
            return f"its TLS fails: {getattr(error, 'verify_message', '') or error.reason or error}"
        case smtplib.SMTPServerDisconnected():
            return f"the server hung up or fell silent: {clean(str(error))[:_LONGEST_ANSWER]}"
        case smtplib.SMTPAuthenticationError():
            return f"the server refused user or password: {error.smtp_code}"
        case smtplib.SMTPResponseException():
            said = error.smtp_error
            return _told(error.smtp_code, said if isinstance(said, bytes) else said.encode())
        case OSError():
            return f"the server cannot be reached: {error.strerror or clean(str(error))}"
        case _:
            return clean(str(error))[:_LONGEST_ANSWER]
