"""Files that are brought are imported once and whole, or refused with the reason that is theirs."""

import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from console.browser import Browser, Served, multipart, named, served
from rasid.accounts import Role
from rasid.case import open_case
from rasid.console import MOST_UPLOAD, Folder, Importer, Upload
from rasid.console.uploads import MOST_AT_ONCE, plain_name
from rasid.errors import InputError
from rasid.settings import Home
from rasid.sources import import_logs
from serving.running import unheard
from sources.hostile_files import GOOD, OTHER, packed_archive
from sources.log_home import NOW

BROKEN = b'{"time": '


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
def console(home: Home) -> Iterator[Served]:
    with served(home) as opened:
        yield opened


@pytest.fixture
def browser(console: Served) -> Browser:
    return console.browser()


def settled(home: Home) -> list[Upload]:
    """Return what came, once nothing of it waits."""
    until = time.monotonic() + 60
    while True:
        found = Folder(home, lambda: NOW).all()
        if all(one.state != "waiting" for one in found):
            return list(found)
        assert time.monotonic() < until
        time.sleep(0.05)


def counts(one: Upload) -> tuple[str, int, int, int, int]:
    return one.state, one.lines, one.new, one.duplicate, one.rejected


def events(home: Home) -> int:
    with open_case(home) as case:
        return int(case.engine.rows("SELECT count(*) FROM events")[0][0])


def test_files_that_were_dropped_are_imported(home: Home, browser: Browser) -> None:
    """With their rejects, and an archive like a file; a line that stands in both is new once."""
    lines = b"\n".join([GOOD, BROKEN, GOOD])
    told = browser.bring(("march.ndjson", lines), ("all.zip", packed_archive()))
    found = {one.name: counts(one) for one in settled(home)}
    page = browser.get("/imports").text
    (rejects,) = re.findall(r'href="(/rejects[^"]*)"', page)

    assert (303, "/imports") == (told.status, told.headers["location"])
    assert {"march.ndjson", "all.zip"} == found.keys()
    assert [("done", 2, 0), ("done", 3, 1)] == sorted(
        (s, n, bad) for s, n, _, _, bad in found.values()
    )
    assert (2, 2) == (sum(n[2] for n in found.values()), sum(n[3] for n in found.values()))
    assert 2 == events(home)
    assert "The rejected line" in page
    assert 200 == browser.get(rejects).status


def test_a_file_that_comes_again_is_the_same_import(home: Home, browser: Browser) -> None:
    for name in ("a.ndjson", "a.ndjson", "other.ndjson"):
        assert 303 == browser.bring((name, GOOD)).status
        settled(home)

    assert [("a.ndjson", ("done", 1, 1, 0, 0))] == [(o.name, counts(o)) for o in settled(home)]
    assert 1 == events(home)


def test_the_same_file_four_times_at_once(home: Home, browser: Browser) -> None:
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        sent = pool.map(lambda n: browser.bring((f"{n}.ndjson", GOOD)).status, range(MOST_AT_ONCE))

    assert [303] * MOST_AT_ONCE == list(sent)
    assert [("done", 1, 1, 0, 0)] == [counts(one) for one in settled(home)]


def test_what_is_no_log_is_refused_as_the_command_refuses_it(
    home: Home, browser: Browser, tmp_path: Path
) -> None:
    browser.bring(("note.txt", b"hello\n"))
    (one,) = settled(home)
    (tmp_path / "note.txt").write_bytes(b"hello\n")
    with open_case(home, write=True) as case, pytest.raises(InputError) as refused:
        import_logs(
            [tmp_path / "note.txt"], home=home, store=case.store, engine=case.engine, now=NOW
        )

    assert ("refused", (str(refused.value).replace(f"{tmp_path}/", ""),)) == (
        one.state,
        one.problems,
    )
    assert [] == list((home.root / "uploads").glob("*/data"))


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ("march.ndjson", "march.ndjson"),
        ("../../etc/passwd", "passwd"),
        ("C:\\logs\\a b.json.gz", "a_b.json.gz"),
        ("..", "upload"),
        (".hidden", "hidden"),
        ("", "upload"),
        ("a\x00b\n\u202ec", "a_b_c"),
        ("<script>", "script"),
        ("سجل.csv", "سجل.csv"),
        ("-rf *[a-z]?.log", "rf_a-z_.log"),
    ],
)
def test_a_name_is_one_plain_part_of_a_path(given: str, plain: str) -> None:
    assert plain == plain_name(given)


def test_a_long_name_keeps_its_end() -> None:
    name = plain_name("ä" * 500 + ".ndjson.gz")

    assert name.endswith(".ndjson.gz")
    assert len(name.encode()) <= 100


def test_only_a_form_of_this_session_brings_files(home: Home, console: Served) -> None:
    """And it must come before the files do."""
    ada, eve = console.browser(), console.browser(Role.ANALYST, "Eve")
    other = eve.form("/imports", "/imports")
    own = ada.form("/imports", "/imports")
    kind, late = multipart([*named([("a.ndjson", GOOD)]), ("form", None, own.encode())])
    sent = {"Origin": ada.url.rstrip("/"), "Content_Type": kind}
    found = [
        ada.bring(("a.ndjson", GOOD), form=other).status,
        ada.bring(("a.ndjson", GOOD), form="").status,
        ada.ask("POST", "/imports", sent, late).status,
        ada.ask("POST", "/imports", {**sent, "Origin": "https://evil.example"}, late).status,
        console.browser(Role.VIEWER, "Vera").bring(("a.ndjson", GOOD), form="").status,
        console.stranger().bring(("a.ndjson", GOOD), form="").status,
    ]

    assert [400, 400, 400, 403, 403, 401] == found
    assert [] == settled(home)


NO_FORMS = (
    b"",
    b"--xx--\r\n",
    b"--xx\r\n",
    b"--yy\r\n\r\n--yy--",
    b"\x00" * 70_000,
    b"--xx\r\n:\r\n\r\n",
    b"--xx\r\n" + b"a: b\r\n" * 99,
)


def test_what_is_no_form(home: Home, browser: Browser) -> None:
    sent = {"Origin": browser.url.rstrip("/"), "Content_Type": "multipart/form-data; boundary=xx"}
    found = [browser.ask("POST", "/imports", sent, body).status for body in NO_FORMS]

    assert [400] * len(NO_FORMS) == found
    assert [] == list((home.root / "uploads").glob("*"))


def test_a_simulated_month_stays_alone(home: Home, browser: Browser) -> None:
    token = browser.form("/imports", "/imports")
    (home.root / "simulated.json").write_text("{}")

    assert 400 == browser.bring(("a.ndjson", GOOD), form=token).status
    assert "multipart" not in browser.get("/imports").text
    assert [] == settled(home)


def opened(browser: Browser, length: int, body: bytes) -> socket.socket:
    """Begin to send a form of a length; what comes of it is `body`."""
    place = urlsplit(browser.url)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    head = (
        f"POST /imports HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\n"
        f"Sec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\nContent-Length: {length}\r\n"
        "Content-Type: multipart/form-data; boundary=xx\r\n\r\n"
    ).replace("Origin: http://127.0.0.1", f"Origin: http://127.0.0.1:{place.port}")
    head = head.replace("Host: 127.0.0.1", f"Host: 127.0.0.1:{place.port}")
    sent = socket.create_connection((str(place.hostname), place.port or 80), 10)
    sent.sendall(head.encode() + body)
    return sent


def test_a_file_that_breaks_off_leaves_nothing(home: Home, browser: Browser) -> None:
    """And holds no place."""
    form = browser.form("/imports", "/imports").encode()
    _, body = multipart([("form", None, form), *named([("a.ndjson", GOOD * 40_000)])])
    for _ in range(MOST_AT_ONCE + 1):
        sending = opened(browser, len(body), body[: len(body) // 2])
        until = time.monotonic() + 10
        while not list((home.root / "uploads").glob("arriving-*")):
            assert time.monotonic() < until
            time.sleep(0.01)
        sending.close()
        while list((home.root / "uploads").glob("arriving-*")):
            assert time.monotonic() < until
            time.sleep(0.01)

    assert 303 == browser.bring(("a.ndjson", GOOD)).status
    assert [("done", 1, 1, 0, 0)] == [counts(one) for one in settled(home)]


def test_a_form_that_is_too_long_is_refused_unread(browser: Browser) -> None:
    with opened(browser, MOST_UPLOAD + 1, b"") as sending:
        assert sending.recv(100).startswith(b"HTTP/1.1 413 ")


def test_who_brings_a_file_may_take_longer_than_a_request_but_must_go_on(
    home: Home, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rasid.serving.watching.REQUEST_SECONDS", 0.4)
    form = browser.form("/imports", "/imports").encode()
    _, body = multipart([("form", None, form), *named([("a.ndjson", (GOOD + b"\n") * 2_000)])])
    pieces = [body[at : at + len(body) // 6 + 1] for at in range(0, len(body), len(body) // 6 + 1)]
    assert min(map(len, pieces[:-1])) > 70_000
    with opened(browser, len(body), b"") as sending:
        for piece in pieces:
            sending.sendall(piece)
            time.sleep(0.2)
        assert sending.recv(100).startswith(b"HTTP/1.1 303 ")
    with opened(browser, len(body), body[:10]) as sending:
        sending.settimeout(5)
        assert b"" == sending.recv(100), "it is cut off"

    assert ["done"] == [one.state for one in settled(home)]


def test_what_waited_when_the_server_was_killed_is_imported_by_the_next(home: Home) -> None:
    """What was still on its way is gone; what was imported already is not counted twice."""
    folder = Folder(home, lambda: NOW)
    for content in (GOOD, OTHER):
        arriving = folder.begin("a.ndjson", "Ada")
        arriving.write(content)
        arriving.finish()
        arriving.close()
    half = home.root / "uploads" / "arriving-1" / "data" / "b.ndjson"
    half.parent.mkdir(parents=True)
    half.write_bytes(GOOD)
    first = folder.file_of(folder.all()[0])
    with open_case(home, write=True) as case:
        import_logs([first], home=home, store=case.store, engine=case.engine, now=NOW)
    next_one = Folder(home, lambda: NOW)
    with Importer(next_one, lambda: NOW, unheard).running():
        found = settled(home)

    assert [("done", 1, 0, 1, 0), ("done", 1, 1, 0, 0)] == sorted(map(counts, found))
    assert 2 == events(home)
    assert [] == list((home.root / "uploads").glob("arriving-*"))


def test_a_page_hears_how_far_an_import_is(home: Home, browser: Browser) -> None:
    browser.bring(("a.ndjson", GOOD))
    settled(home)
    told = browser.get("/events?wait=0&imports=yes&since=i0.a0.d0.w0").text

    assert "event: state\ndata: " in told
    assert "One line: 1 new, 0 known, 0 rejected." in told
    assert "state" not in browser.get("/events?wait=0&since=i0.a0.d0.w0").text
