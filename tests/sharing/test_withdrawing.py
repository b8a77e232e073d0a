import json
from typing import Any

from sqlalchemy import Engine, func, select

from rasid.ledger import taxii_objects, taxii_withdrawals
from rasid.sharing.withdrawing import is_given
from serving.published import address, indicator, note_on, put, revoked


def given(ledger: Engine, collection: str = "amber") -> list[dict[str, Any]]:
    """Return what a collection gives out, in order."""
    held = taxii_objects.c
    query = select(held.stix).where(held.collection == collection, is_given(held))
    with ledger.connect() as connection:
        return [json.loads(stix) for stix in connection.scalars(query.order_by(held.date_added))]


def withdrawals(ledger: Engine) -> int:
    with ledger.connect() as connection:
        return connection.scalar(select(func.count()).select_from(taxii_withdrawals)) or 0


def test_of_what_is_revoked_only_that_is_given(ledger: Engine) -> None:
    """However often something else is published after."""
    put(ledger, indicator(1), indicator(2))
    put(ledger, indicator(1, 1))
    put(ledger, revoked(1, 2))
    put(ledger, indicator(2, 1))
    put(ledger, indicator(3))

    assert [indicator(2), revoked(1, 2), indicator(2, 1), indicator(3)] == given(ledger)
    assert 1 == withdrawals(ledger)


def test_what_one_collection_revokes_no_other_gives(ledger: Engine) -> None:
    """Until it tells of the revocation itself, it is silent."""
    put(ledger, indicator(1, level="green"), indicator(2, level="green"), collection="green")
    put(ledger, indicator(1, 1))
    put(ledger, revoked(1, 2))

    assert [indicator(2, level="green")] == given(ledger, "green")
    put(ledger, {**revoked(1, 3), "object_marking_refs": []}, collection="green")
    assert [False, True] == ["revoked" in one for one in given(ledger, "green")]


def test_an_observable_goes_with_what_speaks_of_it(ledger: Engine) -> None:
    """And comes back with it."""
    put(ledger, address(1), note_on(1), address(2), note_on(2))
    put(ledger, note_on(1, 1))
    assert [note_on(1), address(2), note_on(2), note_on(1, 1)] == given(ledger)

    again = {**note_on(1), "modified": note_on(1, 2)["modified"]}
    put(ledger, address(1), again)
    assert [note_on(1), address(2), note_on(2), note_on(1, 1), address(1), again] == given(ledger)


def test_an_observable_that_is_told_otherwise_is_told_so_alone(ledger: Engine) -> None:
    """In its collection; in others it stays as it is."""
    named = {**address(1), "x_name": "a name"}
    for level in ("amber", "red"):
        put(ledger, named, note_on(1), collection=level)
    put(ledger, address(1), note_on(1))

    assert [note_on(1), address(1)] == given(ledger)
    assert [named, note_on(1)] == given(ledger, "red")


def test_the_same_text_is_not_put_there_twice(ledger: Engine) -> None:
    put(ledger, address(1), note_on(1))
    put(ledger, address(1), note_on(1), indicator(1))

    assert [address(1), note_on(1), indicator(1)] == given(ledger)
    assert 0 == withdrawals(ledger)
