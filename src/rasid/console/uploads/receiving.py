"""Reading a form with files as it comes: nothing of a file is held in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from rasid.accounts import Problem
from rasid.console.uploads.folder import Arriving, Upload

MOST_FILES = 50
_MOST_FIELD = 1_000
_GATHERED = 1 << 20

Begin = Callable[[str], Arriving]
"""Begins to take a file of a name in."""


@dataclass(slots=True)
class Received:
    """What a form brought so far; `require` looks at its fields before the first file is taken."""

    begin: Begin
    require: Callable[[dict[str, str]], None]
    fields: dict[str, str] = field(default_factory=dict)
    uploads: list[Upload] = field(default_factory=list)
    _headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    _name: bytes = b""
    _value: bytes = b""
    _key: str = ""
    _text: bytes = b""
    _arriving: Arriving | None = None

    def part_begins(self) -> None:
        """Begin a field or a file."""
        self._headers, self._name, self._value, self._key, self._text = [], b"", b"", "", b""

    def header_name(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a header's name."""
        self._name += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of its value."""
        self._value += data[start:end]

    def header_ends(self) -> None:
        """Note a header."""
        self._headers.append((self._name.lower(), self._value))
        self._name = self._value = b""

    def headers_end(self) -> None:
        """Learn what the part is; raises Problem for a file that may not come."""
        _, options = parse_options_header(dict(self._headers).get(b"content-disposition"))
        self._key = options.get(b"name", b"").decode("utf-8", "replace")[:100]
        named = options.get(b"filename")
        if named is None:
            return
        self.require(self.fields)
        if named and len(self.uploads) < MOST_FILES:
            self._arriving = self.begin(named.decode("utf-8", "replace"))
        elif named:
            raise Problem("files", f"at most {MOST_FILES} files at once.")

    def part_data(self, data: bytes, start: int, end: int) -> None:
        """Take a piece of a field or a file; raises Problem for what is too long."""
        if self._arriving is not None:
            self._arriving.write(data[start:end])
            return
        self._text += data[start:end]
        if len(self._text) > _MOST_FIELD or len(self.fields) >= MOST_FILES:
            raise Problem("no_upload", "that is no form of ours.")

    def part_ends(self) -> None:
        """Put a file in its place, or note a field."""
        if self._arriving is None:
            self.fields.setdefault(self._key, self._text.decode("utf-8", "replace"))
            return
        self.uploads.append(self._arriving.finish())
        self.close()

    def close(self) -> None:
        """Let go of a file that did not come whole."""
        if self._arriving is not None:
            self._arriving.close()
            self._arriving = None


async def receive_form(request: Request, received: Received) -> None:
    """Read a form to its end; raises Problem for what is none, and lets go of what is not whole."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Problem("no_upload", "that is no form of ours.")
    ended: list[bool] = []
    try:
        parser = MultipartParser(
            options[b"boundary"],
            {
                "on_part_begin": received.part_begins,
                "on_header_field": received.header_name,
                "on_header_value": received.header_value,
                "on_header_end": received.header_ends,
                "on_headers_finished": received.headers_end,
                "on_part_data": received.part_data,
                "on_part_end": received.part_ends,
                "on_end": lambda: ended.append(True),
            },
        )
        await _fed(request, parser.write)
    except MultipartParseError:
        raise Problem("no_upload", "that is no form of ours.") from None
    finally:
        await run_in_threadpool(received.close)
    if not ended:
        raise Problem("no_upload", "the form did not come whole.")


async def receive_file(request: Request, arriving: Arriving) -> Upload:
    """Read a body as one file, and let go of what is not whole."""
    try:
        await _fed(request, arriving.write)
        return await run_in_threadpool(arriving.finish)
    finally:
        await run_in_threadpool(arriving.close)


async def _fed(request: Request, take: Callable[[bytes], object]) -> None:
    """Hand on a body in pieces that are worth a thread's time."""
    gathered = bytearray()
    async for chunk in request.stream():
        gathered += chunk
        if len(gathered) >= _GATHERED:
            await run_in_threadpool(take, bytes(gathered))
            gathered.clear()
    if gathered:
        await run_in_threadpool(take, bytes(gathered))
