"""The page of benchmarks is written from what was measured; nothing is measured here."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

from shape.source import ROOT

PEERS = [
    {"task": "equal", "tool": "rasid", "events": 9, "seconds": 0.2, "cpu": 0.1, "ratio": 1.0},
    {"task": "equal", "tool": "a <b>", "events": 9, "seconds": 0.4, "cpu": 0.25, "ratio": 2.5},
]
GROWTH = [
    {"events": n, "cpu of a million": 4.0, "k/s": 2.0, "peak MB": 3.0, "home MB": 1.0}
    for n in (200_000, 1_000_000)
]
RUN = {"command": "python benchmarks/x.py", "at": "2026-11-28 12:00 UTC", "load": [0.1, 3.0]}


def test_page_is_written_from_results(tmp_path: Path) -> None:
    told = {
        "peers": [{**row, "peak": 250.0} for row in PEERS],
        "growth": GROWTH,
        "ingest": "| format |\n|---|\n| okta |",
        "analysis": "month, 5 events",
    }
    parts = {name: [RUN | {"told": each}] for name, each in told.items()}
    (tmp_path / "kept.json").write_text(json.dumps({"machine": "2 cores", "parts": parts}))
    page = tmp_path / "measured.md"
    command = [sys.executable, str(ROOT / "benchmarks" / "page.py"), "--again", "--page", str(page)]
    subprocess.run([*command, "--results", str(tmp_path / "kept.json")], check=True)
    text = page.read_text("utf-8")

    assert "| equal | a <b> | 9 | 0.40 | 0.25 | 2.50 | 250 |" in text
    assert "| okta |" in text
    assert "```text\nmonth, 5 events\n```" in text
    assert "2026-11-28 12:00 UTC, load 0.1 before, 3 after." in text
    assert "## Sigma\n" in text
    assert 3 == text.count("Not measured.")
    (bars, line) = (ET.parse(tmp_path / "measured" / f"{n}.svg") for n in ("peers", "growth"))  # noqa: S314 - our own
    assert {"a <b>", "0.25 s, 2.50 x"} <= {one.text for one in bars.iter()}
    assert 2 == len([one for one in line.iter() if one.tag.endswith("circle")])
