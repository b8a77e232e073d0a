"""What another site may cause, which is next to nothing, and what every page says to browsers."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; "
        "trusted-types htmx default; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "same-origin",  # with none, browsers hide from us that a form is our own
    "Vary": "Cookie, Accept-Language",
}
"""Of every page: styles, pictures, letters and scripts are our own; nothing is inline.

Text becomes markup by htmx alone, of answers of ours; the default lets nothing but no text pass.
"""

_OWN = ("same-origin", "none")
_SAFE = ("GET", "HEAD")


def is_own(request: Request) -> bool:
    """Tell whether a request may have been caused by a person or by a page of ours.

    A page of another site may lead here, but not fetch or embed anything. What changes something
    must come from a page of ours, and the browser must say so.
    """
    site = request.headers.get("sec-fetch-site")
    origin = request.headers.get("origin")
    ours = f"{request.url.scheme}://{request.headers.get('host', '')}"
    if request.method in _SAFE:
        return site in (None, *_OWN) or request.headers.get("sec-fetch-mode") == "navigate"
    if origin is not None and origin != ours:
        return False
    return site in _OWN if site is not None else origin == ours


def refused() -> Response:
    """Answer what another site caused."""
    return Response("Refused.\n", HTTPStatus.FORBIDDEN, HEADERS, "text/plain")
