"""A real mail server on this machine that fails where and how it is told to."""

import asyncio
import socket
import ssl
from collections import Counter
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Literal, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rasid.settings import SmtpSettings

Step = Literal["greeting", "ehlo", "mail", "rcpt", "data", "content", "dot"]
How = Literal["4xx", "5xx", "gone", "silent"]

SILENT_SECONDS = 30


class MailServer:
    """Keeps what it took, by Message-ID; `fail` says at which step it fails, and how."""

    def __init__(self, *, tls: ssl.SSLContext | None = None, **options: Any) -> None:  # noqa: ANN401
        self.forget()
        self._controller = _Controller(self, tls, options)

    def forget(self) -> None:
        """Be as new."""
        self.taken: list[EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.fail: tuple[Step, How] | None = None
        self.before_answer: Callable[[], None] | None = None

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    @property
    def copies(self) -> Counter[str]:
        """How often each message came, by Message-ID."""
        return Counter(str(one["Message-ID"]) for one in self.taken)

    def settings(self, **changed: Any) -> SmtpSettings:  # noqa: ANN401 - any setting
        """Return how to reach it."""
        told = {
            "host": "127.0.0.1",
            "port": self.port,
            "security": "none",
            "sender": "safety@mail.example",
            "seconds": 1,
        }
        return SmtpSettings(**{**told, **changed})

    async def handle_DATA(self, _: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take a message; aiosmtpd's name."""
        del session
        step, how = self.fail or ("", "")
        if (step, how) == ("dot", "5xx"):
            return "554 5.7.1 no"
        if (step, how) == ("dot", "4xx"):
            return "451 4.3.0 later"
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        self.taken.append(message)
        self.envelopes.append((envelope.mail_from or "", [str(one) for one in envelope.rcpt_tos]))
        if self.before_answer:
            self.before_answer()
        return "250 2.0.0 taken"


class _Controller(Controller):
    def __init__(
        self, mail: MailServer, tls: ssl.SSLContext | None, options: dict[str, Any]
    ) -> None:
        super().__init__(mail, hostname="127.0.0.1", port=_free_port())
        self._mail, self._options = mail, {"tls_context": tls, **options}

    def factory(self) -> SMTP:
        return _Failing(self._mail, **self._options)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class _Failing(SMTP):
    def __init__(self, server: MailServer, **options: Any) -> None:  # noqa: ANN401
        super().__init__(server, hostname="mail.example", **options)
        self._mail = server

    async def push(self, status: Any) -> None:  # noqa: ANN401 - text or bytes
        text = str(status)
        step = {"220": "greeting", "354": "content"}.get(text[:3], "")
        if self._mail.taken and text.startswith("250 2.0.0 taken"):
            step = "dot"
        if self._mail.fail and self._mail.fail[0] == step:
            how = self._mail.fail[1]
            if step == "greeting" and how != "gone":
                status = "554 5.3.2 no" if how == "5xx" else "421 4.3.2 later"
            elif how == "silent":
                await asyncio.sleep(SILENT_SECONDS)
            elif how == "gone":
                if step == "content":
                    await super().push(status)
                self._gone()
                return
        await super().push(status)

    async def _failed(self, step: Step) -> bool:
        if not self._mail.fail or self._mail.fail[0] != step:
            return False
        how = self._mail.fail[1]
        if how == "gone":
            self._gone()
        else:
            await super().push("550 5.1.1 no" if how == "5xx" else "450 4.2.1 later")
        return True

    def _gone(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 - aiosmtpd's names
        if not await self._failed("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_HELO(self, hostname: str) -> None:  # noqa: N802
        if not await self._failed("ehlo"):
            await super().smtp_HELO(hostname)

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802
        if not await self._failed("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802
        if not await self._failed("rcpt"):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802
        if not await self._failed("data"):
            await super().smtp_DATA(arg)
