import time
from collections.abc import Iterable, Iterator

import pytest

from rasid.errors import InputError, RasidError, UsageError
from rasid.sharing import taxii_server
from rasid.sharing.taxii_credentials import Credentials
from rasid.sharing.taxii_server import MOST_PAGE, Answer, split_url
from sharing.strange_server import TAXII, strange_server, told

HEAD = f"HTTP/1.1 200 OK\r\nContent-Type: {TAXII}\r\n".encode()


def got(answer: Iterable[bytes], path: str = "/x/") -> Answer:
    """Return what a client makes of an answer."""
    with strange_server(lambda _: answer) as strange:
        server, _ = split_url(strange.url)
        return server.get(path)


def endless() -> Iterator[bytes]:
    yield HEAD + b"\r\n"
    while True:
        yield b"x" * 65_536


def chunks() -> Iterator[bytes]:
    yield HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
    while True:
        yield b"10000\r\n" + b"x" * 65_536 + b"\r\n"


@pytest.mark.parametrize(
    ("url", "origin", "path"),
    [
        ("https://a.example", "https://a.example", "/"),
        ("https://a.example:443/x", "https://a.example", "/x/"),
        ("https://a.example:8443/x/", "https://a.example:8443", "/x/"),
        ("https://[2001:db8::1]/", "https://[2001:db8::1]", "/"),
        ("http://localhost:8765/taxii2/", "http://localhost:8765", "/taxii2/"),
        ("http://[::1]:1/", "http://[::1]:1", "/"),
    ],
)
def test_an_address_is_read(url: str, origin: str, path: str) -> None:
    server, found = split_url(url)

    assert (origin, path) == (server.origin, found)


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://a.example/", "expected https"),
        ("http://127.0.0.1.a.example/", "expected https"),
        ("http://192.0.2.1/", "expected https"),
        ("file:///etc/passwd", "expected https"),
        ("ftp://a.example/", "expected https"),
        ("https:///x", "expected https"),
        ("a.example", "expected https"),
        ("https://a:b@a.example/", "a user or a password, which belong into --credentials"),
        ("https://a.example/?x=1", "without query or spaces"),
        ("https://a.example/x y", "without query or spaces"),
        ("https://a.example/\r\nHost: b", "without query or spaces"),
        ("https://a.example:x/", "no address"),
        ("https://[a/", "no address"),
    ],
)
def test_other_addresses_are_refused(url: str, why: str) -> None:
    """In a sentence in which no password stands."""
    with pytest.raises(UsageError, match=why) as refused:
        split_url(url)
    assert "a:b" not in str(refused.value)


def test_who_asks_is_told_to_the_server() -> None:
    """And to nobody else: credentials do not show themselves."""
    shown = Credentials("Bearer secret")
    with strange_server(lambda _: told({})) as strange:
        server, _ = split_url(strange.url)
        taxii_server.TaxiiServer(server.scheme, server.host, server.port, shown).get("/x/")

    assert "Authorization: Bearer secret\r\n" in strange.heads[0]
    assert f"Accept: {TAXII}\r\n" in strange.heads[0]
    assert "secret" not in repr(shown)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            told({}, "Location: file:///etc/passwd", status="302 Found"),
            "sends elsewhere, to 'file:",
        ),
        (told({}, "Location: https://b.example/", status="307 X"), "name that address if you mean"),
        (told({}, status="301 X"), "to 'nowhere'"),
        (told({}, status="401 X"), "it wants credentials, or others"),
        (told({}, status="404 X"), "it has nothing there"),
        (told({}, status="406 X"), "does not speak TAXII 2.1"),
        (told({}, status="500 X"), r"the request failed \(HTTP 500\)"),
        (told({}, status="204 X"), r"the request failed \(HTTP 204\)"),
        (told({}, kind="text/html"), "the answer is 'text/html' and not TAXII 2.1"),
        (told({}, kind="application/taxii+json;version=2.0"), "not TAXII 2.1"),
        (told({}, kind="application/vnd.oasis.taxii+json; version=2.0"), "not TAXII 2.1"),
        (told({}, "Content-Encoding: gzip"), "packed, which was not asked for"),
        (told([]), "no JSON object"),
        (told(b""), "not JSON"),
        (told(b"\xff"), "not UTF-8"),
        (told(b'{"a": NaN}'), "NaN is no number"),
        (told(b"[" * 100_000), "nested too deep"),
        (told(b"{" + b"[," * 9_000_000), "lists, objects and commas"),
        ([HEAD + b"Content-Length: 1073741824\r\n\r\n", b"x"], "has more than 32 MiB"),
        ([HEAD + b"Content-Length: 10\r\n\r\n", b"{}"], r"does not speak HTTP as it should \(Inc"),
        ([HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"], "does not speak HTTP as it should"),
        ([b"SSH-2.0-OpenSSH\r\n"], "does not speak HTTP as it should"),
        ([b""], "does not speak HTTP as it should"),
        ([HEAD + b"X: " + b"x" * 70_000], "does not speak HTTP as it should"),
        ([HEAD + b"X: x\r\n" * 200], "does not speak HTTP as it should"),
    ],
)
def test_a_strange_answer_is_one_sentence(answer: list[bytes], why: str) -> None:
    with pytest.raises(InputError, match=why) as refused:
        got(answer)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("answer", [endless, chunks])
def test_an_endless_answer_is_left(answer: Iterator[bytes]) -> None:
    """Once it is longer than an answer may be, and not much later."""
    with strange_server(lambda _: answer()) as strange:  # type: ignore[operator]
        server, _ = split_url(strange.url)
        with pytest.raises(InputError, match="more than 32 MiB"):
            server.get("/x/")
    assert MOST_PAGE <= strange.sent < MOST_PAGE + 16 * 2**20


@pytest.mark.parametrize("head", [b"", HEAD + b"Content-Length: 9\r\n\r\n", HEAD + b"\r\n"])
def test_who_trickles_is_left(head: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """Though something comes all the time."""
    monkeypatch.setattr(taxii_server, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(taxii_server, "STALL_SECONDS", 5.0)

    def trickle() -> Iterator[bytes]:
        yield head
        for _ in range(100):
            time.sleep(0.05)
            yield b"x"

    with pytest.raises(InputError, match="took more than 0 seconds"):
        got(trickle())


def test_who_is_not_there_is_told() -> None:
    server, _ = split_url("https://127.0.0.1:1/")
    with pytest.raises(InputError, match="cannot be reached: Connection refused"):
        server.get("/")


@pytest.mark.parametrize("address", ["/other/", "other/", "http://127.0.0.1:{port}/other/"])
def test_a_server_may_name_its_own_addresses(address: str) -> None:
    server, _ = split_url("http://127.0.0.1:8000/")

    assert server.path_of(address.format(port=8000), "/taxii2/").endswith("other/")


@pytest.mark.parametrize(
    "address",
    [
        "https://b.example/",
        "//b.example/",
        "file:///etc/passwd",
        "http://127.0.0.1:8001/",
        "https://127.0.0.1:8000/",
        "http://u:p@127.0.0.1:8000/",
    ],
)
def test_a_server_leads_nowhere_else(address: str) -> None:
    """Else it would get credentials to where nobody sent them."""
    server, _ = split_url("http://127.0.0.1:8000/")
    with pytest.raises(RasidError, match=r"http://127\.0\.0\.1:8000"):
        server.path_of(address, "/taxii2/")
