"""What OASIS's own client makes of the server."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests import HTTPError
from sqlalchemy import Engine
from taxii2client.exceptions import AccessError
from taxii2client.v21 import Collection, Server, as_pages

from serving.published import address, indicator, put
from serving.taxii.sites import Site, open_site

COUNT = 23


@pytest.fixture(scope="module")
def site(shelves: Engine) -> Iterator[Site]:
    """Return a site with indicators, of which one has two versions."""
    put(shelves, *(indicator(n) for n in range(COUNT)))
    put(shelves, address(1), indicator(0, version=1))
    with open_site(shelves) as site:
        yield site


@pytest.fixture
def amber(site: Site) -> Iterator[Collection]:
    """Return the collection as a client finds it."""
    with Server(f"{site.url}taxii2/", user="peer", password=site.token) as server:
        (root,) = server.api_roots
        yield next(one for one in root.collections if one.title == "TLP:AMBER")


def test_a_client_finds_its_collections(site: Site) -> None:
    with Server(f"{site.url}taxii2/", user="peer", password=site.token) as server:
        (root,) = server.api_roots

        assert "Example CERT" == server.title == root.title
        assert server.default.url == root.url == site.root
        assert ["TLP:GREEN", "TLP:AMBER"] == [one.title for one in root.collections]


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(limit=st.integers(1, COUNT + 3))
def test_a_client_pages_through_all(amber: Collection, limit: int) -> None:
    """Each once, in the order in which they came, for objects and manifest alike."""
    expected = [*(indicator(n)["id"] for n in range(1, COUNT)), address(1)["id"]]
    expected += [indicator(0)["id"]]
    for func in (amber.get_objects, amber.get_manifest):
        pages = list(as_pages(func, per_request=limit))

        assert expected == [one["id"] for page in pages for one in page["objects"]]
        assert all(len(page["objects"]) <= limit for page in pages)


def test_a_client_gets_what_is_new(amber: Collection) -> None:
    """After a moment as it is told, and as the client writes it."""
    listed = amber.get_manifest(version="all")["objects"]
    moment = datetime.fromisoformat(listed[COUNT]["date_added"])

    for after in (listed[COUNT]["date_added"], moment):
        (new,) = amber.get_objects(added_after=after)["objects"]
        assert indicator(0, version=1) == new
    assert {"more": False} == amber.get_objects(added_after=listed[-1]["date_added"])


def test_a_client_narrows_down(amber: Collection) -> None:
    named = indicator(0)["id"]

    assert [indicator(0, 1)] == amber.get_object(named)["objects"]
    assert 2 == len(amber.object_versions(named)["versions"])
    assert [address(1)] == amber.get_objects(type=["ipv4-addr", "tool"])["objects"]
    moment = datetime.fromisoformat(indicator(0)["modified"])
    assert [indicator(0)] == amber.get_object(named, version=[moment])["objects"]


def test_a_client_cannot_write(amber: Collection) -> None:
    with pytest.raises(AccessError, match="does not allow writing"):
        amber.add_objects({"objects": [indicator(50)]})


def test_a_stranger_gets_nothing(site: Site) -> None:
    with (
        Server(f"{site.url}taxii2/", user="peer", password="x") as server,  # noqa: S106
        pytest.raises(HTTPError, match="401"),
    ):
        assert server.title
