import signal
import socket
import ssl
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
import uvicorn
from sqlalchemy import Engine

from rasid.errors import UsageError
from rasid.serving.app import make_app
from rasid.serving.listening import Tls, listening, serve, server_of
from serving.certificates import made_certificate
from serving.running import running, unheard


@pytest.fixture
def tls(tmp_path: Path) -> Tls:
    """Return a certificate of this machine that nobody vouches for but itself."""
    return made_certificate(tmp_path)


def test_a_port_that_is_taken_is_told() -> None:
    with listening("127.0.0.1", 0, None) as listener:
        port = listener.opened.getsockname()[1]
        with pytest.raises(UsageError, match=f"port {port} of 127.0.0.1 is taken; --port names"):
            listening("127.0.0.1", port, None).__enter__()


@pytest.mark.parametrize(
    ("host", "port", "why"),
    [
        ("127.0.0.1", 70_000, "--port got 70000"),
        ("192.0.2.1", 0, "cannot listen at 192.0.2.1"),
        ("nowhere.invalid", 0, "cannot listen at nowhere.invalid"),
    ],
)
def test_where_nobody_can_listen_is_told(host: str, port: int, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        listening(host, port, None).__enter__()


def test_both_families_are_listened_at() -> None:
    with listening("::1", 0, None) as listener:
        assert listener.url.startswith("http://[::1]:")


def test_tls_is_spoken(ledger: Engine, tls: Tls) -> None:
    """And browsers are told to insist on it."""
    context = ssl.create_default_context(cafile=str(tls.certificate))
    with (
        running(make_app(ledger, [], {"127.0.0.1"}, unheard), tls) as url,
        urlopen(f"{url}healthz", context=context) as answer,  # noqa: S310 - our own
    ):
        assert (200, "max-age=31536000; includeSubDomains") == (
            answer.status,
            answer.headers["strict-transport-security"],
        )


@pytest.mark.parametrize(
    ("version", "ciphers"),
    [
        (ssl.TLSVersion.TLSv1_1, "ALL:@SECLEVEL=0"),
        (ssl.TLSVersion.TLSv1_2, "ECDHE-RSA-AES128-SHA:ECDHE-ECDSA-AES128-SHA"),
        (ssl.TLSVersion.TLSv1_2, "AES128-GCM-SHA256"),
    ],
    ids=["an old version", "no authenticated encryption", "no forward secrecy"],
)
@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_weak_tls_is_refused(
    ledger: Engine, tls: Tls, version: ssl.TLSVersion, ciphers: str
) -> None:
    context = ssl.create_default_context(cafile=str(tls.certificate))
    context.minimum_version = context.maximum_version = version
    context.set_ciphers(ciphers)
    with (
        running(make_app(ledger, [], {"127.0.0.1"}, unheard), tls) as url,
        pytest.raises(OSError, match=r"(?i)alert|ssl"),
    ):
        urlopen(f"{url}healthz", context=context)  # noqa: S310 - our own


def test_tls_1_2_is_spoken_with_forward_secrecy(ledger: Engine, tls: Tls) -> None:
    context = ssl.create_default_context(cafile=str(tls.certificate))
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with (
        running(make_app(ledger, [], {"127.0.0.1"}, unheard), tls) as url,
        socket.create_connection(("127.0.0.1", urlsplit(url).port or 0)) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as spoken,
    ):
        name, version, _ = spoken.cipher() or ("", "", 0)

    assert ("TLSv1.2", "ECDHE") == (version, name.split("-")[0])
    assert "GCM" in name or "CHACHA20" in name


def test_a_certificate_that_is_none_is_told(ledger: Engine, tls: Tls, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    app = make_app(ledger, [], {"127.0.0.1"}, unheard)

    for pair in (Tls(tmp_path / "no", tls.key), Tls(tmp_path / "text", tls.key)):
        with pytest.raises(UsageError, match=f"cannot use the certificate {pair.certificate}"):
            server_of(app, pair)


def test_a_signal_that_comes_early_ends_the_server(
    ledger: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even before it has begun to listen for signals itself; the next one finds its own handler."""
    before = signal.getsignal(signal.SIGTERM)
    begin: Callable[..., None] = uvicorn.Server.run

    def told_at_once(server: uvicorn.Server, **given: object) -> None:
        signal.raise_signal(signal.SIGTERM)
        assert server.should_exit
        begin(server, **given)

    monkeypatch.setattr(uvicorn.Server, "run", told_at_once)
    with listening("127.0.0.1", 0, None) as listener:
        serve(make_app(ledger, [], {"127.0.0.1"}, unheard), listener, None)

    assert before == signal.getsignal(signal.SIGTERM)
