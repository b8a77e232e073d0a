"""A dossier of a group's websites for counsel: `rasid websites dossier`."""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from rasid import __version__
from rasid.case import Case, last_analysis, open_case
from rasid.cli.decide import By, who_decides
from rasid.cli.known import known_actors
from rasid.cli.simulated import is_simulated
from rasid.cli.standing import tell_standing
from rasid.cli.voice import say
from rasid.clock import utc_now
from rasid.dossiers import (
    Dossier,
    Knows,
    Rests,
    Subject,
    dossier_html,
    dossier_pdf,
    gather_dossier,
    is_named,
    write_csv,
)
from rasid.errors import UsageError, one_line
from rasid.evidence import Deed, exhibits_of, read_entries, record
from rasid.ledger import open_ledger
from rasid.reports.naming import campaign_namings
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.websites import (
    Judge,
    Judged,
    Known,
    known_names,
    model_of,
    read_states,
    shown,
    states_now,
)

FORMATS = ("pdf", "html", "csv")


def dossier(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    subject: Annotated[
        str, typer.Argument(metavar="CAMPAIGN|ACTOR", help="A campaign's id or a group's name.")
    ],
    *,
    form: Annotated[
        str, typer.Option("--format", metavar="|".join(FORMATS), help="Its form.")
    ] = "pdf",
    lang: Annotated[str, typer.Option(metavar="en", help="Its language.")] = "en",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; else the home's reports.")
    ] = None,
    by: By = None,
) -> None:
    """Write a dossier of a group's websites for counsel, and what to ask a court for."""
    if form not in FORMATS:
        raise UsageError(f"--format got {form!r}, expected one of {', '.join(FORMATS)}.")
    if lang != "en":
        raise UsageError(f"--lang got {lang!r}; dossiers are written in en alone.")
    home: Home = ctx.obj
    who, now = who_decides(by), utc_now().replace(microsecond=0)
    with open_case(home) as case:
        found = _gathered(case, subject)
        tell_standing(case)
    made: bytes
    if form == "pdf":
        made = dossier_pdf(found, now)
    else:
        made = (dossier_html(found, now) if form == "html" else write_csv(found)).encode()
    path = output or home.reports / f"dossier-{_file_name(subject)}.{form}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {one_line(error)}.") from None
    about = _about(found, subject) | {"output": path.name}
    hashes = {"dossier": hashlib.sha256(made).hexdigest()}
    record(home, Deed("dossier made", who, about, hashes=hashes), now)
    say(
        f"Wrote {path}: {counted(len(found.proposed), 'domain')} proposed to be taken, "
        f"{len(found.spared):,} not."
    )


def _gathered(case: Case, asked: str) -> Dossier:
    home = case.home
    subject = _subject(case, asked)
    known = known_names(case.engine)
    judge = Judge(known, model_of(known, home.scratch))
    with open_ledger(home) as ledger:
        states = {name: entry.state for name, entry in states_now(read_states(ledger)).items()}
    analysis = last_analysis(case)
    rests = Rests(
        (analysis.window.start, analysis.window.end) if analysis else None,
        analysis.inputs if analysis else {},
        analysis.changed if analysis else (),
        __version__,
        is_simulated(home),
    )
    found = gather_dossier(case.engine, subject, _knows(home, known, judge, states), rests)
    if not found.sites:
        raise UsageError(
            f"no website is known of {subject.title}: none that was imported is ascribed to it, "
            "and no hostile event has a link."
        )
    return found


def _knows(home: Home, known: Known, judge: Judge, states: Mapping[str, str]) -> Knows:
    def judged(domain: str) -> dict[str, Any]:
        (one,) = judge.judge([domain])
        return _row(one)

    return Knows(
        raw=home.raw,
        reasons=lambda domain: next(judge.explain([domain])),
        judged=judged,
        honest=known.honest,
        states=states,
        exhibits=exhibits_of(read_entries(home)),
    )


def _row(judged: Judged) -> dict[str, Any]:
    """Return a name that no file of domains told of, as the table of websites would have it."""
    written, notices = shown(judged.domain)
    return {
        "domain": judged.domain,
        "shown": written,
        "notices": notices,
        "registered_at": None,
        "standing": judged.standing,
        "labelled_as": judged.labelled_as,
        "bits": judged.bits,
        "honest_share": judged.honest_share,
        "tie_bits": 0.0,
        "level": judged.level,
        "group_name": judged.ascribed.group,
        "group_probability": judged.likeliest.probability,
        "likeliest_group": judged.likeliest.group,
    }


def _subject(case: Case, asked: str) -> Subject:
    """Return the campaign of an id, else the actor of a name; UsageError for neither."""
    namings = campaign_namings(case.engine)
    known = [row[0] for row in case.engine.rows("SELECT campaign_id FROM campaigns ORDER BY 1")]
    if asked in known:
        naming = namings.get(asked)
        actor = naming.actor if naming else None
        leader = naming.leader if naming else None
        names = _names(case, actor) if actor else ()
        probability = leader.probability if leader else 0.0
        return Subject(f"campaign {asked}", (asked,), names, actor, probability)
    names = _names(case, asked)
    campaigns = tuple(
        one for one in known if one in namings and is_named(namings[one].actor or "", names)
    )
    groups = case.engine.rows("SELECT DISTINCT group_name, labelled_as FROM websites")
    is_known = any(is_named(group, names) for row in groups for group in row if group)
    if not is_known and not campaigns and len(names) == 1:
        listed = f"campaigns: {', '.join(known)}" if known else "there is no campaign yet"
        raise UsageError(f"{asked!r} is no campaign and no group that is known; {listed}.")
    return Subject(asked, campaigns, names, asked, None)


def _names(case: Case, name: str) -> tuple[str, ...]:
    """Return all names of the actors that bear one."""
    found = {name: None}
    for actor in known_actors(case.home):
        if is_named(name, (actor.name, *actor.aliases)):
            found |= dict.fromkeys((actor.name, *actor.aliases))
    return tuple(found)


def _about(found: Dossier, subject: str) -> dict[str, str]:
    kind = "campaign" if found.subject.actor_probability is not None else "actor"
    return {kind: subject}


def _file_name(subject: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]+", "-", subject).strip("-")[:80] or "websites"
