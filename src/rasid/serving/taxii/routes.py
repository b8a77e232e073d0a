"""TAXII 2.1 as OASIS specifies it, for reading: nothing can be written or deleted."""

import json
from collections.abc import Callable, Collection, Sequence
from http import HTTPStatus
from typing import Any

from sqlalchemy import Engine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from rasid.serving.access import Access
from rasid.serving.failure import TAXII_PATH, TAXII_TYPE, Failure
from rasid.serving.guard import MOST_BODY
from rasid.serving.readers import Reader
from rasid.serving.taxii.asked import OF_COLLECTION, OF_OBJECT, OF_VERSIONS, Asked, read_asked
from rasid.serving.taxii.collections import STIX_TYPE, collections_of
from rasid.serving.taxii.collections import Collection as Shelf
from rasid.serving.taxii.media import require_acceptable
from rasid.serving.taxii.shelf import Page, holds, read_page
from rasid.sharing.keys import Key

API_ROOT = f"{TAXII_PATH}shared/"

Handler = Callable[[Request], Response]


def taxii_routes(ledger: Engine, key: Key, access: Access, producer: str) -> Sequence[BaseRoute]:
    """Return the routes below /taxii2/; `producer` is who shares, empty where it goes unnamed."""
    taxii = _Taxii(ledger, key, access, producer)
    one = f"{API_ROOT}collections/{{collection}}"
    answers: dict[str, Handler] = {
        TAXII_PATH: taxii.discovery,
        API_ROOT: taxii.api_root,
        f"{API_ROOT}status/{{status}}/": taxii.status,
        f"{API_ROOT}collections/": taxii.collections,
        f"{one}/": taxii.collection,
        f"{one}/manifest/": taxii.manifest,
        f"{one}/objects/": taxii.objects,
        f"{one}/objects/{{object}}/": taxii.object,
        f"{one}/objects/{{object}}/versions/": taxii.versions,
    }
    reading: list[BaseRoute] = [
        Route(path, taxii.to_readers(handler), methods=["GET"]) for path, handler in answers.items()
    ]
    writing = [
        Route(f"{one}/objects/", taxii.to_readers(taxii.refuse), methods=["POST"]),
        Route(f"{one}/objects/{{object}}/", taxii.to_readers(taxii.refuse), methods=["DELETE"]),
    ]
    return [*reading, *writing]


class _Taxii:
    def __init__(self, ledger: Engine, key: Key, access: Access, producer: str) -> None:
        self._ledger = ledger
        self._access = access
        self._title = producer or "A user of rasid"
        self._shelves = collections_of(key)

    def to_readers(self, handler: Handler) -> Handler:
        """Return a handler that answers only who has a token and takes TAXII's media type."""

        def answered(request: Request) -> Response:
            address = request.client.host if request.client else ""
            header = request.headers.get("authorization")
            request.state.reader = self._access.reader(header, address)
            require_acceptable(request.headers.get("accept"))
            return handler(request)

        return answered

    def discovery(self, _: Request) -> Response:
        """Tell where the API roots are; the address leaves out what we are called."""
        return _json({"title": self._title, "default": API_ROOT, "api_roots": [API_ROOT]})

    def api_root(self, _: Request) -> Response:
        """Tell what is spoken at the one API root."""
        told = {"title": self._title, "versions": [TAXII_TYPE], "max_content_length": MOST_BODY}
        return _json(told)

    def status(self, _: Request) -> Response:
        """Tell that there is no such status: they come of what is written."""
        raise _missing("The status ID is not found.")

    def collections(self, request: Request) -> Response:
        """List the collections that the reader may read."""
        found = [one.resource() for one in self._shelves if _may_read(request, one)]
        return _json({"collections": found} if found else {})

    def collection(self, request: Request) -> Response:
        """Tell of one collection."""
        return _json(self._shelf(request).resource())

    def manifest(self, request: Request) -> Response:
        """List ids, versions and when each was added."""
        page = self._page(request, self._shelf(request), OF_COLLECTION, whole=False)
        listed = [
            {
                "id": one.stix_id,
                "date_added": one.date_added,
                "version": one.version,
                "media_type": STIX_TYPE,
            }
            for one in page.held
        ]
        return _paged(page, "objects", json.dumps(listed))

    def objects(self, request: Request) -> Response:
        """Give out objects."""
        page = self._page(request, self._shelf(request), OF_COLLECTION, whole=True)
        return _paged(page, "objects", _joined(page))

    def object(self, request: Request) -> Response:
        """Give out one object, in the versions that are asked for."""
        page = self._page(request, self._holding(request), OF_OBJECT, whole=True)
        return _paged(page, "objects", _joined(page))

    def versions(self, request: Request) -> Response:
        """List the versions of one object."""
        shelf = self._holding(request)
        page = self._page(request, shelf, OF_VERSIONS, whole=False, versions=("all",))
        return _paged(page, "versions", json.dumps([one.version for one in page.held]))

    def refuse(self, request: Request) -> Response:
        """Tell that nothing can be written."""
        self._shelf(request)
        why = "The client does not have access to write to this collection."
        raise Failure(HTTPStatus.FORBIDDEN, why)

    def _shelf(self, request: Request) -> Shelf:
        named = request.path_params["collection"].lower()
        for one in self._shelves:
            if named in (one.collection_id, one.alias) and _may_read(request, one):
                return one
        raise _missing("The collection is not found, or the client does not have access to it.")

    def _holding(self, request: Request) -> Shelf:
        """Return the collection, which must hold the object."""
        shelf = self._shelf(request)
        if not holds(self._ledger, shelf.level, request.path_params["object"]):
            raise _missing("The object is not found in this collection.")
        return shelf

    def _page(
        self,
        request: Request,
        shelf: Shelf,
        taken: Collection[str],
        *,
        whole: bool,
        versions: tuple[str, ...] = (),
    ) -> Page:
        asked = read_asked(request.query_params, taken)
        return read_page(
            self._ledger, shelf.level, _narrowed(asked, request, versions), whole=whole
        )


def _narrowed(asked: Asked, request: Request, versions: tuple[str, ...]) -> Asked:
    """Return what is asked of the one object that the address names, if it names one."""
    named = request.path_params.get("object")
    return Asked(
        limit=asked.limit,
        after=asked.after,
        ids=asked.ids if named is None else (named,),
        types=asked.types,
        spec_versions=asked.spec_versions,
        versions=versions or asked.versions,
    )


def _may_read(request: Request, one: Shelf) -> bool:
    reader: Reader = request.state.reader
    return one.level in reader.collections


def _missing(why: str) -> Failure:
    return Failure(HTTPStatus.NOT_FOUND, why)


def _json(told: dict[str, Any]) -> Response:
    return Response(json.dumps(told), headers={"Content-Type": TAXII_TYPE})


def _joined(page: Page) -> str:
    """Return the objects as a JSON list; they are kept as JSON and need not be read."""
    return f"[{', '.join(one.stix for one in page.held)}]"


def _paged(page: Page, name: str, listed: str) -> Response:
    """Return a page; its last moment is where the next one begins."""
    headers = {"Content-Type": TAXII_TYPE}
    if not page.held:
        return Response('{"more": false}', headers=headers)
    first, last = page.held[0].date_added, page.held[-1].date_added
    headers |= {"X-TAXII-Date-Added-First": first, "X-TAXII-Date-Added-Last": last}
    following = f'"next": {json.dumps(last)}, ' if page.more else ""
    more = json.dumps(page.more)
    return Response(f'{{"more": {more}, {following}"{name}": {listed}}}', headers=headers)
