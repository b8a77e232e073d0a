"""Saved views: addresses of pages under names, kept in the home as one small file."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Lock
from urllib.parse import parse_qsl, urlencode, urlsplit

from rasid.errors import UsageError
from rasid.json_file import decoded, parse_json, read_unpacked
from rasid.languages import clean
from rasid.settings import Home

MOST = 200
"""Views of a home."""

_LONGEST_NAME, _LONGEST_ADDRESS = 80, 2000
_OF_ONE_LOOK = ("csv", "lang", "token")
"""What is no part of a view: a file of it, the reader's language, an address that lets in."""

_writing = Lock()


@dataclass(frozen=True, slots=True)
class View:
    """A page under a name; `address` begins at the console's root."""

    name: str
    address: str
    made_at: str

    @property
    def key(self) -> str:
        """What it goes by on a page: its name may be somebody's."""
        return hashlib.sha256(self.name.encode()).hexdigest()[:16]


def read_views(home: Home) -> list[View]:
    """Return the saved views in order of their names; UsageError for a file that holds none."""
    path = home.views_file
    if not path.is_file():
        return []
    found = parse_json(path, decoded(path, read_unpacked(path, "views")), "for views")
    try:
        views = [View(one["name"], one["address"], one["made_at"]) for one in found]  # type: ignore[attr-defined]
    except (TypeError, KeyError):
        raise UsageError(f"{path} holds no views.") from None
    return sorted(views, key=lambda one: (one.name.casefold(), one.address))


def save_view(home: Home, name: str, address: str, now: datetime) -> None:
    """Keep a page under a name; the same name again stands for the new page.

    Raises UsageError for a name that is empty or too long, and an address that is no page's.
    """
    called = clean(name)
    if not called or len(called) > _LONGEST_NAME:
        came = f"a view's name got {name[:90]!r}"
        raise UsageError(f"{came}, expected up to {_LONGEST_NAME} letters.")
    kept = View(called, page_of(address), now.astimezone(UTC).isoformat(timespec="seconds"))
    with _writing:
        others = [one for one in read_views(home) if one.name != called]
        if len(others) >= MOST:
            raise UsageError(f"there are {MOST} views already; forget one first.")
        _write(home, [*others, kept])


def forget_view(home: Home, key: str) -> None:
    """Forget a view; nothing happens where none has this key."""
    with _writing:
        _write(home, [one for one in read_views(home) if one.key != key])


def page_of(address: str) -> str:
    """Return the address of a page without what is of one look; UsageError for any other."""
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    fits = address.isprintable() and "\\" not in address and len(address) <= _LONGEST_ADDRESS
    if not is_ours or parts.path.startswith("//") or not fits:
        raise UsageError("a view is of a page of the console.")
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] not in _OF_ONE_LOOK]
    return f"{parts.path}?{urlencode(asked)}" if asked else parts.path


def _write(home: Home, views: list[View]) -> None:
    path = home.views_file
    draft = path.with_name(f".{path.name}.draft")
    draft.touch(mode=0o600)
    draft.write_text(json.dumps([asdict(one) for one in views], ensure_ascii=False), "utf-8")
    draft.replace(path)
