"""Log files by API: one a request, streamed to disk, imported beside the requests."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rasid.accounts import Problem
from rasid.console import Importer, Upload, receive_file
from rasid.serving.access import Access
from rasid.serving.api.document import IMPORTS, ROOT
from rasid.serving.failure import Failure
from rasid.serving.readers import INTAKE, Reader

_LATER = ("busy", "full")


def upload_routes(importer: Importer, access: Access) -> Sequence[BaseRoute]:
    """Return the routes; a token must let its holder send logs."""
    uploads = _Uploads(importer, access)
    return [
        Route(f"{ROOT}{IMPORTS}", uploads.bring, methods=["POST"]),
        Route(f"{ROOT}{IMPORTS}/{{key}}", uploads.tell, methods=["GET"]),
    ]


class _Uploads:
    def __init__(self, importer: Importer, access: Access) -> None:
        self._importer = importer
        self._access = access

    async def bring(self, request: Request) -> Response:
        """Take a file in; the same one again is the same import."""
        try:
            reader = await run_in_threadpool(self._sender, request)
            name = request.query_params.get("name", "")
            begin = self._importer.folder.begin
            arriving = await run_in_threadpool(begin, name, f"token {reader.name or 'of the run'}")
            upload = await receive_file(request, arriving)
        except ClientDisconnect:
            return Response(status_code=HTTPStatus.BAD_REQUEST)
        except Problem as problem:
            later = problem.key in _LATER
            status = HTTPStatus.SERVICE_UNAVAILABLE if later else HTTPStatus.CONFLICT
            headers = {"Connection": "close", **({"Retry-After": "30"} if later else {})}
            raise Failure(status, str(problem), headers) from None
        except Failure as failure:
            failure.headers["Connection"] = "close"  # its body is not read
            raise
        self._importer.wake()
        headers = {"Location": f"{ROOT}{IMPORTS}/{upload.key}"}
        return JSONResponse(self._told(upload), HTTPStatus.ACCEPTED, headers)

    def tell(self, request: Request) -> Response:
        """Tell how far an import is, and what became of its lines."""
        self._sender(request)
        upload = self._importer.folder.find(request.path_params["key"])
        if upload is None:
            raise Failure(HTTPStatus.NOT_FOUND, "There is no such import.")
        return JSONResponse(self._told(upload))

    def _told(self, upload: Upload) -> dict[str, Any]:
        is_now = self._importer.is_importing(upload.key)
        return {
            "import": upload.key,
            "name": upload.name,
            "bytes": upload.size,
            "brought_at": upload.at,
            "state": "importing" if is_now else upload.state,
            "lines": upload.lines,
            "new": upload.new,
            "duplicate": upload.duplicate,
            "rejected": upload.rejected,
            "problems": list(upload.problems),
        }

    def _sender(self, request: Request) -> Reader:
        address = request.client.host if request.client else ""
        reader = self._access.reader(request.headers.get("authorization"), address)
        if INTAKE not in reader.collections:
            raise Failure(HTTPStatus.FORBIDDEN, "The token does not let its holder send logs.")
        return reader
