"""Handing notices to a service of one's own."""

from collections.abc import Callable
from datetime import UTC, datetime

from rasid.notices.plan import Notice
from rasid.notices.posting import Poster
from rasid.notices.texts import Text
from rasid.settings import WebhookSettings
from rasid.signing import Signer

KIND = "notice"
"""What a notice is signed as with the home's key; `signing.verified` checks it."""


class WebhookTransport:
    """Posts each notice as one signed JSON document."""

    def __init__(
        self, settings: WebhookSettings, signer: Signer, clock: Callable[[], datetime]
    ) -> None:
        self._poster = Poster(settings, signer)
        self._clock = clock

    def send(self, notice: Notice, text: Text, before_it_leaves: Callable[[], None]) -> str:
        """Post one notice; see `sending.Transport`."""
        document = {
            "notice_id": notice.notice_id,
            "to": notice.address,
            "language": text.language.code,
            "subject": text.subject,
            "text": text.plain(),
            "at": self._clock().astimezone(UTC).isoformat(timespec="seconds"),
        }
        return self._poster.post(KIND, document, notice.notice_id, before_it_leaves)

    def close(self) -> None:
        """Nothing stays open between notices."""
