from dataclasses import replace
from email import message_from_bytes
from email.policy import default

import pytest

from notices.made import FACTS, NOW, SENDER, made_notice
from rasid.languages import LANGUAGES
from rasid.notices.codes import NoticeKey
from rasid.notices.message import as_message
from rasid.notices.texts import text_of

KEY = NoticeKey(b"k" * 32)
HEADERS = [
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "Content-Language"),
    *("Content-Type", "Content-Transfer-Encoding", "MIME-Version"),
]


@pytest.mark.parametrize("code", LANGUAGES)
def test_message_is_plain_text_alone(code: str) -> None:
    """Its text comes back letter for letter; there is no other part and nothing attached."""
    text = text_of(FACTS, LANGUAGES[code], "7H3K-9QXM-2W4P")
    raw = as_message(made_notice(KEY, 1), text, organisation="Mail", sender=SENDER, now=NOW)
    message = message_from_bytes(raw, policy=default)

    assert sorted(HEADERS) == sorted(message.keys())
    assert ("text/plain", False) == (message.get_content_type(), message.is_multipart())
    assert text.plain() == message.get_content().replace("\r\n", "\n")
    assert text.subject == message["Subject"]
    assert "auto-generated" == message["Auto-Submitted"]
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "name",
    [
        "Mail\r\nBcc: eve@evil.example",
        'Mail" <eve@evil.example>, "x',
        "پست نمونه",
        "Mail\u2028Reply-To: eve@evil.example",
        "=?utf-8?q?Mail=0ABcc:_eve=40evil.example?=",
    ],
)
def test_no_name_adds_a_header_or_an_addressee(name: str) -> None:
    text = text_of(replace(FACTS, name=name), LANGUAGES["en"], "7H3K-9QXM-2W4P")
    raw = as_message(made_notice(KEY, 1), text, organisation=name, sender=SENDER, now=NOW)
    message = message_from_bytes(raw, policy=default)

    assert sorted(HEADERS) == sorted(message.keys())
    assert [SENDER] == [one.addr_spec for one in message["From"].addresses]
    assert ["ada1@home.example"] == [one.addr_spec for one in message["To"].addresses]


def test_notice_has_one_message_id() -> None:
    """It tells nothing of whom it is to, and a copy that was sent again bears it too."""
    text = text_of(FACTS, LANGUAGES["en"], "7H3K-9QXM-2W4P")
    first, again = (
        as_message(made_notice(KEY, n), text, organisation="Mail", sender=SENDER, now=NOW)
        for n in (1, 1)
    )

    assert first == again
    assert f"<{made_notice(KEY, 1).notice_id}@mail.example>".encode() in first
