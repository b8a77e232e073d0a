"""Notices posted to a real https service: signed, no redirect, no private network unasked."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from notices.https_server import Service
from notices.made import FACTS, NOW, made_notice
from rasid.errors import IntegrityError, UsageError
from rasid.languages import LANGUAGES
from rasid.notices.codes import NoticeKey
from rasid.notices.sending import NotSentError, UnknownError
from rasid.notices.texts import text_of
from rasid.notices.webhook import KIND, WebhookTransport
from rasid.settings import Home, WebhookSettings
from rasid.signing import signer_of, verified

NOTICE = made_notice(NoticeKey(b"k" * 32), 1)
TEXT = text_of(FACTS, LANGUAGES["fa"], "7H3K-9QXM-2W4P")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with Service(tmp_path_factory.mktemp("tls")) as one:
        yield one


@pytest.fixture
def service(running: Service) -> Service:
    running.posted.clear()
    running.status = 200
    return running


def post(home: Home, service: Service, **changed: object) -> tuple[str, list[str]]:
    """Post a notice, and return what was said and the moments at which the ledger was asked."""
    settings = WebhookSettings(
        url=service.url, ca_file=str(service.trusted), allow_private=True, seconds=5
    ).model_copy(update=changed)
    left: list[str] = []
    transport = WebhookTransport(settings, signer_of(home), lambda: NOW)
    said = transport.send(NOTICE, TEXT, lambda: left.append("sending"))
    return said, left


def test_notice_is_signed_with_the_key_of_the_home(home: Home, service: Service) -> None:
    assert ("HTTP 200", ["sending"]) == post(home, service)
    ((headers, body),) = service.posted
    told = verified(json.loads(body), KIND, trusted=signer_of(home).fingerprint)

    assert (NOTICE.address, TEXT.plain()) == (told["to"], told["text"])
    assert NOTICE.notice_id == headers["Idempotency-Key"] == told["notice_id"]
    with pytest.raises(IntegrityError, match="does not hold"):
        verified(json.loads(body.replace(b"ada1@", b"eve1@")), KIND)


def test_notice_is_signed_with_a_shared_secret(
    home: Home, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOOK", "open sesame")
    post(home, service, signature="hmac", secret_env="HOOK")  # noqa: S106 - a variable's name
    ((headers, body),) = service.posted
    expected = hmac.new(b"open sesame", body, hashlib.sha256).hexdigest()

    assert f"sha256={expected}" == headers["X-Rasid-Signature"]


@pytest.mark.parametrize(
    ("status", "failure", "why"),
    [
        (302, NotSentError, "sends elsewhere, which is not followed"),
        (404, NotSentError, "the service refused: HTTP 404"),
        (500, UnknownError, "with it in its hands"),
        (0, UnknownError, "no answer came"),
    ],
)
def test_failures_say_whether_it_may_have_arrived(
    home: Home, service: Service, status: int, failure: type[Exception], why: str
) -> None:
    service.status = status

    with pytest.raises(failure, match=why):
        post(home, service)
    assert 1 == len(service.posted)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"allow_private": False}, "localhost is 127.0.0.1, of no public network"),
        ({"ca_file": ""}, "its certificate is not to be trusted"),
        ({"url": "https://localhost:1/"}, "cannot be reached"),
    ],
)
def test_nothing_leaves_where_it_should_not(
    home: Home, service: Service, changed: dict[str, object], why: str
) -> None:
    with pytest.raises(NotSentError, match=why):
        post(home, service, **changed)
    assert [] == service.posted


@pytest.mark.parametrize(
    "url", ["", "http://hook.example/", "https://", "https://a:b@hook.example/", "https://x y/"]
)
def test_only_plain_https_is_taken(home: Home, service: Service, url: str) -> None:
    with pytest.raises(UsageError, match="webhook"):
        post(home, service, url=url)


def test_hmac_needs_its_secret(home: Home, service: Service, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="secret_env or secret_file"):
        post(home, service, signature="hmac")
    with pytest.raises(UsageError, match="cannot be read"):
        post(home, service, signature="hmac", secret_file=str(tmp_path / "none"))
