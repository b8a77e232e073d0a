from datetime import datetime, timedelta

import pytest

from rasid.sources.belief import Lack, Verdict, lacks, verdict
from rasid.sources.clocks import Clocks, Skew
from rasid.sources.silences import Silence, SourceRhythm
from sources.event_rows import MONDAY, event_table
from sources.log_home import Site

NO_CLOCKS = Clocks((), (), (), ("mail",))
STEADY = SourceRhythm("mail", 720, "week", 1, 10_000.0)


def silence(missing: float, part: str = "", kind: str = "silence") -> Silence:
    start: datetime = MONDAY
    return Silence("mail", part, kind, start, start + timedelta(hours=6), 6, missing, 0, 1e-9)


def lack(field: str, empty: float) -> Lack:
    return Lack("mail", "signin", field, 9_000, empty, f"no {field}")


def judged(rhythm: SourceRhythm = STEADY, rejected: float = 0.0, **more: object) -> Verdict:
    given = {"silences": (), "lacking": (), "clocks": NO_CLOCKS, **more}
    return verdict(rhythm, events=10_000, rejected=rejected, empty_days=0, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "believed", "first"),
    [
        ({}, "yes", ""),
        ({"silences": [silence(100)]}, "in part", "about 100 events (1 %) are missing in 6 hours"),
        ({"silences": [silence(2_000)]}, "no", "about 2,000 events (20 %) are missing in 6 hours"),
        (
            {"silences": [silence(300, "lookup", "stops")]},
            "in part",
            "lookup stops at 2026-01-05 00:00",
        ),
        ({"lacking": [lack("source_ip", 0.97)]}, "no", "no source_ip"),
        ({"lacking": [lack("user_agent", 0.97)]}, "in part", "no user_agent"),
        ({"lacking": [lack("source_ip", 0.3)]}, "yes", ""),
        ({"rejected": 0.4}, "no", "40 % of lines were rejected"),
        (
            {"clocks": Clocks((), (), (Skew("mail", "idp", 12_600, 90, 80, zone=True),), ())},
            "in part",
            "its clock and that of idp differ by 3 h 30 min",
        ),
        (
            {"rhythm": SourceRhythm("mail", 99, "", None, 0.0)},
            "unknown",
            "too few events, or no steady rhythm, to tell a silence from a quiet time",
        ),
    ],
)
def test_verdict_names_the_worst_first(given: dict[str, object], believed: str, first: str) -> None:
    told = judged(**given)  # type: ignore[arg-type]

    assert (believed, first) == (told.believed, next(iter(told.reasons), ""))


def test_no_more_than_three_reasons() -> None:
    lacking = [lack(field, 0.9) for field in ("user_agent", "network", "outcome", "account")]

    told = judged(lacking=lacking, rejected=0.02)

    assert ("no account", "no outcome") == told.reasons[:2]
    assert 3 == len(told.reasons)


def test_lacks_say_what_they_mean(site: Site) -> None:
    """Half of the sign-ins have an address, no event has a client; `admin` needs neither."""
    row = {"account": "a@x.example", "time": MONDAY}
    event_table(
        site.engine,
        [{**row, "n": 10}, {**row, "n": 10, "source_ip": "192.0.2.1"}, {**row, "action": "admin"}],
    )

    told = [(found.field, found.empty, found.meaning) for found in lacks(site.engine)]

    assert (
        "source_ip",
        0.5,
        "no address in 50 % of signin events: where they came from cannot be told",
    ) in told
    assert (
        "client",
        1.0,
        "no client in 100 % of signin events: clients cannot be told apart",
    ) in told
    assert ["source_ip", "client", "network"] == [field for field, _, _ in told]
