import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, select
from sqlalchemy.exc import IntegrityError as Refused

from rasid.errors import IntegrityError, UsageError
from rasid.ledger import taxii_objects, taxii_publications
from rasid.sharing import require_room
from serving.published import NOW, address, indicator, put


def held(ledger: Engine) -> list[tuple[str, str]]:
    with ledger.connect() as connection:
        query = select(taxii_objects.c.collection, taxii_objects.c.stix)
        rows = connection.execute(query.order_by(taxii_objects.c.date_added))
        return [(level, json.loads(stix).get("name", "")) for level, stix in rows]


def records(ledger: Engine) -> list[tuple[str, str, int]]:
    columns = (taxii_publications.c[name] for name in ("published_by", "collection", "added"))
    with ledger.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def test_the_same_again_changes_nothing(ledger: Engine) -> None:
    """Not even a record of it is made."""
    put(ledger, indicator(1), address(1))

    assert [] == put(ledger, indicator(1), address(1), at=NOW + timedelta(days=1))
    assert [("Ada", "amber", 2)] == records(ledger)


def test_a_new_version_is_added_to_the_old(ledger: Engine) -> None:
    put(ledger, indicator(1), indicator(2))
    put(ledger, indicator(1, version=1), indicator(2))

    names = ["number 1, version 0", "number 2, version 0", "number 1, version 1"]
    assert [("amber", name) for name in names] == held(ledger)
    assert [("Ada", "amber", 2), ("Ada", "amber", 1)] == records(ledger)


def test_what_has_no_version_is_added_anew_where_it_changed(ledger: Engine) -> None:
    put(ledger, address(1))
    put(ledger, {**address(1), "x_seen": True}, at=NOW)

    assert 2 == len(held(ledger))


def test_each_object_has_its_moment(ledger: Engine) -> None:
    """Rising, also where the clock goes back."""
    put(ledger, *(indicator(n) for n in range(5)))
    put(ledger, *(indicator(n) for n in range(5, 9)), at=NOW - timedelta(days=1))
    with ledger.connect() as connection:
        rows = connection.execute(select(taxii_objects.c.date_added, taxii_objects.c.stix))
        added = {json.loads(stix)["name"]: moment for moment, stix in rows}

    rising = sorted(added.values())
    assert rising == [added[f"number {n}, version 0"] for n in range(9)]
    assert "2026-04-02T12:00:00.000000Z" == rising[0]
    assert 9 == len(set(rising))


@pytest.mark.parametrize(
    ("tlp", "collection", "fits"),
    [
        ("clear", "clear", True),
        ("clear", "red", True),
        ("green", "clear", False),
        ("amber+strict", "amber", False),
        ("amber", "amber+strict", True),
        ("red", "amber+strict", False),
    ],
)
def test_a_collection_holds_what_its_level_allows(
    ledger: Engine,
    tlp: str,
    collection: str,
    fits: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """What is closer than the collection is refused, whoever put it there under whatever name."""
    if fits:
        require_room(tlp, collection)
        assert 1 == len(put(ledger, indicator(1, level=tlp), collection=collection))
    else:
        with pytest.raises(UsageError, match="is too open for TLP:"):
            require_room(tlp, collection)
        with pytest.raises(IntegrityError, match="is marked closer than the collection"):
            put(ledger, indicator(1, level=tlp), collection=collection)
        assert [] == records(ledger)


def test_collections_are_apart(ledger: Engine) -> None:
    put(ledger, indicator(1, level="clear"), collection="clear")

    assert 1 == len(put(ledger, indicator(1, level="clear"), collection="green"))


def test_nothing_is_taken_back(ledger: Engine) -> None:
    put(ledger, indicator(1))

    with ledger.begin() as connection, pytest.raises(Refused, match="are only ever added"):
        connection.execute(delete(taxii_objects))
