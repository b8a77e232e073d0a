import gc
import json
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import count, islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Any

import numpy as np
import typer

from rasid.case import Case, open_case
from rasid.cli.judging import judge_anew, take_pages
from rasid.cli.on_demand import on_demand
from rasid.cli.show import Json
from rasid.cli.simulated import require_fitting
from rasid.cli.voice import document, documents, say, show, warn
from rasid.clock import parse_moment, utc_now
from rasid.errors import UsageError
from rasid.reports import terminal
from rasid.reports.websites import website_levels, websites_of
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.websites import (
    NOBODY,
    Broken,
    DomainsReport,
    Judge,
    Judged,
    JudgedChunk,
    NotAName,
    Taught,
    import_domains,
    known_names,
    model_of,
    read_hosts,
    read_records,
    shown,
)

MOST_REASONS_TOLD = 5
CHUNK = 50_000
Given = tuple[str, str, str]
"""A name as it was given, its registered domain, and what is wrong where it has none."""

Scored = tuple[list[Given], JudgedChunk]
"""Names as they were given, and what is judged of those that are some, in their order."""

Reasons = list[dict[str, Any]]

NOTHING_MORE = Judged("", 0.0, 0.0, "", "", "", NOBODY, NOBODY, None)

scores = typer.Typer(
    name="websites",
    cls=on_demand(
        {
            "dossier": "rasid.cli.dossier:dossier",
            "state": "rasid.cli.website_states:state",
            "sinkhole": "rasid.cli.sinkhole:sinkhole",
            "callers": "rasid.cli.sinkhole:callers",
        }
    ),
    help="Score names of websites, watch for new ones, and take bait away from a group.",
)

Files = Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV, JSON, or plain lists.")]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="By what was known at the end of a day, UTC."),
]
Group = Annotated[
    str, typer.Option(metavar="NAME", help="All of it is bait of this group, if not said else.")
]
Since = Annotated[
    str | None,
    typer.Option(metavar="DATE", help="Since when labels without a date are known; else now."),
]


def domains(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    files: Files,
    *,
    group: Group = "",
    benign: Annotated[bool, typer.Option("--benign", help="All of it is honest.")] = False,
    since: Since = None,
    source: Annotated[str, typer.Option(metavar="NAME", help="Who tells of it.")] = "",
    as_json: Json = False,
) -> None:
    """Import domains that were seen, or labelled as a group's or as honest."""
    if group and benign:
        raise UsageError("--group and --benign contradict each other.")
    known_since = parse_moment(since, option="--since") if since else None
    taught = Taught(group, benign, known_since, source)
    with _opened(ctx.obj, files) as case:
        reports = _take(case, files, taught)
    if as_json:
        document([_plain_report(report) for report in reports])
        return
    for report in reports:
        _tell(report)


def take_domains(home: Home, file: Path) -> None:
    """Import one file of domains and tell what became of it."""
    with _opened(home, [file]) as case:
        for report in _take(case, [file], Taught()):
            _tell(report)


@scores.command()
def score(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE|-", help="Names; - is standard input.")],
    *,
    as_of: AsOf = None,
    reasons: Annotated[
        bool, typer.Option("--reasons", help="With --json: the reasons of every name.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Score names without keeping them: how much likelier each is as bait, in bits, and why."""
    judge = judge_of(ctx.obj, as_of)
    with _input(file) as path, _kept_out_of_collection():
        chunks = _scored(path, judge)
        if as_json:
            documents(_rows_in_json(chunks, judge, every=reasons))
        else:
            show(terminal.scores(*_summed(chunks, judge)))


@scores.command()
def watch(
    ctx: typer.Context,
    files: Files,
    *,
    group: Group = "",
    since: Since = None,
    as_json: Json = False,
) -> None:
    """Import new files and tell only of what is newly flagged by its name or its ties."""
    known_since = parse_moment(since, option="--since") if since else None
    with _opened(ctx.obj, files) as case:
        before = website_levels(case.engine)
        for report in _take(case, files, Taught(group=group, since=known_since)):
            if as_json:
                warn(_sentence(report))
            else:
                _tell(report)
        after = website_levels(case.engine)
        fresh = [name for name, level in after.items() if _is_news(before.get(name), level)]
        rows = websites_of(case.engine, fresh)
    if as_json:
        document(rows)
    elif rows:
        show(terminal.websites(rows))
    else:
        say("Nothing new is flagged.")


def judge_of(home: Home, as_of: str | None = None) -> Judge:
    """Return what judges names by all that the home knows, or by what comes with rasid."""
    day = parse_moment(as_of, option="--as-of").date() if as_of else None
    if not home.settings_file.is_file():
        known = known_names(None, day)
        return Judge(known, model_of(known))
    with open_case(home) as case:
        known = known_names(case.engine, day)
    return Judge(known, model_of(known, home.scratch))


def _opened(home: Home, files: Sequence[Path]) -> AbstractContextManager[Case]:
    require_fitting(home, [str(path) for path in files])
    home.create()
    return open_case(home, write=True)


def _take(case: Case, files: Sequence[Path], taught: Taught) -> list[DomainsReport]:
    """Import files all or none, then judge anew all that was seen."""
    now = utc_now()
    with case.store.change() as change:
        reports = [
            import_domains(path, home=case.home, change=change, taught=taught, now=now)
            for path in files
        ]
    take_pages(case)
    judge_anew(case)
    return reports


def _tell(report: DomainsReport) -> None:
    say(_sentence(report))
    if report.undated:
        say(
            f"  {report.undated:,} labels without a date count from now on; --since says otherwise."
        )
    for reason, times in report.reasons[:MOST_REASONS_TOLD]:
        say(f"  rejected {times:,}: {reason}.")
    more = sum(times for _, times in report.reasons[MOST_REASONS_TOLD:])
    if more:
        say(f"  rejected {more:,} for other reasons; the table `domain_rejects` has them all.")


def _sentence(report: DomainsReport) -> str:
    labelled = f", {report.labelled:,} of them labelled" if report.labelled else ""
    return (
        f"{report.name}: {counted(report.lines, 'record')} ({report.format}) = "
        f"{report.taken:,} taken + {report.rejected:,} rejected; "
        f"{counted(report.hosts, 'sighting')}{labelled}."
    )


def _plain_report(report: DomainsReport) -> dict[str, Any]:
    named = {name: getattr(report, name) for name in DomainsReport.__dataclass_fields__}
    return {**named, "reasons": dict(report.reasons)}


def _is_news(before: str | None, after: str) -> bool:
    return after == "flagged" and before != "flagged"


def _scored(path: Path, judge: Judge) -> Iterator[Scored]:
    """Yield names of a file as they were given, many at once, with what is judged of them."""
    given = _given(path)
    while chunk := list(islice(given, CHUNK)):
        yield chunk, judge.judge_at_once([domain for _, domain, _ in chunk if domain])


def _given(path: Path) -> Iterator[Given]:
    """Yield each name as it was given with its registered domain, else with what is wrong."""
    for _, record in read_records(path):
        if isinstance(record, Broken):
            yield record.text[:200], "", record.reason
            continue
        try:
            found = read_hosts(record)
        except NotAName as error:
            texts = (value for value in record.values() if isinstance(value, str))
            yield next(texts, "")[:200], "", str(error)
        else:
            for host in found:
                yield host.host, host.domain, ""


def _rows_in_json(chunks: Iterable[Scored], judge: Judge, *, every: bool) -> Iterator[str]:
    """Yield a row of JSON for each name.

    Of most names no more is said than bits: what is said of all of them alike is written once, and
    the rest needs no escaping, for a host has letters, digits, dots, hyphens and underscores alone.
    """
    encode = json.JSONEncoder(allow_nan=False).encode
    alike = ""
    for given, chunk in chunks:
        alike = alike or encode(_outcome(NOTHING_MORE))[1:]
        reasons = _reasons_by_place(chunk, judge, every=every)
        special = {place for place, one in chunk.more.items() if not one.is_plain}
        told = zip(count(), np.round(chunk.bits, 3).tolist(), chunk.shares.tolist(), strict=False)
        for text, domain, fault in given:
            if not domain:
                yield encode({"given": text, "domain": None, "fault": fault})
                continue
            place, bits, rate = next(told)
            if every or place in special:
                yield encode(_row(text, chunk.one(place), reasons.get(place)))
                continue
            share = f"{rate:.3g}"
            yield (
                f'{{"given": "{text}", "domain": "{domain}", "shown": "{domain}", "notices": [], '
                f'"bits": {bits}, "honest_share": {"1.0" if share == "1" else share}, {alike}'
            )


def _reasons_by_place(chunk: JudgedChunk, judge: Judge, *, every: bool) -> dict[int, Reasons]:
    """Return the reasons of what is flagged, or of `every` name; many at once are cheaper."""
    flagged = [place for place, one in chunk.more.items() if one.level == "flagged"]
    places = range(len(chunk.domains)) if every else flagged
    told = reason_rows(judge, [chunk.domains[place] for place in places])
    return dict(zip(places, told, strict=True))


def _row(given: str, judged: Judged, reasons: Reasons | None) -> dict[str, Any]:
    written, notices = shown(judged.domain)
    row: dict[str, Any] = {
        "given": given,
        "domain": judged.domain,
        "shown": written,
        "notices": list(notices),
        "bits": round(judged.bits, 3),
        "honest_share": _share(judged.honest_share),
        **_outcome(judged),
    }
    if reasons is not None:
        row["reasons"] = reasons
    return row


def _outcome(judged: Judged) -> dict[str, Any]:
    return {
        "level": judged.level,
        "standing": judged.standing,
        "labelled_as": judged.labelled_as,
        "group": judged.ascribed.group or None,
        "likeliest_group": judged.likeliest.group or None,
        "group_probability": round(judged.likeliest.probability, 4),
    }


def _share(share: float) -> float:
    return float(f"{share:.3g}")


def reason_rows(judge: Judge, domains: Sequence[str]) -> Iterator[Reasons]:
    """Yield of each domain the reasons for its bits, the heaviest first."""
    for reasons in judge.explain(domains):
        yield [{"kind": r.kind, "text": r.text, "bits": round(r.bits, 3)} for r in reasons]


def _summed(chunks: Iterable[Scored], judge: Judge) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Count names by level, and keep those that are worth a look."""
    counts = {"names": 0, "flagged": 0, "look": 0, "rejected": 0}
    kept = []
    for given, chunk in chunks:
        reasons = _reasons_by_place(chunk, judge, every=False)
        names = [text for text, domain, _ in given if domain]
        counts["names"] += len(given)
        counts["rejected"] += len(given) - len(names)
        for place, one in chunk.more.items():
            if one.level:
                counts[one.level] += 1
                kept.append(_row(names[place], one, reasons.get(place)))
    return counts, sorted(kept, key=lambda row: -float(row["bits"]))


@contextmanager
def _input(file: Path) -> Iterator[Path]:
    """Yield a file to read; standard input is laid down in one first."""
    if str(file) != "-":
        yield file
        return
    with NamedTemporaryFile() as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name)


@contextmanager
def _kept_out_of_collection() -> Iterator[None]:
    """Keep what is known by now from being looked through for garbage while rows are made."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
