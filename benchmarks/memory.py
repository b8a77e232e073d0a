"""Peak memory of an import as its events become ten times as many.

    python benchmarks/memory.py [--events 2000000 20000000] [--format ocsf] [--container ndjson]
        [--file 1000000] [--folder FOLDER]

The files hold so many events each; they differ in their accounts.
"""

import argparse
import tempfile
from pathlib import Path

from case_records import Records, case_records
from ingest import contain, run

SIZE = 500
DAYS = 30


def write(name: str, container: str, events: int, each: int, folder: Path) -> None:
    """Write files of so many events each."""
    model = folder / "model"
    with model.open("w", encoding="utf-8") as target:
        named = [r for r in case_records(name, "ndjson") if "@contoso.example" in repr(r)]
        records = Records(named, "ndjson", size=SIZE)
        target.writelines(f"{line}\n" for line in records.lines(each, DAYS))
    for number in range(events // each):
        path = folder / "logs" / f"{name}-{number:03}.ndjson"
        path.parent.mkdir(exist_ok=True)
        with model.open("rb") as given, path.open("wb") as target:
            while lines := given.readlines(1 << 24):
                whole = b"".join(lines)
                target.write(whole.replace(b"@contoso", f"@contoso{number}".encode()))
        if container != "ndjson":
            contain(path, container)
            path.unlink()
    model.unlink()


def main() -> None:
    """Write, import and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, nargs="+", default=[2_000_000, 20_000_000])
    parser.add_argument("--format", default="entra_graph")
    parser.add_argument("--container", default="ndjson")
    parser.add_argument("--file", type=int, default=1_000_000)
    parser.add_argument(
        "--folder", type=Path, help="where to write; tens of gigabytes may be needed"
    )
    given = parser.parse_args()
    print(f"{'events':>12}{'files':>7}{'bytes':>16}{'seconds':>9}{'k/s':>7}{'peak MB':>9}")
    for events in given.events:
        each = min(given.file, events)
        with tempfile.TemporaryDirectory(dir=given.folder) as made:
            folder = Path(made)
            write(given.format, given.container, events, each, folder)
            logs = list((folder / "logs").iterdir())
            size = sum(path.stat().st_size for path in logs)
            seconds, _, peak = run("import", given.format, given.container, folder / "logs")
            print(
                f"{events:12,}{len(logs):7}{size:16,}{seconds:9.1f}"
                f"{events / seconds / 1000:7.0f}{peak:9.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
