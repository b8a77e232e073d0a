"""Who is told of alerts: a file, a service of one's own, mailboxes."""

import errno
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any, Protocol

from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.notices import (
    NotSentError,
    Poster,
    SmtpTransport,
    UnknownError,
    plain_address,
    require_sender,
)
from rasid.settings import Home, Settings
from rasid.signing import signer_of
from rasid.watching.alerts import Alert

KIND = "alert"
"""What an alert is signed as with the home's key; `signing.verified` checks it."""

_SUBJECTS = {"new": "new campaign", "changed": "campaign changed", "withdrawn": "no longer found"}
_POLICY = SMTP.clone(max_line_length=78, cte_type="7bit", utf8=False)


class NotTakenError(Exception):
    """A receiver did not take an alert, or nobody can know; it is told again."""


class Receiver(Protocol):
    """One that gets every alert in its order; `name` is by what the ledger knows it."""

    @property
    def name(self) -> str:
        """Say who it is, in the ledger."""

    def take(self, alert: Alert) -> None:
        """Have taken the alert for good on return; raises NotTakenError."""

    def rest(self) -> None:
        """Let go of what was open, until the next alerts."""


@dataclass(frozen=True, slots=True)
class AlertFile:
    """A file that gets one JSON object a line."""

    path: Path

    @property
    def name(self) -> str:
        """See `Receiver`."""
        return f"file {self.path}"

    def take(self, alert: Alert) -> None:
        """Add a line, which is there whatever happens to the machine."""
        try:
            append_line(self.path, json.dumps(alert.document(), allow_nan=False))
        except OSError as error:
            raise NotTakenError(f"{self.path} cannot be written: {error.strerror}") from None

    def rest(self) -> None:
        """Nothing stays open."""


class AlertWebhook:
    """A service of one's own; the same alert has the same Idempotency-Key."""

    def __init__(self, poster: Poster, case: str) -> None:
        self._poster = poster
        self._case = case

    @property
    def name(self) -> str:
        """See `Receiver`."""
        return "webhook"

    def take(self, alert: Alert) -> None:
        """Post it."""
        try:
            self._poster.post(KIND, _exact(alert), _key(alert, self._case))
        except (NotSentError, UnknownError) as error:
            raise NotTakenError(str(error)) from None

    def rest(self) -> None:
        """Nothing stays open."""


class AlertMail:
    """One mailbox; the same alert has the same Message-ID."""

    def __init__(self, transport: SmtpTransport, sender: str, address: str, case: str) -> None:
        self._transport = transport
        self._sender = sender
        self._address = address
        self._case = case

    @property
    def name(self) -> str:
        """See `Receiver`."""
        return f"mail {self._address}"

    def take(self, alert: Alert) -> None:
        """Send it."""
        try:
            self._transport.hand_over(self._address, self._message(alert))
        except (NotSentError, UnknownError) as error:
            raise NotTakenError(str(error)) from None

    def rest(self) -> None:
        """Say goodbye to the server."""
        self._transport.close()

    def _message(self, alert: Alert) -> bytes:
        message = EmailMessage(policy=_POLICY)
        message["From"] = Address(display_name="rasid", addr_spec=self._sender)
        message["To"] = Address(addr_spec=self._address)
        message["Subject"] = f"rasid: {alert.campaign_id}: {_SUBJECTS[alert.kind]}"
        message["Date"] = datetime.fromisoformat(alert.made_at)
        domain = self._sender.rpartition("@")[2]
        message["Message-ID"] = f"<{_key(alert, self._case)}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        lines = (
            alert.sentence(),
            f"Seen from {alert.state['first_seen']} to {alert.state['last_seen']}.",
            f"This is alert {alert.number} of {alert.made_at}.",
        )
        message.set_content("\n".join(lines) + "\n", charset="utf-8", cte="quoted-printable")
        return message.as_bytes()


def receivers_of(home: Home, settings: Settings) -> list[Receiver]:
    """Return who is told by rasid.toml; UsageError where it does not say all that is needed."""
    found: list[Receiver] = []
    case = signer_of(home).fingerprint[:12]
    if settings.alerts.file:
        found.append(AlertFile(home.root / settings.alerts.file))
    if settings.alerts_webhook.url:
        poster = Poster(settings.alerts_webhook, signer_of(home), "alerts_webhook")
        found.append(AlertWebhook(poster, case))
    for written in settings.alerts.mail:
        address = plain_address(written)
        if not address:
            raise UsageError(f"alerts.mail has {written!a}, expected an address.")
        transport = SmtpTransport(settings.smtp, "rasid", utc_now)
        found.append(AlertMail(transport, require_sender(settings.smtp), address, case))
    return found


def append_line(path: Path, line: str) -> None:
    """Add a line to a file, which then has it whatever happens to the machine.

    What a kill left of another line is ended first, so that this one stands alone.
    """
    with path.open("a+b", buffering=0) as file:
        before = file.seek(0, os.SEEK_END)
        file.seek(max(before - 1, 0))
        torn = file.read(1) not in (b"", b"\n")
        whole = b"\n" * torn + line.encode() + b"\n"
        if file.write(whole) != len(whole):  # the disk is full
            file.truncate(before)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(file.fileno())


def _key(alert: Alert, case: str) -> str:
    """Return what an alert alone is known by, among those of all homes."""
    told = json.dumps(alert.document(), sort_keys=True).encode()
    return f"alert-{case}-{alert.number}-{hashlib.sha256(told).hexdigest()[:12]}"


def _exact(alert: Alert) -> Mapping[str, Any]:
    """Return an alert as a statement, which has no fractions: these are texts."""
    told = alert.document()
    return {name: _text(value) for name, value in told.items()}


def _text(value: Any) -> Any:  # noqa: ANN401 - a JSON value
    if isinstance(value, float):
        return f"{value:.4f}"
    if isinstance(value, dict):
        return {name: _text(one) for name, one in value.items()}
    return [_text(one) for one in value] if isinstance(value, list) else value
