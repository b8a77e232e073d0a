"""How a request that fails is answered: one shape for all, which is TAXII's error message."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from starlette.responses import Response

TAXII_PATH = "/taxii2/"
API_PATH = "/api/"
PROBLEM_TYPE = "application/problem+json"
TAXII_TYPE = "application/taxii+json;version=2.1"


class Failure(Exception):  # noqa: N818 - an answer, and no mistake of ours
    """Why a request is not answered as it was meant; `why` is told to the client."""

    def __init__(
        self, status: HTTPStatus, why: str, headers: Mapping[str, str] | None = None
    ) -> None:
        self.status = status
        self.why = why
        self.headers = dict(headers or {})
        super().__init__(why)


def answer(failure: Failure, path: str) -> Response:
    """Return the answer, in the media type of TAXII or of the API to whoever asked for theirs."""
    if path.startswith(API_PATH):
        return _problem(failure)
    said = {
        "title": failure.status.phrase,
        "description": failure.why,
        "http_status": str(failure.status.value),
    }
    kind = TAXII_TYPE if path.startswith(TAXII_PATH) else "application/json"
    headers = {**failure.headers, "Content-Type": kind}
    return Response(json.dumps(said), failure.status, headers)


def _problem(failure: Failure) -> Response:
    """Return what RFC 9457 calls a problem."""
    said = {"title": failure.status.phrase, "status": failure.status.value, "detail": failure.why}
    headers = {**failure.headers, "Content-Type": PROBLEM_TYPE}
    return Response(json.dumps(said), failure.status, headers)
