"""The sinkhole as a process of its own, from the state of a name to the list of its callers."""

import json
import os
import re
import shutil
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dns.message
import dns.query
import pytest

from cli.command import rasid, rasid_process

NAME = "evil-login.example"
WAY = ("seen", "assessed", "requested", "ordered", "transferred")


@dataclass
class Process:
    """A process that answers, and what it said once it has ended."""

    dns: int
    http: int
    out: str = ""
    err: str = ""
    code: int | None = None


@contextmanager
def answering(*options: str | Path, home: Path, end: int = signal.SIGTERM) -> Iterator[Process]:
    """Answer until the block ends; the process is told to end by a signal."""
    ports = ("--dns-port", "0", "--http-port", "0")
    with rasid_process("websites", "sinkhole", *ports, *options, home=home) as process:
        assert process.stdout and process.stderr  # noqa: PT018
        said = ""
        stream = process.stderr if "--json" in options else process.stdout
        while "Answering" not in said:
            said = stream.readline()
            assert said, process.communicate()[1]
        dns_port, http_port = re.findall(r":(\d+)[,;]", said)
        place = Process(int(dns_port), int(http_port))
        try:
            yield place
        finally:
            process.send_signal(end)
            place.out, place.err = process.communicate(timeout=20)
            place.code = process.returncode


def visit(port: int, path: str = "/login") -> bytes:
    with socket.create_connection(("127.0.0.1", port), 20) as opened:
        opened.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        return opened.makefile("rb").read()


@pytest.mark.slow
def test_callers_are_found_from_state_to_list(tmp_path: Path) -> None:
    """Only what was handed over is answered for; what was logged is imported and listed."""
    home, log = tmp_path / "case", tmp_path / "log"
    rasid("init", home=home)
    for state in WAY:
        rasid("websites", "state", NAME, state, "--why", "order 7", home=home)
    rasid("websites", "state", "seen-only.example", "seen", "--why", "x", home=home)
    with answering("--output", log, "--json", home=home) as place:
        assert b"200 OK" in visit(place.http)
        for name in (NAME, "seen-only.example"):
            query = dns.message.make_query(name, "A")
            dns.query.udp(query, "127.0.0.1", timeout=20, port=place.dns)
    counts = json.loads(place.out)
    rasid("import", "logs", log, home=home)
    (row,) = rasid("websites", "callers", "--json", home=home).document

    assert 0 == place.code
    assert (1, 1, 1, 2, 0) == (
        *(counts["dns_answered"], counts["dns_refused"], counts["http_answered"]),
        *(counts["log_kept"], counts["log_lost"]),
    )
    assert (NAME, 1, 1, ["127.0.0.1"]) == (
        *(row["domain"], row["visits"], row["queries"]),
        row["addresses"],
    )
    assert NAME in rasid("websites", "callers", NAME, home=home).out
    assert [] == rasid("websites", "callers", "seen-only.example", "--json", home=home).document


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_rights_are_given_up(tmp_path: Path) -> None:
    """The log is the user's, and an interruption ends it as SIGTERM does."""
    names, log = tmp_path / "names", Path("/tmp") / f"sinkhole-test-{os.getpid()}"  # noqa: S108
    names.write_text(f"{NAME}  # order 7\n\n")
    options = ("--names", names, "--output", log, "--user", "nobody")
    try:
        with answering(*options, home=tmp_path, end=signal.SIGINT) as place:
            assert b"200 OK" in visit(place.http)
        (file,) = log.iterdir()

        assert 0 == place.code
        assert "Log: 1 kept, 0 lost." in place.out
        assert "" == place.err
        assert {log.stat().st_uid, file.stat().st_uid} == {65534}
        assert 0o700 == log.stat().st_mode & 0o777
    finally:
        shutil.rmtree(log, ignore_errors=True)


@pytest.fixture
def options(tmp_path: Path) -> list[str]:
    """Return options that would do."""
    (tmp_path / "names").write_text(f"{NAME}\n")
    (tmp_path / "bad").write_text(f"{NAME}\nwww.{NAME}\n")
    (tmp_path / "none").write_text("# nothing\n")
    (tmp_path / "key.pem").write_text("no key")
    return ["--dns-port", "0", "--http-port", "0", "--output", str(tmp_path / "log")]


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ([], "no name is transferred or sinkholed:"),
        (["--names", "bad"], "bad:2: got 'www.evil-login.example', expected what somebody"),
        (["--names", "none"], "none: there is no name in it."),
        (["--names", "nowhere"], "cannot read nowhere: No such file"),
        (["--names", "names", "--no-dns", "--no-http"], "--no-dns and --no-http leave nothing"),
        (["--names", "names", "--host", "here"], "--host got 'here', expected an IP address."),
        (["--names", "names", "--host", "::"], "--answer-with is missing:"),
        (["--names", "names", "--host", "192.0.2.1"], "cannot listen at 192.0.2.1 port 0:"),
        (["--names", "names", "--answer-with", "x"], "--answer-with got 'x', expected an IP"),
        (["--names", "names", "--name-server", "1.2.3.4"], "--name-server got '1.2.3.4':"),
        (["--names", "names", "--certificate", "key.pem"], "--certificate and --key go together."),
        (
            ["--names", "names", "--certificate", "key.pem", "--key", "key.pem"],
            "cannot use the certificate key.pem with the key key.pem:",
        ),
        (["--names", "names", "--user", "nobody-of-ours"], "--user got 'nobody-of-ours', whom"),
        (["--names", "names", "--dns-port", "70000"], "--dns-port got 70000, expected a number"),
    ],
)
def test_mistake_is_one_sentence(
    tmp_path: Path, options: list[str], more: list[str], sentence: str
) -> None:
    rasid("init", home=tmp_path / "case")
    told = rasid("websites", "sinkhole", *options, *more, home=tmp_path / "case")

    assert told.sentence.startswith(sentence)


def test_nobody_who_called_is_said(tmp_path: Path) -> None:
    rasid("init", home=tmp_path)

    assert rasid("websites", "callers", home=tmp_path).out.startswith("Nobody called, by the logs")
    assert [] == rasid("websites", "callers", "--json", home=tmp_path).document
