"""Records of every format in any number, made of the records of its test cases.

Every branch of a mapping comes as often as it has cases, which is harder than a real log. Times,
accounts, addresses and ids are varied; what no mapping reads fills a record up to its real size.
"""

import csv
import io
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from rasid.sources.formats import packaged
from rasid.sources.mapping import Mapping

CASES = Path(__file__).parents[1] / "tests" / "sources"
START_MS = 1_767_225_600_000
DAY_MS = 86_400_000
SIZE = 1300
ACCOUNTS, ADDRESSES, IDS, AGENTS = 30_000, 6_000, 60_000, 120
REST = "restOfTheRecord"
_PATH = re.compile(r'\w+(\."?\w+"?)*')
_VARIED = re.compile(
    r"(?P<iso>20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d)"
    r"|(?P<us>\d{1,2}/\d{1,2}/20\d\d,? \d{1,2}:\d\d:\d\d(?=(\.\d+)? [AP]M))"
    r"(?P<half>(\.\d+)? [AP]M(?! [+-]))"
    r"|(?P<epoch>\b17\d{8}(?=\d{3}\b|\b))"
    r"|(?P<ip>\b(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}\b(?!\.)|\b2001:db8:[0-9a-f:]*[0-9a-f])"
    r"|(?P<account>\b[a-z]+@(?=contoso\.example|mail\.example))"
    r"|(?P<id>\b((id|uid|uuid|sid|req)-?|d-)\d+\b)"
    r"|(?P<agent>Mozilla/5\.0 \([^)]*\))"
)


def case_records(name: str, container: str) -> list[dict[str, Any]]:
    """Return the records of a format's cases that a container can hold, torn and odd ones left out.

    A case is odd where it has less than half the fields that cases of its format have, or a value
    where its mapping reads a list or an object, which the bare copy could not read.
    """
    shapes = packaged().mappings[name].read
    text = (CASES / f"{name}.toml").read_text(encoding="utf-8")
    kind = "csv" if container == "csv" else "json"
    records = [
        case["record"]
        for case in tomllib.loads(text)["case"]
        if case.get("container", kind) == kind
        and "text" not in case["record"]
        and (kind == "csv" or _readable(case["record"], shapes))
    ]
    usual = median(map(_fields, records)) / 2 if records else 0
    return [record for record in records if _fields(record) >= usual]


def with_ids(records: list[dict[str, Any]], mapping: Mapping) -> list[dict[str, Any]]:
    """Return records each with an id that is varied, where the mapping names one field as it."""
    said = mapping.event.get("event_uid", "NULL")
    said = mapping.let.get(said, said)
    if said == "NULL" or not _PATH.fullmatch(said):
        return records
    path = [key.strip('"') for key in said.split(".")]
    return [_with(record, path, "id-1") for record in records]


def _with(record: dict[str, Any], path: list[str], value: str) -> dict[str, Any]:
    first, *rest = path
    return {**record, first: _with(record.get(first) or {}, rest, value) if rest else value}


def _readable(value: Any, shape: Any) -> bool:  # noqa: ANN401 - a JSON value and its shape
    """Tell whether the engine can read a value in a shape."""
    if value is None or isinstance(shape, str):
        return True
    if isinstance(shape, list):
        return isinstance(value, list) and all(_readable(item, shape[0]) for item in value)
    held = isinstance(value, dict)
    return held and all(_readable(value[key], shape[key]) for key in shape if key in value)


def _fields(value: object) -> int:
    """Count the values that a record holds at any depth."""
    if isinstance(value, dict):
        return sum(map(_fields, value.values()))
    return sum(map(_fields, value)) if isinstance(value, list) else int(value not in (None, ""))


class Records:
    """A format's records as lines of JSON, or as rows of a table with its header.

    Their addresses are private, so that nothing is looked up of them, or `public`.
    """

    def __init__(
        self,
        records: list[dict[str, Any]],
        container: str,
        *,
        size: int = SIZE,
        public: bool = False,
    ) -> None:
        self._draw = Random(1)  # noqa: S311 - made-up events
        self._public = public
        self._size = size
        self.records = [self._filled(record, container) for record in records]
        self.columns = list(dict.fromkeys(key for record in self.records for key in record))
        write = self._row if container == "csv" else _json
        self._texts = [self._template(write(record)) for record in self.records]
        draw = self._draw
        self._addresses = [self._address() for _ in range(ADDRESSES)]
        self._ids = [f"{draw.getrandbits(64):016x}" for _ in range(IDS)]
        self._agents = [f"Mozilla/5.0 (Windows NT 10.0; rv:{n}.0)" for n in range(AGENTS)]

    def _filled(self, record: dict[str, Any], container: str) -> dict[str, Any]:
        """Return a record with what no mapping reads of it, as JSON or as its text."""
        rest: list[dict[str, Any]] = []
        while len(_json(record)) + len(_json(rest)) < self._size:
            rest.append(
                {
                    "id": "id-1",
                    "displayName": f"Policy {len(rest)}",
                    "enforcedGrantControls": ["mfa"],
                    "applied": False,
                    "result": "notApplied",
                }
            )
        if not rest:
            return record
        return {**record, REST: _json(rest) if container == "csv" else rest}

    def header(self) -> str:
        """Return the header of the table."""
        return _cells(self.columns)

    def _row(self, record: dict[str, Any]) -> str:
        return _cells([record.get(column, "") for column in self.columns])

    def _address(self) -> str:
        """Return an address, every third of IPv6."""
        draw = self._draw
        if draw.randrange(3):
            nets = "198.{}.{}" if self._public else "10.{}.{}"
            return nets.format(draw.randrange(32, 48), draw.randrange(256)) + ".7"
        net = "2a02:8100" if self._public else "2001:db8"
        return f"{net}:" + ":".join(f"{draw.randrange(1, 65_536):x}" for _ in range(6))

    @staticmethod
    def _template(text: str) -> str:
        def place(found: re.Match[str]) -> str:
            kind = found.lastgroup or "us"
            return "%(us)s %(half)s" if kind == "half" else f"%({kind})s"

        return _VARIED.sub(place, text.replace("%", "%%"))

    def lines(self, events: int, days: int) -> Iterator[str]:
        """Yield so many records in the order of time."""
        draw = self._draw
        for number in range(events):
            moment = START_MS + number * days * DAY_MS // events
            time = datetime.fromtimestamp(moment / 1000, UTC)
            yield draw.choice(self._texts) % {
                "iso": f"{time:%Y-%m-%dT%H:%M:%S}",
                "us": f"{time:%m/%d/%Y, %I:%M:%S}.000",
                "half": f"{time:%p}",
                "epoch": str(moment // 1000),
                "ip": self._addresses[draw.randrange(ADDRESSES)],
                "account": f"person{draw.randrange(ACCOUNTS)}@",
                "id": f"{number:x}-{self._ids[draw.randrange(IDS)]}",
                "agent": self._agents[draw.randrange(AGENTS)],
            }


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def _cells(values: list[Any]) -> str:
    target = io.StringIO()
    texts = [_json(value) if isinstance(value, dict | list) else value for value in values]
    csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="").writerow(texts)
    return target.getvalue()
