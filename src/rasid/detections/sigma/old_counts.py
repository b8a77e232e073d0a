"""Rules that count by a pipe in their condition, as Sigma did before correlations, made such."""

import re
from typing import Any

from sigma.exceptions import SigmaError

_COUNT = re.compile(
    r"(?P<condition>[^|]+)\|\s*(?P<what>count|sum|avg)\s*\(\s*(?P<field>[^\s()]*)\s*\)"
    r"(?:\s+by\s+(?P<by>\S+(?:\s*,\s*\S+)*?))?\s*(?P<operator>[<>]=?|=)\s*(?P<limit>\d+)\s*"
)
_OPERATORS = {"<": "lt", "<=": "lte", ">": "gt", ">=": "gte", "=": "eq"}
_OF_THE_COUNTED = ("detection", "logsource", "taxonomy")
"""What the rule whose matches are counted keeps; the rest says what their number means."""


def without_pipe(document: dict[Any, Any]) -> list[dict[Any, Any]]:
    """Return a document as it is, or one that counts as its rule and the correlation of it.

    Raises SigmaError where a pipe asks for something else.
    """
    detection = document.get("detection")
    if not isinstance(detection, dict):
        return [document]
    asked = detection.get("condition")
    if not isinstance(asked, str) or "|" not in asked:
        return [document]
    found = _COUNT.fullmatch(asked.strip())
    if not found:
        raise SigmaError(
            "its condition has a pipe, of which rasid runs counts, sums and averages "
            "alone; a correlation can ask for more."
        )
    if "timeframe" not in detection:
        raise SigmaError("its condition counts, and no timeframe says within what.")
    if found["what"] != "count" and not found["field"]:
        raise SigmaError(f"its condition says {found['what']}, but not of which field.")
    counted = {key: document[key] for key in _OF_THE_COUNTED if key in document}
    own = {**detection, "condition": found["condition"].strip()}
    own.pop("timeframe")
    named = str(document.get("name") or document.get("id") or document.get("title"))
    counted |= {
        "title": f"{document.get('title')}: what is counted",
        "name": f"{named}_counted",
        "detection": own,
    }
    limit: dict[str, Any] = {_OPERATORS[found["operator"]]: int(found["limit"])}
    kind = "event_count"
    if found["field"]:
        kind = f"value_{found['what']}"
        limit["field"] = found["field"]
    correlation = {
        "type": kind,
        "rules": [counted["name"]],
        "timespan": detection["timeframe"],
        "condition": limit,
    }
    if found["by"]:
        correlation["group-by"] = [one.strip() for one in found["by"].split(",")]
    rest = {key: said for key, said in document.items() if key not in _OF_THE_COUNTED}
    return [counted, {**rest, "correlation": correlation}]
