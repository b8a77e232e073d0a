"""When something happened, in the spellings of logs, tables and spreadsheets."""

from datetime import datetime, timedelta

from rasid.sources import reading
from sources.log_home import Site

NOON = datetime(2026, 1, 5, 12)  # noqa: DTZ001 - the engine's times are UTC, without a zone
HALF = NOON + timedelta(milliseconds=500)
MOMENTS = {
    "2026-01-05T12:00:00Z": NOON,
    "2026-01-05T12:00:00.5000000Z": HALF,
    "2026-01-05T12:00:00": NOON,
    "2026-01-05 12:00:00Z": NOON,
    "2026-01-05T14:00:00+02:00": NOON,
    "2026-01-05T17:30:00.000+0530": NOON,
    "2026-01-05 14:00:00.5 +0200 EET": HALF,
    "2026-01-05 12:00:00 UTC": NOON,
    "1767614400": NOON,
    "1767614400.5": HALF,
    "1767614400500": HALF,
    "1767614400000000": NOON,
    "1767614400000000000": NOON,
    "/Date(1767614400500)/": HALF,
    "1/5/2026, 12:00:00 PM": NOON,
    "1/5/2026, 12:00:00.500 PM": HALF,
    "1/5/2026 12:00:00 PM": NOON,
    "1/5/2026 12:00:00.500 PM": HALF,
    "1/5/2026 12:00 PM": NOON,
    "1/5/2026 12:00": NOON,
    "1/5/2026 2:00:00 PM +02:00": NOON,
    "2026/01/05 12:00:00": NOON,
    "Jan 5, 2026 12:00:00 PM": NOON,
    "Jan 5, 2026, 12:00:00 PM": NOON,
    "Jan 5, 2026 @ 12:00:00.500": HALF,
    "Mon, 05 Jan 2026 12:00:00 GMT": NOON,
    "Mon, 05 Jan 2026 12:00:00 +0000": NOON,
    "13/13/2026 12:00": None,
    "yesterday": None,
    "": None,
}


def test_spellings_tell_moments(site: Site) -> None:
    reading.prepare(site.engine, {})

    rows = site.engine.rows(
        "SELECT moment(words) FROM (SELECT unnest($told) AS words)", {"told": [*MOMENTS]}
    )

    assert MOMENTS == dict(zip(MOMENTS, (moment for (moment,) in rows), strict=True))
