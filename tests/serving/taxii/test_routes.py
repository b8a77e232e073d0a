from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from rasid.serving.taxii.collections import collections_of
from serving.published import address, indicator, put
from serving.running import TAXII, ask, say
from serving.taxii.sites import KEY, OWN, Site, open_site

HELD = "collections/amber/"
ONE = f"{HELD}objects/{indicator(1)['id']}/"
FIRST = "2026-04-02T12:00:00.000000Z"


@pytest.fixture(scope="module")
def site(shelves: Engine) -> Iterator[Site]:
    """Return a site with two versions of an indicator, another one and an observable."""
    put(shelves, indicator(1), indicator(2), address(1))
    put(shelves, indicator(1, version=1))
    put(shelves, indicator(9, level="red"), collection="red")
    with open_site(shelves) as site:
        yield site


def test_discovery_leads_to_the_objects(site: Site) -> None:
    """Its address leaves out what the server is called, which is the client's to say."""
    found = ask(f"{site.url}taxii2/", headers={"Authorization": f"Bearer {site.token}"})

    root = "/taxii2/shared/"
    told: dict[str, Any] = {"title": "Example CERT", "default": root, "api_roots": [root]}
    assert (told, TAXII) == (found.document, found.headers["content-type"])
    told = {"title": "Example CERT", "versions": [TAXII], "max_content_length": 65536}
    assert told == site.ask("").document


def test_a_reader_sees_only_what_they_may_read(site: Site) -> None:
    """Others are not there at all, by whatever name."""
    red = next(one for one in collections_of(KEY) if one.level == "red")
    listed = site.ask("collections/").document["collections"]

    assert ["green", "amber"] == [one["alias"] for one in listed]
    assert {(True, False)} == {(one["can_read"], one["can_write"]) for one in listed}
    assert listed[1] == site.ask(f"collections/{listed[1]['id']}/").document
    assert listed[1] == site.ask(HELD).document
    for path in ("", "objects/", "manifest/", f"objects/{indicator(9)['id']}/"):
        for name in (red.collection_id, "red"):
            assert 404 == site.ask(f"collections/{name}/{path}").status
    assert 1 == len(site.ask("collections/red/objects/", token=OWN).document["objects"])


def test_objects_come_in_their_newest_version(site: Site) -> None:
    answer = site.ask(f"{HELD}objects/")

    assert {
        "more": False,
        "objects": [indicator(2), address(1), indicator(1, 1)],
    } == answer.document
    assert ("2026-04-02T12:00:00.000001Z", "2026-04-02T12:00:00.000003Z") == (
        answer.headers["x-taxii-date-added-first"],
        answer.headers["x-taxii-date-added-last"],
    )


def test_pages_follow_each_other(site: Site) -> None:
    query: dict[str, Any] = {"limit": 3, "match_version": "all"}
    first = site.ask(f"{HELD}objects/", **query).document
    second = site.ask(f"{HELD}objects/", next=first["next"], **query).document

    assert (True, False) == (first["more"], second["more"])
    assert [indicator(1), indicator(2), address(1), indicator(1, 1)] == [
        *first["objects"],
        *second["objects"],
    ]
    assert "next" not in second


def test_one_object_and_its_versions(site: Site) -> None:
    versions = site.ask(f"{ONE}versions/").document["versions"]

    assert [indicator(1)["modified"], indicator(1, 1)["modified"]] == versions
    assert [indicator(1, 1)] == site.ask(ONE).document["objects"]
    assert [indicator(1)] == site.ask(ONE, match_version="first").document["objects"]
    assert [indicator(1)] == site.ask(ONE, match_version=versions[0]).document["objects"]
    assert {"more": False} == site.ask(ONE, match_spec_version="2.0").document
    assert 404 == site.ask(f"{HELD}objects/{indicator(8)['id']}/").status
    assert 404 == site.ask(f"{HELD}objects/{indicator(8)['id']}/versions/").status


def test_the_manifest_tells_the_same(site: Site) -> None:
    listed = site.ask(f"{HELD}manifest/", match_version="all", limit=str(1)).document

    (one,) = listed["objects"]
    assert (True, FIRST) == (listed["more"], listed["next"])
    assert {
        "id": indicator(1)["id"],
        "date_added": FIRST,
        "version": indicator(1)["modified"],
        "media_type": "application/stix+json;version=2.1",
    } == one
    (seen,) = site.ask(f"{HELD}manifest/", match_type="ipv4-addr").document["objects"]
    assert seen["date_added"] == seen["version"]


def test_an_empty_collection_is_no_failure(site: Site) -> None:
    answer = site.ask("collections/green/objects/")

    assert (200, {"more": False}) == (answer.status, answer.document)
    assert "x-taxii-date-added-first" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", f"{HELD}objects/", 403),
        ("DELETE", ONE, 403),
        ("POST", "collections/red/objects/", 404),
        ("POST", HELD, 405),
        ("PUT", ONE, 405),
        ("GET", "status/2d086da7-4bdc-4f91-900e-d77486753710/", 404),
        ("GET", "collections", 404),
        ("GET", "collections/none/", 404),
        ("GET", "collections/../../../etc/passwd", 404),
        ("GET", "collections/amber%00/", 404),
        ("GET", f"{HELD}objects/?limit=0", 400),
        ("GET", f"{HELD}objects/?match[nothing]=1", 400),
        ("GET", f"{HELD}objects/?added_after=2026", 400),
        ("GET", f"{ONE}?match[type]=indicator", 400),
    ],
)
def test_failures_are_told_as_taxii_tells_them(
    site: Site, method: str, path: str, status: int
) -> None:
    answer = site.ask(path, method=method)

    assert (status, TAXII) == (answer.status, answer.headers["content-type"])
    assert str(status) == answer.document["http_status"]
    assert answer.document["title"]


@pytest.mark.parametrize("path", ["", "shared/", "shared/collections/", f"shared/{HELD}objects/"])
def test_nothing_is_told_without_a_token_or_the_media_type(site: Site, path: str) -> None:
    url = f"{site.url}taxii2/{path}"
    known = {"Authorization": f"Bearer {site.token}"}

    assert 401 == ask(url).status == ask(url, headers={"Authorization": "Bearer x"}).status
    assert "Basic realm=" in ask(url).headers["www-authenticate"]
    assert 406 == ask(url, headers={**known, "Accept": "application/json"}).status
    assert 200 == ask(url, headers={**known, "Accept": "*/*"}).status


def test_a_head_has_no_body(site: Site) -> None:
    answer = site.ask(f"{HELD}objects/", method="HEAD")

    assert (200, "") == (answer.status, answer.text)


def test_a_post_is_refused_before_its_body_is_read(site: Site) -> None:
    """And one that would be too long before that."""
    head = f"POST /taxii2/shared/{HELD}objects/ HTTP/1.1\r\nHost: localhost\r\n"
    head += f"Authorization: Bearer {site.token}\r\nAccept: {TAXII}\r\nConnection: close\r\n"

    assert b" 403 " in say(site.url, f"{head}Content-Length: 2\r\n\r\n{{}}".encode())[:20]
    assert b" 413 " in say(site.url, f"{head}Content-Length: 99999\r\n\r\n".encode())[:20]


def test_ids_of_collections_are_of_the_home_and_of_uuid4() -> None:
    ids = [one.collection_id for one in collections_of(KEY)]

    assert ids == [one.collection_id for one in collections_of(KEY)]
    assert 5 == len(set(ids))
    assert {"4"} == {one[14] for one in ids}
