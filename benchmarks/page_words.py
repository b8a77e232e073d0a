"""What the page of benchmarks says beside what was measured."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page; `columns` are those of its table, `drawn` says what its chart shows."""

    title: str
    words: str
    columns: tuple[str, ...] = ()
    drawn: str = ""


INTRODUCTION = """\
Made by `python benchmarks/page.py`; what each benchmark does stands in its file,
what is aimed at and why, in [benchmarks.md](benchmarks.md).
Seconds are the machine's, and it did other work where the load says so:
ratios of CPU seconds within one table are what counts."""

PARTS: Mapping[str, Part] = {
    "peers": Part(
        "Beside other tools",
        "`ingest` copies what rasid's mapping reads of Entra's lines, flat, into zstd Parquet.\n"
        "rasid does more there, and takes more for it: it keeps the file under its SHA-256,\n"
        "accounts for every line, drops duplicates, and says what each event was.\n"
        "The others are one rule each over the same events: `equal` (failed sign-ins),\n"
        "`words within` (three words in a user agent), `event_count` (accounts with two failures\n"
        "within an hour). rasid runs its Sigma on DuckDB; the same is written by hand elsewhere.\n"
        "SQLite runs what pySigma's backend makes of the rule, over a table of seven columns\n"
        "that was filled before its time began; the others read Parquet.\n"
        "All found the same, or there would be no figure;\n"
        "what took more than a minute by the clock was ended (`over`).\n"
        "`ratio` is of CPU seconds, to rasid's.",
        ("task", "tool", "events", "seconds", "cpu", "ratio", "peak"),
        "CPU seconds of each tool",
    ),
    "ingest": Part(
        "Formats",
        "Import of lines against the engine's bare copy of the same columns; `of cpu` is the bare\n"
        "copy's CPU seconds to the import's. More of it stands in [benchmarks.md](benchmarks.md).",
    ),
    "growth": Part(
        "Growth",
        "Logs are made, imported into one home and deleted, a part after the other.\n"
        "Each row is of the last part before the home holds so many events.",
        ("events", "cpu of a million", "k/s", "peak MB", "home MB"),
        "CPU seconds of a million events more, as a home grows",
    ),
    "analysis": Part("Analysis", "A whole analysis of a simulated month against its import."),
    "day": Part(
        "A day more",
        "A month but for its last day is imported and analysed, then that day comes.\n"
        "All is analysed anew: that is what a day more costs today.",
        ("logs", "events", "import", "analysis", "peak MB"),
    ),
    "rules": Part(
        "Rules",
        "Each rule against a bare scan of its columns, all against the import.\n"
        "CPU time is counted in hundredths of a second:\n"
        "a single rule shows from about two million events on.",
    ),
    "sigma": Part("Sigma", "Rules in Sigma against SQL of the same meaning, and against a scan."),
}
"""The parts of the page, in their order."""

IDLE, BUSY = "28 Nov 2026, nearly idle", "28 Nov 2026, busy"
LATELY = "29 Nov 2026, idle"

AIMS = (
    (
        "lines against the bare copy",
        "0.5 x (0.7 x hoped for)",
        "**no**: Entra 0.45, OCSF 0.41 (0.63 where each record has an id), Google 0.25",
        "`ingest.py FORMAT --events 300000 --rounds 2 --containers ndjson`",
        IDLE,
    ),
    (
        "`.gz` against plain lines",
        "0.75 x",
        "yes: Entra 0.91",
        "`ingest.py entra_graph --events 1000000`",
        "24 Nov 2026, idle",
    ),
    (
        "memory at 20 million events against 2 million",
        "1.3 x, less than 2 GB",
        "1.18 x (595 MB) when nearly idle; under load 1.21 x (597 MB) and **1.38 x** (644 MB)",
        "`memory.py`, Entra's lines",
        "28 and 29 Nov 2026",
    ),
    (
        "a full analysis against its import",
        "0.6 x",
        (
            "**no**: 7.2 x at 1,980,286 events in a fast hour (106 of 15 CPU seconds), 2.9 GB; "
            "the code of the morning 7.8 x (109 of 14), that of the day before in a slow hour "
            "6.4 x (212 of 33)"
        ),
        "`analysis.py --kind patient --scale 8 --rounds 1`",
        "1 Dec 2026, idle",
    ),
    (
        "time of an analysis at ten times the events",
        "12 x",
        "yes: 10.5 x at 9.6 times, in two runs of different hours",
        "`analysis.py --kind quiet --scale 1` and `10`",
        BUSY,
    ),
    (
        "the dearest set-based rule against a scan",
        "3 x",
        "yes: 1.7 x; 2.7 x beside other work",
        "`detections.py --scale 8 --rounds 1`",
        LATELY,
    ),
    (
        "the dearest window rule against a scan",
        "12 x",
        "yes: 0.8 x; 1.1 x beside other work",
        "`detections.py --scale 8 --rounds 1`",
        LATELY,
    ),
    (
        "all rules against the import of 2 million events",
        "0.6 x",
        (
            "yes: 0.48 x in CPU seconds, 0.50 x by the clock (medians of five rounds; "
            "single runs 0.45 to 0.63, and 0.48 to 0.67); "
            "beside other work mostly **no** by the clock, 0.59 to 0.64 x"
        ),
        "`detections.py --scale 8 --rounds 5`",
        LATELY,
    ),
    (
        "a rule in Sigma against SQL by hand of the same meaning",
        "1.5 x",
        "yes: 0.86 to 1.18 x, nine kinds, in two runs",
        "`sigma_rules.py --rounds 3`",
        LATELY,
    ),
    (
        "re-analysis after a day more",
        "about a day's cost",
        "**no**: the whole window is analysed anew; keeping day parts would have saved 2.5 %",
        "`day.py`, below",
        "28 Nov 2026",
    ),
    (
        "websites' names scored on one core",
        "50,000 a second",
        "yes: 57,000 to 61,000 of made-up names by the clock, file to file, 431 MB",
        "`websites score FILE --json`; see [websites.md](websites.md#measured)",
        LATELY,
    ),
    (
        "a page of the console, 95 of 100, on the demo",
        "100 ms",
        (
            "yes, mostly: in a slow hour, idle, two runs: first looks 83 and 90 ms in a server "
            "that has just begun, 104 and 86 ms in one of which all pages are asked, "
            "again 43 and 26 ms "
            "(the code of the evening before, in the same hour: 160, 133 and 42)"
        ),
        "`console.py HOME`; [more](console.md#measured)",
        "30 Nov 2026",
    ),
    (
        "a page of the console, 95 of 100, with many events and 500 campaigns",
        "300 ms at 20 million",
        (
            "yes: at 20 million first looks 167 ms by the clock in a server that has just begun, "
            "198 ms in one of which all pages are asked, again 46 ms, in a slow hour"
        ),
        "`many_events.py`, `console.py`; [more](benchmarks.md#read-by-days)",
        "30 Nov 2026, idle",
    ),
    (
        "from nothing to the demo's report",
        "60 s after installation",
        "yes: 28 s",
        "`rasid --home X demo`",
        LATELY,
    ),
)
"""DESIGN's measures: what is aimed at, what was reached, by which command, and when."""
