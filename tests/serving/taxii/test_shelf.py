from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.event import listen

from rasid.ledger import open_ledger
from rasid.serving.taxii.asked import Asked
from rasid.serving.taxii.shelf import Held, holds, read_page
from rasid.settings import Home
from serving.published import NOW, address, indicator, put, revoked

Batches = list[list[tuple[int, int]]]
batches = st.lists(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3)), max_size=8), max_size=5
)


def paged(ledger: Engine, asked: Asked) -> Iterator[Held]:
    """Yield all of what is asked for, page by page, as a client does."""
    more = True
    while more:
        page = read_page(ledger, "amber", asked, whole=True)
        assert len(page.held) <= asked.limit
        yield from page.held
        more = page.more
        assert page.held or not more
        if page.held:
            asked = Asked(asked.limit, page.held[-1].date_added, versions=asked.versions)


@settings(max_examples=25)
@given(batches=batches, limit=st.integers(1, 40))
def test_pages_give_each_version_once_in_order(batches: Batches, limit: int) -> None:
    """Whatever was published when, and however long a page is."""
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.create()
        with open_ledger(home) as ledger:
            published: list[dict[str, Any]] = []
            for number, batch in enumerate(batches):
                objects = {n: indicator(n, 10 * number + v) for n, v in batch}
                at = NOW - timedelta(hours=number)  # the clock goes back
                published += put(ledger, *objects.values(), at=at)
            last = {one["id"]: one["modified"] for one in published}
            everything = list(paged(ledger, Asked(limit, versions=("all",))))
            newest = list(paged(ledger, Asked(limit)))

    expected = [(one["id"], one["modified"]) for one in published]
    assert expected == [(one.stix_id, one.version) for one in everything]
    assert [pair for pair in expected if last[pair[0]] == pair[1]] == [
        (one.stix_id, one.version) for one in newest
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (Asked(versions=("first",)), ["1.0", "2.0", "203.0.113.1"]),
        (Asked(), ["2.0", "203.0.113.1", "1.1"]),
        (Asked(versions=("first", "last")), ["1.0", "2.0", "203.0.113.1", "1.1"]),
        (Asked(versions=("2026-04-01T09:00:01.000Z",)), ["1.1"]),
        (Asked(types=("ipv4-addr", "no")), ["203.0.113.1"]),
        (Asked(ids=(indicator(1)["id"],)), ["1.1"]),
        (Asked(ids=("' OR 1=1 --",)), []),
        (Asked(spec_versions=("2.0",)), []),
        (Asked(spec_versions=("2.1",), types=("indicator",)), ["2.0", "1.1"]),
        (Asked(after="2026-04-02T12:00:00.000000Z"), ["2.0", "203.0.113.1", "1.1"]),
        (Asked(after="2026-04-03T00:00:00.000000Z"), []),
    ],
)
def test_filters_narrow(ledger: Engine, asked: Asked, found: list[str]) -> None:
    put(ledger, indicator(1), indicator(2), address(1))
    put(ledger, indicator(1, version=1))
    put(ledger, indicator(3, level="green"), collection="green")
    page = read_page(ledger, "amber", asked, whole=True)

    names = {indicator(n)["id"]: str(n) for n in range(4)}
    told = [
        f"{names[one.stix_id]}.{int('01.000' in one.version)}"
        if one.stix_id in names
        else "203.0.113.1"
        for one in page.held
    ]
    assert (found, False) == (told, page.more)


def test_a_collection_knows_what_it_ever_held(ledger: Engine) -> None:
    put(ledger, indicator(1))

    named = indicator(1)["id"]
    assert (True, False) == (holds(ledger, "amber", named), holds(ledger, "green", named))


@pytest.mark.parametrize(
    "versions", [("all",), ("first",), ("last",), (revoked(1, 9)["modified"],)]
)
def test_what_was_revoked_is_asked_for_in_vain(ledger: Engine, versions: tuple[str, ...]) -> None:
    """In whatever version: the revocation is all that is told."""
    put(ledger, indicator(1), indicator(1, 1))
    put(ledger, revoked(1, 9))
    page = read_page(ledger, "amber", Asked(versions=versions), whole=True)

    assert [revoked(1, 9)["modified"]] == [one.version for one in page.held]
    old = Asked(versions=(indicator(1)["modified"],))
    assert [] == read_page(ledger, "amber", old, whole=True).held


@pytest.mark.parametrize("versions", [("last",), ("first",)])
def test_versions_are_found_by_their_index(ledger: Engine, versions: tuple[str, ...]) -> None:
    """Else each page of a large collection takes seconds."""
    put(ledger, indicator(1))
    asked: list[tuple[str, Any]] = []
    listen(ledger, "before_cursor_execute", lambda *a: asked.append((a[2], a[3])))
    read_page(ledger, "amber", Asked(versions=versions), whole=True)
    statement, values = asked[0]
    with ledger.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()

    told = [str(row[-1]) for row in plan]
    assert any("AS other" in one or "other USING" in one for one in told), told
    assert all("taxii_objects_in_order" in one for one in told if " other " in one), told
