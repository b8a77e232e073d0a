"""What a collection gives out of real plans, as the command puts it there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.ledger import writing_alone
from rasid.sharing import (
    Ids,
    Publication,
    Sharer,
    Versions,
    believed_since,
    publish,
    stix_objects,
    unpublished,
)
from rasid.sharing.rules import Rules
from reports.months import Month
from serving.published import NOW
from sharing.test_withdrawing import given
from sharing.worlds import KEY, ROSTER, a_month, chosen, entry

Opened = Callable[[Month], DuckDB]


def shelve(
    engine: DuckDB, ledger: Engine, profile: str = "peers", hours: int = 0, named: str = ""
) -> int:
    """Publish all campaigns of an engine, and return how many objects were new."""
    rules = Rules("amber", profile, frozenset({named} - {""}), form="taxii")
    at = NOW + timedelta(hours=hours)
    with writing_alone(ledger) as connection:
        versions = Versions(connection, "taxii/amber", believed_since(engine))
        ids = Ids("Example", KEY.mark, versions.revoked)
        objects = stix_objects(chosen(engine, rules), Sharer(ids, rules.tlp), versions)
        new = unpublished(connection, "amber", objects)
        versions.keep()
        publish(connection, Publication("Ada", at, "amber", "amber", profile, [], []), new)
    return len(new)


def test_the_same_again_adds_nothing(opened: Opened, ledger: Engine) -> None:
    """Also where a narrower profile was published in between."""
    engine = opened(a_month())
    first = shelve(engine, ledger)
    before = given(ledger)

    assert first == len(before)
    assert 0 == shelve(engine, ledger, hours=1)
    assert 0 < shelve(engine, ledger, "indicators", hours=2) < first
    assert not any(stix.get("revoked") for stix in given(ledger))


@pytest.mark.parametrize("profile", ["peers", "trusted"])
def test_no_protected_person_is_given_out(opened: Opened, ledger: Engine, profile: str) -> None:
    month = a_month()
    month["events"][0]["user_agent"] = "tool for Name of j1"
    month["events"][1]["fingerprint"] = "j2@mail.example"
    shelve(opened(month), ledger, profile)
    text = str(given(ledger))

    said = {one for who in ROSTER for one in (f"Name of {who}", f"{who}@mail.example", f" {who}")}
    assert set() == {one for one in said if one in text}


def test_somebodys_own_address_is_given_out_no_more(opened: Opened, ledger: Engine) -> None:
    """Neither it nor its observable, in no version; one who fetched it is told by ids alone."""
    month = a_month()
    shelve(opened(month), ledger)
    before = str(given(ledger))
    month["events"].append(entry(3, "j5@mail.example"))
    shelve(opened(month), ledger, hours=1)
    after: list[dict[str, Any]] = given(ledger)
    address = "198.51.100.3"

    assert f"'{address}'" in before
    assert address not in str(after)
    gone = {stix["type"] for stix in after if stix.get("revoked")}
    assert {"indicator", "observed-data", "sighting", "relationship"} == gone
    assert any("'198.51.100.4'" in stix.get("pattern", "") for stix in after)
    assert 0 == shelve(opened(month), ledger, hours=2)


def test_who_is_named_no_more_is_given_out_no_more(opened: Opened, ledger: Engine) -> None:
    """And again if somebody says so again."""
    engine = opened(a_month())
    told = []
    for hours, named in enumerate(("j1", "", "j1", "")):
        shelve(engine, ledger, hours=hours, named=named)
        told.append("Name of j1" in str(given(ledger)))

    assert [True, False, True, False] == told


def test_an_actor_that_is_out_is_given_out_no_more(opened: Opened, ledger: Engine) -> None:
    month = a_month()
    shelve(opened(month), ledger)
    assert "Sable Heron" in {stix.get("name") for stix in given(ledger)}
    month["attributions"][0]["probability"] = 0.2
    shelve(opened(month), ledger, hours=1)

    assert "Sable Heron" not in {stix.get("name") for stix in given(ledger)}
