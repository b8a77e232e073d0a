from typing import Any

import pytest

from rasid.errors import RasidError
from rasid.sharing.taxii_collection import find_collection
from rasid.sharing.taxii_server import split_url
from sharing.strange_server import COLLECTION, ID, ROOT, TAXII, strange_server, told

OTHER = "52892447-4d7e-4f70-b94d-d7f22742ff63"
ONE = {"id": ID, "title": "One", "alias": "first", "can_read": True, "can_write": False}
TWO = {"id": OTHER, "title": "Two", "can_read": True, "can_write": False}
API_ROOT = {"title": "Root", "versions": [TAXII], "max_content_length": 1}
SERVER = {
    "/taxii2/": {"title": "Server", "api_roots": [ROOT]},
    ROOT: API_ROOT,
    f"{ROOT}collections/": {"collections": [ONE]},
    COLLECTION: ONE,
}


def found(path: str, wanted: str = "", **other: Any) -> str:  # noqa: ANN401 - hostile JSON
    """Return the path of the collection that is found; `other` overrides what is answered."""
    said = {**SERVER, **{_PATHS[name]: document for name, document in other.items()}}
    missing = told({}, status="404 Not Found")
    answers = {target: told(document) for target, document in said.items()}
    with strange_server(lambda target: answers.get(target, missing)) as strange:
        url = strange.url.rstrip("/") + path
        return find_collection(url, wanted, split_url(url)[0]).path


_PATHS = {"discovery": "/taxii2/", "root": ROOT, "listed": f"{ROOT}collections/", "one": COLLECTION}


@pytest.mark.parametrize(
    "path",
    ["/taxii2/", "/taxii2", ROOT, COLLECTION, COLLECTION.rstrip("/"), f"{COLLECTION}objects/"],
)
def test_each_address_leads_to_the_collection(path: str) -> None:
    assert COLLECTION == found(path)


@pytest.mark.parametrize("wanted", [ID, ID.upper(), "one", "FIRST"])
def test_a_collection_is_named_as_one_likes(wanted: str) -> None:
    assert COLLECTION == found("/taxii2/", wanted, listed={"collections": [TWO, ONE]})


def test_the_default_root_is_taken() -> None:
    roots = {"title": "x", "api_roots": ["/other/", ROOT], "default": ROOT}

    assert COLLECTION == found("/taxii2/", discovery=roots)


@pytest.mark.parametrize(
    ("other", "wanted", "why"),
    [
        (
            {"listed": {"collections": [ONE, TWO]}},
            "",
            f"must say which of .*{ID} \\(One\\), {OTHER}",
        ),
        ({"listed": {"collections": [ONE, TWO]}}, "three", "is none of the collections of"),
        ({"listed": {"collections": [ONE, {**TWO, "title": "One"}]}}, "one", "must say which of"),
        ({"listed": {"collections": [{**ONE, "can_read": False}]}}, "", "no collection that may"),
        ({"listed": {"collections": [{**ONE, "id": "../../x"}]}}, "", "no collection that may"),
        ({"listed": {"collections": [{**ONE, "id": 5}, 5, None]}}, "", "no collection that may"),
        ({"listed": {"collections": "x"}}, "", "no collection that may"),
        ({"listed": {}}, "", "no collection that may"),
        ({"discovery": {"api_roots": []}}, "", "it names no API root"),
        ({"discovery": {"api_roots": {"a": 1}}}, "", "it names no API root"),
        ({"discovery": {"api_roots": ["/a/", "/b/"]}}, "", "several API roots: name one of /a/"),
        (
            {"discovery": {"api_roots": ["https://b.example/"]}},
            "",
            "it leads to https://b.example/",
        ),
        ({"discovery": {"api_roots": ["file:///etc/passwd"]}}, "", "expected https"),
        ({"discovery": {"title": "x"}}, "", "no discovery, API root or collection"),
        (
            {"root": {**API_ROOT, "versions": ["application/taxii+json;version=2.0"]}},
            "",
            "not speak",
        ),
        ({"root": {**API_ROOT, "versions": [5]}}, "", "does not speak TAXII 2.1"),
        ({"root": {**API_ROOT, "versions": 5}}, "", "no discovery, API root or collection"),
    ],
)
def test_a_strange_server_is_one_sentence(other: dict[str, Any], wanted: str, why: str) -> None:
    with pytest.raises(RasidError, match=why) as refused:
        found("/taxii2/", wanted, **other)
    assert len(str(refused.value)) < 600


def test_a_long_title_is_cut() -> None:
    with pytest.raises(RasidError, match="xxx") as refused:
        found(ROOT, listed={"collections": [{**ONE, "title": "x" * 10**6}, TWO]})
    assert len(str(refused.value)) < 400
