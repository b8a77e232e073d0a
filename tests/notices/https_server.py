"""A real https service on this machine that answers as it is told to."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import TracebackType
from typing import Self

from notices.certificates import server_context


class Service:
    """Keeps what was posted; `status` 0 hangs up without an answer."""

    def __init__(self, folder: Path) -> None:
        self.posted: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        context, self.trusted = server_context(folder)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.posted.append((dict(self.headers.items()), body))
                if not service.status:
                    self.close_connection = True
                    return
                self.send_response(service.status)
                self.send_header("Location", "https://localhost/elsewhere")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Stay silent."""

        self._server = HTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        """Where notices are posted to."""
        return f"https://localhost:{self._server.server_port}/notices?from=rasid"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
