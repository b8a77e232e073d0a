"""Logs of identity providers as their APIs page them and their streams wrap them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rasid.errors import InputError
from sources.log_home import Site
from sources.test_mappings import CASES

Records = list[Any]

PAGES: list[tuple[str, str, Callable[[Records], Any]]] = [
    ("onelogin", "API", lambda r: {"status": {"code": 200}, "pagination": {}, "data": r}),
    ("onelogin", "webhook", lambda r: r),
    ("duo_authentication", "API", lambda r: {"stat": "OK", "response": {"authlogs": r}}),
    ("duo_administrator", "API", lambda r: {"stat": "OK", "response": r}),
    ("auth0", "API", lambda r: {"start": 0, "limit": 50, "logs": r}),
    ("auth0_stream", "webhook", lambda r: r),
    ("auth0_stream", "EventBridge", lambda r: [{"detail-type": "log", "detail": o} for o in r]),
    ("onepassword", "API", lambda r: {"cursor": "a", "has_more": False, "items": r}),
]

OTHERS = [
    {"action": "login", "timestamp": 1767225600, "username": "ada", "object": "door"},
    {"event_type_id": 5, "created_at": "2026-01-01T00:00:00Z", "user_id": 7, "name": "a booking"},
    {"result": "success", "reason": "paid", "user": {"name": "ada"}, "timestamp": 1767225600},
    {"type": "s", "date": "2026-01-01", "description": "a log of something", "ip": "192.0.2.7"},
    {"category": "success", "type": "new", "timestamp": "2026-01-01", "client": {"app_name": "x"}},
]


@pytest.mark.parametrize(
    ("name", "page"), [pytest.param(n, page, id=f"{n} {given}") for n, given, page in PAGES]
)
def test_page_is_read_whole(
    site: Site, tmp_path: Path, name: str, page: Callable[[Records], Any]
) -> None:
    records = [case.record for case in CASES if case.format == name]
    (tmp_path / "page.json").write_text(json.dumps(page(records), indent=1), encoding="utf-8")

    report = site.take(tmp_path / "page.json")[0]

    assert (name, len(records), 0) == (report.format, report.new, report.rejected)


@pytest.mark.parametrize("record", OTHERS, ids=range(len(OTHERS)))
def test_what_only_looks_alike_is_no_known_format(
    site: Site, tmp_path: Path, record: dict[str, object]
) -> None:
    (tmp_path / "log.json").write_text(f"{json.dumps(record)}\n", encoding="utf-8")

    with pytest.raises(InputError, match="no known log format"):
        site.take(tmp_path / "log.json")
