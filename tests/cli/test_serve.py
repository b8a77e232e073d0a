import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from taxii2client.v21 import Collection, Server, as_pages

from cli.command import rasid, rasid_process
from rasid.ledger import open_ledger, taxii_publications
from rasid.settings import Home
from rasid.sharing.taxii_credentials import TOKEN

LEVELS = ["clear", "green", "amber", "amber+strict", "red"]


@contextmanager
def serving(home: Path) -> Iterator[tuple[str, str, "subprocess.Popen[str]"]]:
    """Run `rasid serve`; yields its TAXII address, the token of the run, and the process."""
    with rasid_process("serve", "--port", "0", home=home) as process:
        assert process.stdout
        lines = [process.stdout.readline() for _ in range(3)]
        try:
            yield lines[0].split()[-1].rstrip("."), lines[2].strip(), process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def records(home: Path) -> list[Any]:
    with open_ledger(Home(home)) as ledger, ledger.connect() as connection:
        rows = connection.execute(select(taxii_publications)).mappings()
        return [dict(row) for row in rows]


def collection(url: str, token: str) -> Collection:
    with Server(url, user="peer", password=token) as server:
        (root,) = server.api_roots
        (found,) = root.collections
        return found


def test_what_is_published_comes_to_a_peer(
    analysed: Path, imported: Path, monkeypatch: pytest.MonkeyPatch, campaign: str
) -> None:
    """Through OASIS's client and through ours; once more changes nothing, and a hunt finds it."""
    publish = ("share", "taxii", "--collection", "amber", "--publish", "--by", "Ada")
    first, second = rasid(*publish, home=analysed), rasid(*publish, home=analysed)
    assert (0, 0) == (first.code, second.code)
    assert "Nothing is new: the collection TLP:AMBER holds all of it already." in second.out
    token = rasid("serve", "allow", "peer", "--collection", "amber", home=analysed).out.strip()

    with serving(analysed) as (url, _, _):
        amber = collection(url, token)
        pages = list(as_pages(amber.get_objects, per_request=50))
        monkeypatch.setenv(TOKEN, token)
        pulls = [rasid("import", "indicators", "--taxii", url, home=imported) for _ in range(2)]
        again = rasid("import", "indicators", "--taxii", url, "--again", home=imported)

    (record,) = records(analysed)
    got = [one for page in pages for one in page["objects"]]
    assert record["added"] == len(got) == len({one["id"] for one in got})
    assert len(pages) == -(-len(got) // 50)
    assert campaign in {one.get("name") for one in got}
    assert ("Ada", "amber", "amber", "peers") == tuple(
        record[name] for name in ("published_by", "collection", "tlp", "profile")
    )
    assert [0, 0, 0] == [told.code for told in (*pulls, again)]
    assert "no objects added after " in pulls[1].out
    assert "0 added, 0 changed" in again.out
    assert token not in "".join(told.out + told.err for told in (*pulls, again))
    hits: Any = rasid("hunt", "--json", home=imported).document
    assert hits
    assert all(hit["events"] and hit["inside"] for hit in hits)


def test_other_content_is_another_version(analysed: Path, campaign: str) -> None:
    publish = ("share", "taxii", "--collection", "green", "--publish")
    rasid(*publish, "--profile", "indicators", home=analysed)
    rasid(*publish, "--profile", "peers", home=analysed)
    token = rasid("serve", "allow", "peer", "--collection", "green", home=analysed).out.strip()

    with serving(analysed) as (url, _, _):
        green = collection(url, token)
        (kept,) = [one for one in green.get_objects()["objects"] if one.get("name") == campaign]
        versions = green.object_versions(kept["id"])["versions"]

    assert 2 == len(versions)
    assert kept["modified"] == versions[-1]
    assert 2 == len(records(analysed))


def test_nothing_is_published_unless_it_is_said(analysed: Path) -> None:
    told = rasid("share", "taxii", "--collection", "red", home=analysed)
    document: Any = rasid("share", "taxii", "--collection", "red", "--json", home=analysed).document

    assert all(word in told.out for word in ("Would leave", "Held back", "TLP:RED"))
    assert "red" == document["tlp"]
    assert [] == records(analysed)


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--collection", "white"), "--collection got 'white', expected one of: clear"),
        (("--collection", "green", "--tlp", "amber"), "TLP:GREEN is too open for TLP:AMBER"),
        (("--collection", "red", "--publish", "--dry-run"), "exclude each other"),
        (("--publish",), "--collection"),
    ],
)
def test_a_wrong_share_is_one_sentence(
    analysed_home: Path, options: tuple[str, ...], why: str
) -> None:
    assert why in rasid("share", "taxii", *options, home=analysed_home).sentence


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty home."""
    rasid("init", home=tmp_path / "home")
    return tmp_path / "home"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_ends_when_it_is_told(home: Path, number: signal.Signals) -> None:
    """Cleanly, and says nothing that is wrong; its own token reads all collections."""
    with serving(home) as (url, token, process):
        with Server(url, user="me", password=token) as server:
            (root,) = server.api_roots
            assert LEVELS == [one.title.removeprefix("TLP:").lower() for one in root.collections]
        process.send_signal(number)
        assert 0 == process.wait(20)
        assert process.stderr
        assert "" == process.stderr.read()


def test_a_port_that_is_taken_is_one_sentence(home: Path) -> None:
    with serving(home) as (url, _, _):
        port = url.split(":")[2].split("/")[0]
        told = rasid("serve", "--port", port, home=home)

    assert f"port {port} of 127.0.0.1 is taken; --port names another" in told.sentence


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--host", "192.0.2.1"), "is open to others: give --certificate and --key"),
        (
            ("--host", "0.0.0.0", "--tls-in-front", "--no-console"),  # noqa: S104
            "--name says what clients call it",
        ),
        (("--certificate", "x"), "--certificate and --key go together"),
        (("--proxy", "192.0.2.1"), "--proxy goes with --tls-in-front"),
        (("--tls-in-front", "--no-console", "--proxy", "x"), "--proxy got 'x'"),
        (("--tls-in-front",), "beyond this machine the console needs accounts"),
        (("--port", "70000"), "--port got 70000"),
        (("--certificate", "x", "--key", "y", "--port", "0"), "cannot use the certificate x"),
    ],
)
def test_a_wrong_server_is_one_sentence(home: Path, options: tuple[str, ...], why: str) -> None:
    told = rasid("serve", *options, home=home)

    assert 2 == told.code
    assert why in told.err


def test_nothing_is_served_without_a_home(tmp_path: Path) -> None:
    assert "there is no rasid home" in rasid("serve", home=tmp_path / "none").sentence


def test_readers_come_and_go(home: Path) -> None:
    allow = (
        "serve",
        "allow",
        "peer",
        "--collection",
        "red",
        "--collection",
        "green",
        "--by",
        "Ada",
    )
    told = rasid(*allow, "--until", "2031-01-01", home=home)
    (known,) = rasid("serve", "readers", "--json", home=home).document

    assert told.out.startswith("rasid_")
    assert "this token lets peer read; it is shown this once" in told.err
    assert ("peer", ["green", "red"], "Ada", False) == tuple(
        known[name] for name in ("name", "collections", "made_by", "over")
    )
    assert known["until"].startswith("2031-01-01T00:00:00")
    assert "green, red" in rasid("serve", "readers", home=home).out
    assert "a reader 'peer' already" in rasid(*allow, home=home).sentence
    assert "peer can read no more." in rasid("serve", "revoke", "peer", home=home).out
    assert [] == rasid("serve", "readers", "--json", home=home).document
    assert "Nobody may read yet" in rasid("serve", "readers", home=home).out


def test_scopes_of_the_api_are_of_the_token(home: Path) -> None:
    allow = ("serve", "allow", "panel", "--scope", "people", "--scope")
    told = rasid(*allow, "campaigns", home=home)
    (known,) = rasid("serve", "readers", "--json", home=home).document

    assert "this token lets panel read; it is shown this once" in told.err
    assert ["api:campaigns", "api:people"] == known["collections"]
    assert (
        "--scope got 'all', expected one of: campaigns," in rasid(*allow, "all", home=home).sentence
    )


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "name a FILE or --taxii URL"),
        (("x", "--taxii", "https://a.example/"), "name a FILE or --taxii URL"),
        (("x", "--again"), "go with --taxii only"),
        (("--taxii", "http://a.example/"), "expected https"),
        (("--taxii", "https://a.example/", "--again", "--since", "2026-01-01"), "exclude each"),
        (("--taxii", "https://a.example/", "--since", "soon"), "--since got 'soon'"),
        (("--taxii", "https://127.0.0.1:1/"), "cannot be reached"),
        (("--taxii", "https://127.0.0.1:1/", "--credentials", "none"), "cannot read the cred"),
    ],
)
def test_a_wrong_import_is_one_sentence(tmp_path: Path, options: tuple[str, ...], why: str) -> None:
    """And makes no home."""
    assert why in rasid("import", "indicators", *options, home=tmp_path / "home").sentence
    assert not (tmp_path / "home").exists()
