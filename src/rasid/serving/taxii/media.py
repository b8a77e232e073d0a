"""Content negotiation: the one media type that is spoken, under all the names that mean it."""

import re
from http import HTTPStatus

from rasid.serving.failure import Failure

_VERSION = "2.1"
_PARAMETER = re.compile(r'\s*([\w-]+)\s*=\s*"?([^"\s]*)"?\s*')
_RANGES = ("application/taxii+json", "application/*", "*/*")


def require_acceptable(accept: str | None) -> None:
    """Raise Failure 406 unless an Accept header takes TAXII 2.1; without one anything is taken."""
    if accept is None:
        return
    if not any(_takes(one) for one in accept.split(",")):
        raise Failure(
            HTTPStatus.NOT_ACCEPTABLE, "The media type provided in the Accept header is invalid."
        )


def _takes(one: str) -> bool:
    kind, *rest = one.split(";")
    found = [_PARAMETER.fullmatch(text) for text in rest]
    parameters = {one[1].lower(): one[2] for one in found if one}
    if kind.strip().lower() not in _RANGES or len(parameters) != len(rest):
        return False
    return parameters.get("version", _VERSION) == _VERSION and _weighs(parameters.get("q", "1"))


def _weighs(quality: str) -> bool:
    try:
        return float(quality) > 0
    except ValueError:
        return False
