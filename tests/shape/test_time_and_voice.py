import re

from shape.source import ROOT, calls, content_files, package_files

READS_THE_CLOCK = re.compile(
    r"\b(now\s*\(|getdate\s*\(|today\s*\(|current_(date|time|timestamp)\b|localtime(stamp)?\b)",
    re.IGNORECASE,
)
CLOCK_CALLS = re.compile(r"(^|\.)(now|utcnow|today|time\.time|gmtime|localtime)$")
VOICES = {"src/rasid/cli/voice.py"}


def test_content_has_no_now() -> None:
    """SQL, settings and templates take time as an argument."""
    found = [
        f"{path.relative_to(ROOT)}:{number} {line.strip()}"
        for path in content_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if READS_THE_CLOCK.search(line)
    ]

    assert [] == found


def test_only_clock_reads_the_clock() -> None:
    """`clock.utc_now` is the one place that asks what time it is."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in package_files()
        if path.name != "clock.py"
        for name, line in calls(path)
        if CLOCK_CALLS.search(name)
    ]

    assert [] == found


def test_only_command_line_speaks() -> None:
    """Nothing prints but the command line: standard output is a contract."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in package_files()
        if str(path.relative_to(ROOT)) not in VOICES and path.name != "__main__.py"
        for name, line in calls(path)
        if name in ("print", "sys.stdout.write", "typer.echo")
    ]

    assert [] == found
