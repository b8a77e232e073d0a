"""What pages tie: how alike they are, and the rare things that they show."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from rasid.case import Case
from rasid.tables.websites import PAGE_TRAITS, SIGHTINGS, WEBSITE_TIES, WEBSITES
from rasid.websites import Judge, Known, Taught, assess, import_domains, take_attached
from rasid.websites.learning import Knowledge
from rasid.websites.model import Model
from rasid.websites.taught import Label

NOW = datetime(2026, 1, 1, tzinfo=UTC)
KNOWN, SEEN = "known.test", "house-bread.example"
WORDS = " ".join(f"word{number}" for number in range(100))
OTHERS = " ".join(f"other{number}" for number in range(100))


def page(words: str, more: str = "") -> bytes:
    """Return a page of these words."""
    return f"<!doctype html><html><body>{more}<p>{words}</p></body></html>".encode()


Tied = Callable[..., list[tuple[Any, ...]]]


@pytest.fixture
def tied(
    case: Case,
    knowledge: Knowledge,
    model: Model,
    written: Callable[..., Path],
    tmp_path: Path,
) -> Tied:
    """Attach pages by domain, and return the ties of `house-bread.example` to Group A's domain."""

    def run(
        pages: Mapping[str, bytes],
        records: Mapping[str, Mapping[str, object]] | None = None,
        honest: frozenset[str] = frozenset(),
    ) -> list[tuple[Any, ...]]:
        labels = {KNOWN: Label("Group A", date(2019, 1, 1))}
        judge = Judge(Known(knowledge, date(2019, 1, 1), labels, honest, "state"), model)
        told = {key: dict[str, object]() for key in (*pages, KNOWN, SEEN)} | dict(records or {})
        path = written(*(json.dumps({"domain": name, **row}) for name, row in told.items()))
        for name, raw in pages.items():
            (tmp_path / name).write_bytes(raw)
        with case.store.change() as change:
            import_domains(path, home=case.home, change=change, taught=Taught(), now=NOW)
            take_attached(case.store, change, tmp_path, [(name, name) for name in pages])
        for table in (SIGHTINGS, PAGE_TRAITS):
            case.engine.view(table, case.store.parts(table))
        with case.store.change() as change:
            assess(case.engine, case.store, change, judge, case.home.scratch)
        for table in (WEBSITES, WEBSITE_TIES):
            case.engine.view(table, case.store.parts(table))
        return case.engine.rows(
            "SELECT kind, shared, bits FROM website_ties WHERE domain = $d AND other = $o",
            {"d": SEEN, "o": KNOWN},
        )

    return run


LIKE = [
    (WORDS, ["100 % alike"]),
    (" ".join(WORDS.split()[:90]), None),
    (" ".join(WORDS.split()[:60]) + OTHERS, []),
    (OTHERS, []),
]


@pytest.mark.parametrize(("words", "told"), LIKE, ids=["same", "most", "some", "other"])
def test_like_pages_tie(tied: Tied, words: str, told: list[str] | None) -> None:
    """Pages tie as far as they are alike, and not at all if they are so by less than half."""
    ties = tied({KNOWN: page(WORDS), SEEN: page(words)})

    if told is None:
        ((kind, shared, bits),) = ties
        assert ("page", True) == (kind, 80 <= int(shared.split()[0]) < 100)
        assert 0 < bits < 6
    else:
        assert told == [shared for _, shared, _ in ties]


def test_short_page_says_nothing(tied: Tied) -> None:
    """The page of a server that has none to show is not compared."""
    assert [] == tied({KNOWN: page("404 Not Found"), SEEN: page("404 Not Found")})


def test_what_many_pages_show_ties_less(tied: Tied) -> None:
    """A page that fifty domains have says less than one that two have."""
    few = tied({KNOWN: page(WORDS), SEEN: page(WORDS)})
    many = tied({f"d{number}.example": page(WORDS) for number in range(50)})

    assert many[0][2] < few[0][2] / 2


def test_copy_of_an_honest_page_ties_nothing(tied: Tied) -> None:
    """What the honest page shows too, its copies share for no other reason."""
    icon = "<link rel=icon href=data:;base64,QUJD><form action=go><input name=email></form>"
    own = "<form action=kit/next.php><input name=pw></form>"
    pages = {
        "honest.example": page(WORDS, icon),
        KNOWN: page(WORDS, icon + own),
        SEEN: page(WORDS, icon + own),
    }

    ties = tied(pages, honest=frozenset({"honest.example"}))

    assert [("page form", "kit/next.php: pw")] == [(kind, shared) for kind, shared, _ in ties]


RECORDS = [
    ({"title": "Sign in again"}, "page title", 3.0),
    ({"favicon_hash": -1277814690}, "favicon", 4.0),
    ({"body_sha256": "AB12"}, "page body", 6.0),
]


@pytest.mark.parametrize(("told", "kind", "most"), RECORDS, ids=[kind for _, kind, _ in RECORDS])
def test_records_tell_of_pages(
    case: Case, tied: Tied, told: Mapping[str, object], kind: str, most: float
) -> None:
    """A title, an icon's and a body's hash of a record tie as those of an attached page do."""
    day = {"first_seen": "2019-01-15"}

    ties = tied({}, {KNOWN: {**told, **day}, SEEN: {**told, **day}})

    assert [kind] == [one for one, _, _ in ties]
    assert most - 1 < ties[0][2] <= most
    lines = case.engine.rows("SELECT raw_line FROM page_traits ORDER BY raw_line")
    assert [(1,), (2,)] == lines


def test_page_kinds_count_once(case: Case, tied: Tied) -> None:
    """A page with its title, icon and form is one proof and not four."""
    more = "<title>Sign in again</title><form action=kit/go><input name=pw></form>UA-1234567-1"

    ties = tied({KNOWN: page(WORDS, more), SEEN: page(WORDS, more)})

    assert {"page", "page title", "page form", "tracker"} == {kind for kind, _, _ in ties}
    ((bits,),) = case.engine.rows("SELECT tie_bits FROM websites WHERE domain = $d", {"d": SEEN})
    assert max(bits for _, _, bits in ties) == bits


def test_pages_are_read_once(case: Case, tmp_path: Path) -> None:
    """A page that was read is not read again, and one that is gone shows nothing."""
    (tmp_path / "digest").write_bytes(page(WORDS))
    found = []
    for _ in range(2):
        with case.store.change() as change:
            asked = [(SEEN, "digest"), (SEEN, "gone")]
            found.append(take_attached(case.store, change, tmp_path, asked))

    assert [1, 0] == found


def test_pages_are_compared_once(case: Case, tied: Tied) -> None:
    """What was compared is taken as it was kept, until there is another page or it is damaged."""

    def kept() -> Path:
        (path,) = case.home.scratch.glob("page-likenesses-*")
        return path

    pages = {KNOWN: page(WORDS), SEEN: page(WORDS)}
    tied(pages)
    first, found = kept(), parquet.read_table(kept())
    less = pa.array([0.6] * len(found), pa.float64())
    parquet.write_table(found.set_column(2, "likeness", less), first)

    assert ["60 % alike"] == [shared for _, shared, _ in tied(pages)]
    assert first == kept()
    first.write_bytes(b"damaged")
    assert ["100 % alike"] == [shared for _, shared, _ in tied(pages)]
    assert first == kept()
    assert ["100 % alike"] == [s for _, s, _ in tied({**pages, "more.example": page(OTHERS)})]
    assert first != kept()
