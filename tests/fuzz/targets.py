"""What is fuzzed: each target takes bytes and fails where a promise is broken."""

import csv
import gzip
import io
import json
import tempfile
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import atheris
import pyarrow as pa
import pyarrow.parquet as pq

from fuzz.sinkhole_targets import queries, requests, sinkhole_seeds
from rasid.errors import IntegrityError, RasidError
from rasid.sharing.indicators import normalised
from rasid.sharing.reading import read_indicators
from rasid.sources.formats import packaged
from rasid.sources.levelling import PAGES, Leveller
from sharing.indicator_files import attribute, bundle, event, indicator
from sources.log_home import Site, open_site
from sources.soundness import unsound

HOME_LASTS = 100
SEED_BYTES = 400
SOON = "okta"
"""A mapping whose records are read several times as fast as some: more of them are tried."""
STRANGE: list[Any] = [
    None,
    True,
    -1,
    1e300,
    "",
    "\x00",
    "Ada@Contoso.example",
    [],
    {},
    [None],
    [[]],
]
STRANGE += [
    "2026-01-01T00:00:00Z",
    "[",
    "{}",
    '{"a": 1}',
    {"": {}},
    "9" * 40,
    "\ud800",
    "a\nb",
    '"',
]
SHELLS: list[Callable[[Any], Any]] = [
    lambda record: record,
    lambda record: {"@timestamp": "2026-01-01", "event": record},
    lambda record: {"result": {"_raw": "<13>Jan  1 00:00:00 relay: " + json.dumps(record)}},
]
"""What a collector may put around a record."""

FOLDER = Path(__file__).parents[1] / "sources"
CASES: dict[str, list[dict[str, Any]]] = {
    name: [case["record"] for case in tomllib.loads((FOLDER / f"{name}.toml").read_text())["case"]]
    for name in packaged().mappings
}

Target = Callable[[bytes], None]


class Bench:
    """A home to import into, a new one now and then; all that is written must be sound."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._site: Site | None = None
        self._used = 0

    def take(self, content: bytes, format: str | None = None) -> None:  # noqa: A002
        """Import a file; one sentence is an answer, unless it tells of a fault of the import."""
        site = self._open()
        log = site.home.root.parent / "log"
        log.write_bytes(content)
        try:
            reports = site.take(log, format=format)
        except RasidError as error:
            if isinstance(error, IntegrityError) or "the engine refused" in str(error):
                raise
            return
        for report in reports:
            assert report.lines == report.new + report.duplicate + report.rejected
        assert [] == unsound(site)

    def _open(self) -> Site:
        if self._site is None or self._used == HOME_LASTS:
            self._stack.close()
            folder = self._stack.enter_context(tempfile.TemporaryDirectory())
            self._site = self._stack.enter_context(contextmanager(open_site)(Path(folder) / "home"))
            self._used = 0
        self._used += 1
        return self._site


BENCH = Bench()


def levelled(text: bytes, lists: frozenset[str], size: int) -> tuple[int, list[bytes]]:
    """Level a text in pieces; return what was counted, and the lines."""
    target = io.BytesIO()
    leveller = Leveller(target, lists)
    for at in range(0, len(text), size):
        leveller.feed(text[at : at + size])
    return leveller.end().records, target.getvalue().split(b"\n")[:-1]


def levelling(text: bytes) -> None:
    """Hold the lines against each other, however the text was cut, and against Python's reader."""
    for lists in (frozenset[str](), PAGES):
        whole = levelled(text, lists, 1 << 20)
        assert whole[0] == len(whole[1])
        assert all(whole == levelled(text, lists, size) for size in (5, 64))
    try:
        records = json.loads(text)
    except (ValueError, RecursionError):
        return
    if isinstance(records, list) and all(isinstance(record, dict) for record in records):
        assert records == [json.loads(line) for line in levelled(text, frozenset(), 7)[1]]


def imported(wrap: Callable[[bytes], bytes], text: bytes) -> None:
    """Import a text as a file of some kind."""
    BENCH.take(wrap(text))


def records(name: str | None, data: bytes) -> None:
    """Import records of a mapping's cases, changed as the bytes say; of any mapping without one."""
    draw = atheris.FuzzedDataProvider(data)
    name = name or draw.PickValueInList(sorted(CASES))
    given = [_changed(draw, draw.PickValueInList(CASES[name])) for _ in range(8)]
    as_json = "json" in packaged().mappings[name].containers
    shell = draw.PickValueInList(SHELLS)
    content = lines([shell(record) for record in given]) if as_json else table(given)
    BENCH.take(content, name)


def _changed(draw: atheris.FuzzedDataProvider, record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with up to three of its values, at any depth, made something else."""
    record = json.loads(json.dumps(record))
    for _ in range(draw.ConsumeIntInRange(0, 3)):
        places = list(_places(record))
        if places:
            holder, key = draw.PickValueInList(places)
            change = draw.ConsumeIntInRange(0, 4)
            if change == 0:
                del holder[key]
            elif change == 1:
                holder[key] = [holder[key]]
            elif change == 2:
                holder[key] = json.dumps(holder[key])
            elif change == 3:
                holder[key] = draw.ConsumeUnicode(12)
            else:
                holder[key] = deepcopy(draw.PickValueInList(STRANGE))
    return record


def _places(value: Any) -> Iterator[tuple[Any, Any]]:  # noqa: ANN401 - a JSON value
    """Yield each holder within a value, with the key or number of each thing that it holds."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            yield from _places(inner)


def _zipped(text: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a", text)
    return made.getvalue()


def _packed(text: bytes) -> bytes:
    frame: bytes = pa.Codec("zstd").compress(text, asbytes=True)
    return frame


def indicators(text: bytes) -> None:
    """Read a text as a list of indicators; one sentence is an answer."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "indicators"
        path.write_bytes(text)
        try:
            read = read_indicators(path)
        except RasidError:
            return
    for one in read.indicators:
        assert (one.kind, one.value) == normalised(one.kind, one.value)
        assert f"{one.source}{one.indicator_id}{one.name}{one.tlp}".encode()


def patterns(text: bytes) -> None:
    """Read a text as the pattern of an indicator."""
    pattern = text.decode("utf-8", "replace")
    indicators(json.dumps(bundle(indicator(pattern))).encode())


WRAPS: dict[str, Callable[[bytes], bytes]] = {
    "text": bytes,
    "utf16": lambda text: text.decode("utf-8", "replace").encode("utf-16"),
    "zip": _zipped,
    "gz": gzip.compress,
    "zst": _packed,
}

TARGETS: dict[str, Target] = {
    "levelling": levelling,
    "indicators": indicators,
    "patterns": patterns,
    "queries": queries,
    "requests": requests,
    **{name: partial(imported, wrap) for name, wrap in WRAPS.items()},
    "mappings": partial(records, None),
    **{name: partial(records, name) for name in CASES},
}


def seeds(target: str) -> Iterator[bytes]:
    """Yield what fuzzing of a target starts from, made of the cases."""
    if target == "text":
        yield from filter(None, map(_file, CASES))
        yield from (wrap(_file(SOON)) for wrap in WRAPS.values())
        lake = io.BytesIO()
        pq.write_table(pa.Table.from_pylist(CASES["ocsf"][:1]), lake)
        yield lake.getvalue()
    if target == "mappings" or target in CASES:
        yield from (Random(nth).randbytes(SEED_BYTES) for nth in range(20))
    if target == "indicators":
        half = indicator("[domain-name:value = 'evil.example']", name="\ud800", revoked=True)
        yield json.dumps(bundle(half)).encode()
        held = [indicator("[ipv4-addr:value = '198.51.100.7']", valid_until="2026-02-01T00:00:00Z")]
        yield json.dumps(bundle(*held)).encode()
        yield json.dumps(
            event(attribute("ip-src", "198.51.100.7", Tag=[{"name": "tlp:red"}]))
        ).encode()
        yield b"kind,value,valid_until,confidence\ndomain,evil[.]example,2026-02-01,70\n"
    if target == "patterns":
        yield b"[ipv4-addr:value = '198.51.100.7' OR (domain-name:value IN ('a.example', 'b'))]"
        yield b"[url:value = 'https://a.example'] FOLLOWEDBY [ipv4-addr:value ISSUBSET '::/9']"
    yield from sinkhole_seeds(target)
    if target in WRAPS or target == "levelling":
        yield _file(SOON)
        yield json.dumps({"value": CASES[SOON][:2]}, indent=1).encode()
        yield json.dumps(CASES[SOON][:2]).encode()


def _file(name: str) -> bytes:
    """Return a file of a mapping's first cases, as it reads them."""
    first = CASES[name][:2]
    kind = packaged().mappings[name].containers[0]
    if kind == "message":
        return bytes(first[0]["text"].encode())
    return table(first) if kind == "csv" else lines(first)


def lines(given: list[dict[str, Any]]) -> bytes:
    """Return records as NDJSON."""
    return b"".join(json.dumps(record).encode() + b"\n" for record in given)


def table(given: list[dict[str, Any]]) -> bytes:
    """Return records as CSV with the columns of the first."""
    written = io.StringIO(newline="")
    csv.writer(written).writerows([given[0].keys(), *(record.values() for record in given)])
    return written.getvalue().encode("utf-8", "replace")
