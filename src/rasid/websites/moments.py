"""Moments as feeds write them, read as UTC without a zone."""

import math
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - tables hold UTC without a zone
_MILLISECONDS_FROM = 1e11
_EARLIEST, _LATEST = datetime(1980, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - the same
_MONTHS = 12
_LONGEST = 40
_FORMS = (
    *("%d-%b-%Y", "%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M:%S.%f", "%d.%m.%Y", "%d.%m.%Y %H:%M:%S"),
    *("%Y/%m/%d", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d", "%Y.%m.%d %H:%M:%S", "%b %d, %Y %I:%M:%S %p"),
    *("%d %b %Y", "%b %d %Y", "%a %b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S"),
)
"""Ways of WHOIS servers and of exports beside ISO 8601; none in which day and month may change."""


def moment(found: Sequence[Any]) -> datetime | None:
    """Return the earliest moment of a field; what is no time is not told."""
    moments = [one for value in found if (one := _one_moment(value)) is not None]
    return min(moments, default=None)


def _one_moment(value: Any) -> datetime | None:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = _number(value) if isinstance(value, str) else float(value)
        read = _written(str(value)) if number is None else _since_epoch(number)
    except (ValueError, OverflowError, TypeError):
        return None
    return read if _EARLIEST <= read < _LATEST else None


def latest_meant(found: Sequence[Any]) -> datetime | None:
    """Return the end of the month or year that the first time of a field means, else that time."""
    first = moment(found[:1])
    written = str(found[0]).strip() if found else ""
    if first is None or len(written) not in (len("2018-12"), len("2018")):
        return first
    is_year = len(written) == len("2018")
    year, month = first.year + (is_year or first.month == _MONTHS), first.month % _MONTHS + 1
    return datetime(year, 1 if is_year else month, 1) - timedelta(seconds=1)  # noqa: DTZ001


def _number(text: str) -> float | None:
    stripped = text.strip()
    is_day = (
        len(stripped) == len("20181213") and stripped.isdigit() and stripped[:2] in ("19", "20")
    )
    if is_day or not stripped.replace(".", "", 1).isdigit() or len(stripped) == len("2018"):
        return None
    return float(stripped)


def _since_epoch(number: float) -> datetime:
    if not math.isfinite(number):
        raise ValueError(number)
    seconds = number / 1000 if number >= _MILLISECONDS_FROM else number
    return _EPOCH + timedelta(seconds=seconds)


def _written(text: str) -> datetime:
    written = text.strip().removesuffix(" UTC").removesuffix(" GMT")
    if len(written) == len("2018-12"):
        written += "-01"
    if len(written) == len("2018"):
        written += "-01-01"
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        read = _otherwise_written(written)
    return read.astimezone(UTC).replace(tzinfo=None) if read.tzinfo else read


def _otherwise_written(text: str) -> datetime:
    for form in _FORMS if len(text) <= _LONGEST else ():
        with suppress(ValueError):
            return datetime.strptime(text, form)  # noqa: DTZ007 - UTC, as all of these are
    raise ValueError(text)
