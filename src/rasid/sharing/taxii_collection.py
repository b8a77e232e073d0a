"""Finding the collection that is meant, from a discovery address, an API root or its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasid.errors import InputError, UsageError
from rasid.sharing.taxii_server import MEDIA_TYPE, TaxiiServer, split_url

MOST_TOLD = 10
_LONGEST_TITLE = 60
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_OBJECTS = "objects/"


@dataclass(frozen=True, slots=True)
class RemoteCollection:
    """A collection at its server."""

    server: TaxiiServer
    path: str

    @property
    def url(self) -> str:
        """Its address."""
        return f"{self.server.origin}{self.path}"


def find_collection(url: str, wanted: str, server: TaxiiServer) -> RemoteCollection:
    """Return the collection that an address leads to; `wanted` is its id, alias or title.

    Raises UsageError where it cannot be told which is meant, InputError for a strange server.
    """
    _, path = split_url(url)
    path = path.removesuffix(_OBJECTS)
    told = server.get(path).document
    if "api_roots" in told:
        path = server.path_of(_root(told, server.origin + path), path)
        told = server.get(path).document
    if isinstance(told.get("versions"), list):
        _require_version(told["versions"], server.origin + path)
        listed = server.get(f"{path}collections/").document.get("collections", [])
        named = _chosen(listed, wanted, server.origin + path)
        return RemoteCollection(server, f"{path}collections/{named}/")
    if isinstance(told.get("id"), str) and "can_read" in told:
        return RemoteCollection(server, path)
    message = "this is no discovery, API root or collection of TAXII 2.1."
    raise InputError(server.origin + path, message)


def _root(told: Mapping[str, Any], place: str) -> str:
    roots = told["api_roots"]
    roots = [one for one in roots if isinstance(one, str)] if isinstance(roots, list) else []
    default = told.get("default")
    if isinstance(default, str) and default:
        return default
    if len(roots) == 1:
        return str(roots[0])
    if not roots:
        raise InputError(place, "it names no API root.")
    listed = ", ".join(one[:200] for one in roots[:MOST_TOLD])
    raise UsageError(f"{place} has several API roots: name one of {listed}.")


def _require_version(versions: list[Any], place: str) -> None:
    spoken = {one.replace(" ", "") for one in versions if isinstance(one, str)}
    if MEDIA_TYPE not in spoken:
        raise InputError(place, "this API root does not speak TAXII 2.1.")


def _chosen(listed: object, wanted: str, place: str) -> str:
    """Return the id of the collection that is meant."""
    found = listed if isinstance(listed, list) else []
    readable = [
        one
        for one in found
        if isinstance(one, dict)
        and one.get("can_read") is True
        and isinstance(one.get("id"), str)
        and _ID.fullmatch(one["id"])
    ]
    meant = [one for one in readable if not wanted or wanted.casefold() in _names(one)]
    if len(meant) == 1:
        return str(meant[0]["id"])
    if not readable:
        raise InputError(place, "it has no collection that may be read with these credentials.")
    titles = ", ".join(_told(one) for one in readable[:MOST_TOLD])
    problem = "is none of" if wanted and not meant else "must say which of"
    raise UsageError(f"--collection {problem} the collections of {place}: {titles}.")


def _names(one: Mapping[str, Any]) -> set[str]:
    given = (one.get(name) for name in ("id", "alias", "title"))
    return {name.casefold() for name in given if isinstance(name, str)}


def _told(one: Mapping[str, Any]) -> str:
    title = one.get("title")
    short = title[:_LONGEST_TITLE] if isinstance(title, str) else ""
    return f"{one['id']} ({short})" if short else str(one["id"])
