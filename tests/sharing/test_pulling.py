from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from rasid.errors import InputError
from rasid.ledger import taxii_pulls
from rasid.sharing import Pulled, find_collection, pull_indicators, pulling, read_kept, split_url
from sharing.indicator_files import indicator
from sharing.strange_server import Answer, Strange, collection_then, page, strange_server, told

PAGE_KEYS = ("objects", "more", "next")
NOW = datetime(2026, 4, 2, 12, tzinfo=UTC)
OBJECTS = [indicator(f"[ipv4-addr:value = '198.51.100.{n}']") for n in range(20)]


def added(number: int) -> str:
    return f"2026-04-01T00:00:00.{number:06}Z"


def query(target: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(target).query).items()}


def shelf(size: int, *, with_next: bool = True) -> Answer:
    """Return a collection of OBJECTS that gives out so many at a time."""

    def objects(target: str) -> list[bytes]:
        asked = query(target)
        after = max(asked.get("added_after", ""), asked.get("next", ""))
        left = [n for n in range(len(OBJECTS)) if added(n) > after]
        given = left[:size]
        more: dict[str, Any] = {"more": len(left) > len(given)}
        if with_next and more["more"]:
            more["next"] = added(given[-1])
        last = added(given[-1]) if given else ""
        return page(*(OBJECTS[n] for n in given), last=last, **more)

    return objects


def pull(ledger: Engine, strange: Strange, **more: Any) -> Pulled:  # noqa: ANN401
    server, _ = split_url(strange.collection)
    remote = find_collection(strange.collection, "", server)
    return pull_indicators(remote, ledger, now=NOW, **more)


def remembered(ledger: Engine) -> list[str]:
    with ledger.connect() as connection:
        return list(connection.scalars(select(taxii_pulls.c.added_after)))


@pytest.mark.parametrize("with_next", [True, False])
@pytest.mark.parametrize("size", [1, 7, 19, 20, 50])
def test_all_pages_are_pulled(ledger: Engine, size: int, with_next: bool) -> None:  # noqa: FBT001
    """Whether the server says where the next begins, or only when it added the last."""
    with strange_server(collection_then(shelf(size, with_next=with_next))) as strange:
        done = pull(ledger, strange)

    assert (20, 20, -(-20 // size)) == (done.imported.added, done.objects, done.pages)
    assert {f"198.51.100.{n}" for n in range(20)} == {one.value for one in read_kept(ledger)}
    assert [added(19)] == remembered(ledger)
    assert all("match%5Btype%5D=indicator" in one for one in strange.asked[1:])


def test_a_second_pull_brings_only_what_is_new(ledger: Engine) -> None:
    with strange_server(collection_then(shelf(7))) as strange:
        pull(ledger, strange)
        del strange.asked[:]
        second = pull(ledger, strange)
        asked = query(strange.asked[1])
        again = pull(ledger, strange, again=True)
        since = pull(ledger, strange, since=datetime(2026, 4, 1, microsecond=17, tzinfo=UTC))

    assert (0, 1, added(19)) == (second.objects, second.pages, asked["added_after"])
    assert (20, 0, 20) == (again.objects, again.imported.added, again.imported.unchanged)
    assert (2, 2) == (since.objects, since.imported.unchanged)
    assert [added(19)] == remembered(ledger)


def test_a_pull_that_fails_changes_nothing(ledger: Engine) -> None:
    """Not even the pages before; the next pull begins where this one did."""

    def torn(target: str) -> Iterable[bytes]:
        return page(5, more="yes") if "next" in query(target) else shelf(7)(target)

    with strange_server(collection_then(torn)) as strange:
        with pytest.raises(InputError, match="neither that there is more nor that there is not"):
            pull(ledger, strange)
        assert ([], []) == (read_kept(ledger), remembered(ledger))


def endless(target: str) -> list[bytes]:
    number = int(query(target).get("next", "0")) + 1
    return page(OBJECTS[0], more=True, next=str(number))


def circle(target: str) -> list[bytes]:
    return page(OBJECTS[0], more=True, next="b" if query(target).get("next") == "a" else "a")


def empty(target: str) -> list[bytes]:
    return page(more=True, next=str(int(query(target).get("next", "0")) + 1))


@pytest.mark.parametrize(
    ("objects", "why"),
    [
        (endless, "more than 30 (pages|objects)"),
        (circle, "go round in a circle"),
        (lambda _: page(OBJECTS[0], more=True, last=added(1)), "go round in a circle"),
        (empty, "lead nowhere"),
        (lambda _: page(more=True, next="x" * 2_000), "lead nowhere"),
        (lambda _: page(OBJECTS[0], more=True), "does not say where that begins"),
        (lambda _: page(OBJECTS[0], more=True, next=5), "does not say where that begins"),
        (lambda _: page(OBJECTS[0], more=True, last="soon"), "does not say where that begins"),
        (lambda _: page(*OBJECTS, *OBJECTS), "more than 30 objects; --since takes only"),
        (lambda _: page(indicator("x" * 3_000), indicator("y" * 3_000)), "more than 5,000 char"),
        (lambda _: page(more=5), "neither that there is more"),
    ],
)
def test_a_strange_collection_is_left(
    ledger: Engine, monkeypatch: pytest.MonkeyPatch, objects: Answer, why: str
) -> None:
    for name, most in (("PAGES", 30), ("OBJECTS", 30), ("EMPTY", 5), ("PATTERNS", 5_000)):
        monkeypatch.setattr(pulling, f"MOST_{name}", most)
    with strange_server(collection_then(objects)) as strange, pytest.raises(InputError, match=why):
        pull(ledger, strange)
    assert ([], []) == (read_kept(ledger), remembered(ledger))


def test_too_many_bytes_are_left(ledger: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "MOST_BYTES", 5_000)
    raised = pytest.raises(InputError, match="more than 5,000 bytes")
    with strange_server(collection_then(shelf(7))) as strange, raised:
        pull(ledger, strange)


def test_what_is_no_indicator_is_refused_by_itself(ledger: Engine) -> None:
    """Wrong types, other objects and broken patterns beside a good one."""
    strange_ones: list[Any] = [5, None, [], {"type": "indicator"}, {"type": "malware", "id": "x"}]
    strange_ones += [indicator("[nothing"), indicator(7, tag="seven")]
    with strange_server(collection_then(lambda _: page(*strange_ones, OBJECTS[0]))) as strange:
        done = pull(ledger, strange)

    assert (1, 6) == (done.imported.added, done.imported.refused_in_all)


@pytest.mark.parametrize("last", ["9999-01-01T00:00:00Z", "2026-99-01T00:00:00Z", "soon", ""])
def test_a_moment_that_cannot_be_is_not_remembered(ledger: Engine, last: str) -> None:
    """Else a server could keep us from ever seeing what is new."""
    with strange_server(collection_then(lambda _: page(OBJECTS[0], last=last))) as strange:
        assert "" == pull(ledger, strange).after
    assert [] == remembered(ledger)


def test_a_clock_may_be_a_little_ahead(ledger: Engine) -> None:
    last = (NOW + timedelta(hours=3)).isoformat().replace("+00:00", "Z")
    with strange_server(collection_then(lambda _: page(OBJECTS[0], last=last))) as strange:
        assert last == pull(ledger, strange).after


def test_who_says_so_is_kept(ledger: Engine) -> None:
    """Where an indicator names no author, the collection does, or whoever is named."""
    nobody = {name: value for name, value in OBJECTS[0].items() if name != "created_by_ref"}
    with strange_server(collection_then(lambda _: page(nobody))) as strange:
        pull(ledger, strange)
        pull(ledger, strange, source="Example CERT")

    assert {f"taxii:{strange.collection}", "Example CERT"} == {
        one.source for one in read_kept(ledger)
    }


def test_a_pull_tells_how_far_it_is(ledger: Engine) -> None:
    seen: list[str] = []
    with strange_server(collection_then(shelf(7))) as strange:
        pull(ledger, strange, progress=lambda said, *_: seen.append(said))

    assert ["7 objects", "14 objects", "20 objects"] == seen


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just(added(3))
JSON = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "id", "pattern", "objects"]), inner)
    ),
    max_leaves=8,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=JSON | st.fixed_dictionaries({}, optional=dict.fromkeys(PAGE_KEYS, JSON)))
def test_any_page_is_taken_or_left_in_a_sentence(ledger: Engine, document: Any) -> None:  # noqa: ANN401
    """Whatever JSON it is, and though the same comes again for the next page."""
    with strange_server(collection_then(lambda _: told(document))) as strange:
        try:
            pages = pull(ledger, strange, again=True).pages
        except InputError as error:
            event(str(error).split(": ", 1)[1])
        else:
            assert 1 <= pages
