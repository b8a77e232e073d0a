"""A server of this machine that answers whatever a test wants, byte by byte."""

import json
import socketserver
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, cast

ROOT = "/taxii2/root/"
ID = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
COLLECTION = f"{ROOT}collections/{ID}/"
TAXII = "application/taxii+json;version=2.1"

Answer = Callable[[str], Iterable[bytes]]


@dataclass
class Strange:
    """A running server: what it was asked, and how many bytes it got rid of."""

    url: str
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    sent: int = 0

    @property
    def collection(self) -> str:
        """The address of its one collection."""
        return f"{self.url.rstrip('/')}{COLLECTION}"


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    answer: Answer
    strange: Strange


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast("_Server", self.server)
        head = b""
        with suppress(OSError):
            while line := self.rfile.readline():
                head += line
                if not line.strip():
                    break
            target = head.split(b" ")[1].decode()
            server.strange.asked.append(target)
            server.strange.heads.append(head.decode())
            for piece in server.answer(target):
                self.wfile.write(piece)
                server.strange.sent += len(piece)


@contextmanager
def strange_server(answer: Answer) -> Iterator[Strange]:
    """Answer each target with bytes until the block ends."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.answer = staticmethod(answer)
        server.strange = Strange(f"http://127.0.0.1:{server.server_address[1]}/")
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.strange
        finally:
            server.shutdown()
            thread.join()


def told(
    document: Any,  # noqa: ANN401 - whatever JSON says
    *headers: str,
    status: str = "200 OK",
    kind: str = TAXII,
) -> list[bytes]:
    """Return an answer as a well-bred server gives it."""
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
    return ["\r\n".join([*lines, *headers, "", ""]).encode(), body]


def collection_then(objects: Answer) -> Answer:
    """Answer as the collection itself, and with these pages of objects."""

    def answer(target: str) -> Iterable[bytes]:
        if target.startswith(f"{COLLECTION}objects/"):
            return objects(target)
        return told({"id": ID, "title": "One", "can_read": True, "can_write": False})

    return answer


def page(*objects: Any, last: str = "", **more: Any) -> list[bytes]:  # noqa: ANN401
    """Return a page of objects; `last` is when the last of them was added."""
    headers = [f"X-TAXII-Date-Added-Last: {last}"] if last else []
    return told({"objects": list(objects), **more}, *headers)
