"""What a request asks of a collection, read from its query; what it means is checked here."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

from starlette.datastructures import QueryParams

from rasid.serving.failure import Failure
from rasid.sharing.publishing import exact
from rasid.sharing.versions import stamp

MOST_OBJECTS = 1_000
"""Objects of one page, however many are asked for."""

_PAGING = frozenset({"added_after", "limit", "next"})
OF_COLLECTION = _PAGING | {"match[id]", "match[type]", "match[version]", "match[spec_version]"}
OF_OBJECT = _PAGING | {"match[version]", "match[spec_version]"}
OF_VERSIONS = _PAGING | {"match[spec_version]"}
"""The parameters that each kind of address takes."""

_WORDS = ("all", "first", "last")


@dataclass(frozen=True, slots=True)
class Asked:
    """Filters of one request; None where there is no such filter.

    `after` is the moment after which objects must have been added, as the ledger writes it.
    `versions` holds `all`, `first`, `last` and moments in each way in which they may be written.
    """

    limit: int = MOST_OBJECTS
    after: str = ""
    ids: tuple[str, ...] | None = None
    types: tuple[str, ...] | None = None
    spec_versions: tuple[str, ...] | None = None
    versions: tuple[str, ...] = ("last",)


def read_asked(query: QueryParams, taken: Collection[str]) -> Asked:
    """Read what a query asks for; raises Failure 400 for what cannot be understood."""
    for name in set(query.keys()):
        if name.startswith("match[") and name not in taken:
            raise _not_understood(f"{name} is no filter here")
        if name in taken and len(query.getlist(name)) > 1:
            raise _not_understood(f"{name} is given twice")
    given = {name: query[name] for name in taken if name in query}
    versions = _listed(given.get("match[version]"))
    return Asked(
        limit=_limit(given.get("limit")),
        after=max(_moment(given, "added_after"), _moment(given, "next")),
        ids=_listed(given.get("match[id]")),
        types=_listed(given.get("match[type]")),
        spec_versions=_listed(given.get("match[spec_version]")),
        versions=("last",) if versions is None else tuple(_versions(versions)),
    )


def _limit(text: str | None) -> int:
    if text is None:
        return MOST_OBJECTS
    if not (text.isascii() and text.isdecimal() and text.strip("0")):
        raise _not_understood("limit is no number from 1 on")
    return MOST_OBJECTS if len(text) > len(str(MOST_OBJECTS)) else min(int(text), MOST_OBJECTS)


def _moment(given: dict[str, str], name: str) -> str:
    """Return a moment as the ledger writes it; empty where none is given."""
    return exact(_parsed(given[name], name)) if name in given else ""


def _parsed(text: str, name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise _not_understood(f"{name} is no timestamp") from None


def _listed(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(one.strip() for one in text.split(","))


def _versions(asked: tuple[str, ...]) -> list[str]:
    known: list[str] = []
    for one in asked:
        if one in _WORDS:
            known.append(one)
        else:
            moment = _parsed(one, "match[version]")
            known.append(exact(moment))
            known += [stamp(moment)] if moment.microsecond % 1_000 == 0 else []
    return known


def _not_understood(what: str) -> Failure:
    why = f"The server did not understand the request or filter parameters: {what}."
    return Failure(HTTPStatus.BAD_REQUEST, why)
