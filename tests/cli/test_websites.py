"""Websites from the command line: import, score, show, explain, watch."""

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from cli.command import rasid

BAIT = "com-session-verify.test"
TIED = "gardenhouse.example"
INFRA = [
    {"domain": BAIT, "ip": "192.0.2.7", "first_seen": "2019-01-01", "group": "Group A"},
    {"domain": TIED, "ip": "192.0.2.7", "first_seen": "2019-01-02"},
    {"domain": "xn--a.example"},
]

pytestmark = pytest.mark.slow  # the first command learns from all that comes with rasid


@pytest.fixture(scope="module")
def seen_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home into which domains were imported; for copies only."""
    folder = tmp_path_factory.mktemp("websites")
    file = folder / "seen.ndjson"
    file.write_text("".join(f"{json.dumps(row)}\n" for row in INFRA))
    told = rasid("import", "domains", file, home=folder / "case")
    assert (0, "") == (told.code, told.err)
    assert told.out.startswith("seen.ndjson: 3 records (listed) = 2 taken + 1 rejected;")
    assert "rejected 1: bad punycode." in told.out
    return folder / "case"


@pytest.fixture
def seen(seen_home: Path, tmp_path: Path) -> Path:
    """Return such a home of one's own."""
    return Path(shutil.copytree(seen_home, tmp_path / "case"))


def test_names_are_scored(seen: Path, tmp_path: Path) -> None:
    """Each name has its bits and, where it is flagged, the reasons that add up to them."""
    file = tmp_path / "names"
    file.write_text("account-session-verify.test\nmúsica-garden.example\n192.0.2.1\n")

    bait, honest, none = rasid("websites", "score", file, "--json", home=seen).document

    assert ("flagged", "") == (bait["level"], honest["level"])
    assert bait["bits"] == pytest.approx(sum(r["bits"] for r in bait["reasons"]), abs=0.05)
    assert ("música-garden.example", ["idn", "marked letters"]) == (
        honest["shown"],
        honest["notices"],
    )
    assert "an address, not a name" == none["fault"]


def test_rows_are_alike_with_and_without_reasons(seen: Path, tmp_path: Path) -> None:
    """What is said of a plain name is what is said where all of its reasons are asked for."""
    file = tmp_path / "names"
    file.write_text("www.music-garden.example\ngarden.example\nx.ddns.net\nnot a name\n")

    plain = rasid("websites", "score", file, "--json", home=seen).document
    full = rasid("websites", "score", file, "--json", "--reasons", home=seen).document

    without = [
        [{key: row[key] for key in row if key != "reasons"} for row in rows]
        for rows in (plain, full)  # what is flagged has its reasons either way
    ]
    assert without[0] == without[1]
    assert ["dynamic DNS"] == [row["standing"] for row in plain if row["given"] == "x.ddns.net"]


def test_scores_are_shown(seen: Path, tmp_path: Path) -> None:
    """On a terminal the counts stand first, then what is worth a look."""
    file = tmp_path / "names"
    file.write_text("account-session-verify.test\nriverbread.example\n")

    told = rasid("websites", "score", file, home=seen)

    assert told.out.startswith("2 names: 1 flagged, 0 worth a look, 0 are no names.")
    assert "account-session-verify.test" in told.out


def test_empty_list_is_a_document(seen: Path, tmp_path: Path) -> None:
    """A file of no names has an empty list as its scores."""
    file = tmp_path / "names"
    file.write_text("# nothing\n")

    assert [] == rasid("websites", "score", file, "--json", home=seen).document


def test_websites_are_listed(seen: Path) -> None:
    """What was labelled is left out unless it is asked for; `all` leaves out nothing else."""
    every = rasid("show", "websites", "--level", "all", "--json", home=seen).document
    labelled = rasid("show", "websites", "--labelled", "--json", home=seen).document

    assert [TIED] == [row["domain"] for row in every]
    assert BAIT in {row["domain"] for row in labelled}
    assert 0 == rasid("show", "websites", "--level", "all", home=seen).code


def test_states_are_listed_whatever_the_score(seen: Path) -> None:
    """A website that somebody works on is not hidden for its level or its label."""
    for domain in (TIED, BAIT, "never-seen.example"):
        rasid("websites", "state", domain, "seen", "--why", "a report", home=seen)
    rows = rasid("show", "websites", "--json", home=seen).document

    assert {TIED: "seen", BAIT: "seen"} == {row["domain"]: row["state"] for row in rows}
    assert "seen" in rasid("show", "websites", home=seen).out


def test_domain_is_explained(seen: Path) -> None:
    """The sum of the name, what it shares, and the line that tells of it."""
    told = rasid("explain", "--domain", f"hxxp://www.{TIED}/", "--json", home=seen).document

    assert [("address", "192.0.2.7", BAIT)] == [
        (tie["kind"], tie["shared"], tie["other"]) for tie in told["ties"]
    ]
    assert [2] == [sighting["raw_line"] for sighting in told["sightings"]]
    assert told["bits"] == pytest.approx(sum(r["bits"] for r in told["reasons"]), abs=0.05)
    assert "What it shares" in rasid("explain", "--domain", TIED, home=seen).out


def test_only_news_is_watched(seen: Path, tmp_path: Path) -> None:
    """A file that was watched before has nothing new the second time."""
    file = tmp_path / "today"
    file.write_text("confirm-account-session.test\nriverbread.example\n")

    first = rasid("websites", "watch", file, "--json", home=seen).document
    again = rasid("websites", "watch", file, home=seen)

    assert ["confirm-account-session.test"] == [row["domain"] for row in first]
    assert again.out.endswith("Nothing new is flagged.\n")


def test_dossier_of_a_group(seen: Path, tmp_path: Path) -> None:
    """In each form the same domains; each is in the evidence log with its SHA-256."""
    page = tmp_path / "page.png"
    page.write_text("a page")
    attach = ("evidence", "attach", page, "--domain", BAIT, "--what", "the page")
    attached = rasid(*attach, home=seen).out
    digest = hashlib.sha256(b"a page").hexdigest()
    assert f"Attached page.png as entry 1, SHA-256 {digest}.\n" == attached

    for form in ("pdf", "html", "csv"):
        told = rasid("websites", "dossier", "group a", "--format", form, home=seen)
        assert (0, True) == (told.code, ": 1 domain proposed to be taken, " in told.out)

    made = {path.suffix: path for path in (seen / "reports").iterdir()}
    with made[".csv"].open(newline="") as file:
        listed = {row["domain"]: row for row in csv.DictReader(file)}
    assert ("yes", digest) == (listed[BAIT]["proposed"], listed[BAIT]["exhibits_sha256"])
    log = rasid("evidence", "log", "--json", home=seen).document
    assert {hashlib.sha256(path.read_bytes()).hexdigest() for path in made.values()} == {
        row["hashes"]["dossier"] for row in log if row["what"] == "dossier made"
    }
    assert 0 == rasid("evidence", "verify", home=seen).code


def test_attached_page_ties(seen: Path, tmp_path: Path) -> None:
    """A page that is attached to a domain is compared at once, and ties it where it is alike."""
    words = " ".join(f"word{number}" for number in range(100))
    page = tmp_path / "page.html"
    page.write_text(f"<html><title>Sign in again</title><p>{words}</p></html>")
    attach = ("evidence", "attach", page, "--what", "its page", "--domain")

    told = [
        rasid(*attach, name, home=seen).out.partition("\n")[2]
        for name in (BAIT, TIED, "unseen.example")
    ]

    ties = rasid("explain", "--domain", TIED, "--json", home=seen).document["ties"]
    assert {"address", "page", "page title"} == {tie["kind"] for tie in ties}
    bits = sum(tie["bits"] for tie in ties if tie["kind"] != "page title")
    assert [
        f"Its page was read. {BAIT} is labelled itself, and tied to 1 seen domain.\n",
        f"Its page was read. {TIED} is tied to {BAIT} with {bits:.1f} bits in all.\n",
        "unseen.example was not seen yet: import it as a domain to have its ties told.\n",
    ] == told


FAILURES = [
    (
        ("websites", "dossier", "Nobody"),
        "'Nobody' is no campaign and no group that is known; there is no",
    ),
    (
        ("websites", "dossier", "X", "--format", "docx"),
        "--format got 'docx', expected one of pdf, html, csv.",
    ),
    (
        ("websites", "dossier", "X", "--lang", "fa"),
        "--lang got 'fa'; dossiers are written in en alone.",
    ),
    (("explain", "--domain", "192.0.2.1"), "--domain got '192.0.2.1': an address, not a name."),
    (("show", "websites", "--level", "high"), "--level got 'high', expected flagged, look or all."),
    (("import", "domains", "none"), "cannot read none: No such file or directory."),
    (
        ("import", "domains", "x", "--group", "A", "--benign"),
        "--group and --benign contradict each other.",
    ),
    (("websites", "score", "x", "--as-of", "2001-01-01"), "no domain was labelled as bait by"),
]


@pytest.mark.parametrize(("arguments", "sentence"), FAILURES)
def test_mistake_is_one_sentence(seen: Path, arguments: tuple[str, ...], sentence: str) -> None:
    """Wrong use ends with one sentence and changes nothing."""
    assert rasid(*arguments, home=seen).sentence.startswith(sentence)
