"""rasid's own events as a log source of Sigma's: `product: rasid`."""

from sigma.rule import SigmaLogSource

from rasid.detections.sigma import Column, Kind, Source
from rasid.tables.events import EVENTS

EVENT = ("time", "provider", "tenant", "event_uid", "account", "source_ip", "session_id")
"""What a match is told by."""

OWN_EVENTS = "sigma_events"
"""The relation of the events that any rule on them asks for."""

SAID = "said"
"""The column of a record's whole text."""

LAST = "SELECT max(time) FROM events"
"""The time of the last record."""

TEXT = f"concat_ws(' ', {', '.join(one.name for one in EVENTS.columns if one.type == 'VARCHAR')})"
"""All that an event says."""

_PRODUCT = "rasid"
_KINDS = {"BIGINT": Kind.NUMBER, "BOOLEAN": Kind.BOOLEAN, "TIMESTAMP": Kind.TIME}
_COLUMNS = {one.name: Column(one.name, _KINDS.get(one.type, Kind.TEXT)) for one in EVENTS.columns}


def is_own(source: SigmaLogSource) -> bool:
    """Tell whether rules of a log source read the events, and no vendor's records."""
    generic = not source.product and source.category == "authentication"
    return source.product == _PRODUCT or generic


def own_events(asked: set[str] | None = None) -> Source:
    """Return the events as rules know them; the columns that rules name are added to `asked`."""

    def column(name: str) -> Column | None:
        found = _COLUMNS.get(name.lower())
        if found and asked is not None:
            asked.add(found.sql)
        return found

    return Source(OWN_EVENTS, "time", EVENT, column, TEXT, LAST)
