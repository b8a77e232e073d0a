"""What pages load beside themselves, from here alone: a style sheet, scripts and letters."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

_FOREVER = "public, max-age=31536000, immutable"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
}
_PLACES = {
    "console.css": ("rasid.console", "assets"),
    "live.js": ("rasid.console", "assets"),
    "passkeys.js": ("rasid.console", "assets"),
    "nodes.js": ("rasid.console", "assets"),
    "turning.js": ("rasid.console", "assets"),
    "htmx.min.js": ("rasid.console", "assets/libraries"),
    "echarts.min.js": ("rasid.console", "assets/libraries"),
    "mark.svg": ("rasid.console", "assets"),
    "Vazirmatn-Regular.ttf": ("rasid.typesetting", "fonts"),
    "Vazirmatn-Bold.ttf": ("rasid.typesetting", "fonts"),
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A packaged file, as it is and compressed; `mark` changes with its content."""

    content: bytes
    packed: bytes
    kind: str
    mark: str


@cache
def read_asset(name: str) -> Asset:
    """Return a packaged file; KeyError for another."""
    package, folder = _PLACES[name]
    content = (files(package) / folder / name).read_bytes()
    kind = _TYPES[f".{name.rpartition('.')[2]}"]
    mark = hashlib.sha256(content).hexdigest()[:12]
    return Asset(content, gzip.compress(content, mtime=0), kind, mark)


def asset_link(name: str) -> str:
    """Return the address of a packaged file; with its content that changes too."""
    return f"/assets/{name}?v={read_asset(name).mark}"


def asset(request: Request) -> Response:
    """Give out a packaged file; nothing in it is anybody's."""
    name = request.path_params["name"]
    if name not in _PLACES:
        return Response(status_code=404)
    found = read_asset(name)
    headers = {"Cache-Control": _FOREVER, "Content-Type": found.kind, "Vary": "Accept-Encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(found.content, headers=headers)
    return Response(found.packed, headers={**headers, "Content-Encoding": "gzip"})
