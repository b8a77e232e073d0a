"""Records as plain JSON values."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta

_PLAIN = frozenset({type(None), str, bool, int, float})
"""What most values are, which are JSON as they are."""


def moment(time: datetime) -> str:
    """Return a UTC time, with or without its zone, as ISO 8601 with `Z`."""
    return time.replace(tzinfo=None).isoformat(timespec="auto") + "Z"


def plain(value: object) -> object:
    """Return records, times and tuples as what JSON can say; keys stay in their order."""
    if type(value) in _PLAIN:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return _plain_scalar(value)


def _plain_scalar(value: object) -> object:
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return utc_offset(value) if isinstance(value, timedelta) else value


def utc_offset(offset: timedelta) -> str:
    """Return `+03:30` for three and a half hours east of UTC."""
    minutes = round(offset.total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
