from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine

from rasid.sharing.versions import Draft, Versions, stamp

BASE = datetime(2026, 4, 1, 9, 0, 0, 250_700, tzinfo=UTC)
FIRST, SECOND = "2026-04-01T09:00:00.250Z", "2026-04-01T09:00:01.250Z"


@pytest.fixture
def connection(ledger: Engine) -> Iterator[Connection]:
    with ledger.begin() as connection:
        yield connection


def shared(connection: Connection, *names: str, variant: str = "amber/peers") -> Versions:
    """Share an object of each name, and remember it."""
    versions = Versions(connection, variant, BASE)
    for name in names:
        versions.dated(draft(name))
    versions.keep()
    return versions


def draft(name: str, stix_id: str = "campaign--1") -> Draft:
    return Draft({"type": "campaign", "id": stix_id, "created_by_ref": "me", "name": name}, "C-1")


def times(connection: Connection, name: str, variant: str = "amber/peers") -> tuple[str, str]:
    stix = Versions(connection, variant, BASE).dated(draft(name))
    return stix["created"], stix["modified"]


def test_the_same_content_keeps_its_times(connection: Connection) -> None:
    shared(connection, "a")

    assert (FIRST, FIRST) == times(connection, "a")


def test_other_content_gets_a_new_modified(connection: Connection) -> None:
    """Even where nothing was analysed in between, and where it was so once before."""
    shared(connection, "a")
    shared(connection, "b")

    assert (FIRST, SECOND) == times(connection, "b")
    assert (FIRST, "2026-04-01T09:00:02.250Z") == times(connection, "a")


def test_recipients_of_two_kinds_keep_their_versions(connection: Connection) -> None:
    """What one gets does not make the other's bytes new; the same content is one version."""
    shared(connection, "a")
    shared(connection, "b", variant="green/peers")

    assert (FIRST, FIRST) == times(connection, "a")
    assert (FIRST, SECOND) == times(connection, "b", "green/peers")
    assert (FIRST, SECOND) == times(connection, "b", "red/peers")


def test_what_stands_no_more_is_revoked(connection: Connection) -> None:
    """Once and for all: the same again, and its id is not used again."""
    shared(connection, "a")
    versions = Versions(connection, "amber/peers", BASE + timedelta(days=1))
    (gone,) = versions.withdrawn({"C-1"}, set())
    versions.keep()

    assert (True, FIRST, stamp(BASE + timedelta(days=1))) == (
        gone["revoked"],
        gone["created"],
        gone["modified"],
    )
    later = Versions(connection, "amber/peers", BASE + timedelta(days=2))
    assert [gone] == later.withdrawn({"C-1"}, set())
    assert {"campaign--1"} == later.revoked


def test_what_others_were_given_is_not_revoked_for_them(connection: Connection) -> None:
    shared(connection, "a", variant="red/trusted")

    assert [] == Versions(connection, "amber/peers", BASE).withdrawn({"C-1"}, set())
    assert [] == Versions(connection, "red/trusted", BASE).withdrawn({"C-2"}, set())
