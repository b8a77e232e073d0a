"""Telling the public: draft, check, word more coarsely, and write what passes."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import typer
from sqlalchemy import Engine

from rasid import sharing
from rasid.case import Case, open_case
from rasid.cli.campaigns import inputs_of
from rasid.cli.decide import who_decides
from rasid.cli.share import choose_for
from rasid.cli.simulated import is_simulated
from rasid.cli.standing import NOT_YET, tell_standing
from rasid.cli.voice import document, say, show, warn
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.json_file import decoded, read_unpacked
from rasid.languages import language_of
from rasid.ledger import open_ledger
from rasid.reports.disclosure import (
    DEFAULT_K,
    FORMATS,
    NUMBERS,
    Against,
    Cleared,
    Draft,
    Facts,
    Judged,
    Misreading,
    Texts,
    as_document,
    coarsened,
    counted,
    draft,
    finest,
    gather,
    keep,
    misread_page,
    misread_text,
    read_earlier,
    read_known,
    read_previous,
    rendered,
    shown,
    tell,
    texts_in,
)
from rasid.reports.history import require_campaign
from rasid.reports.page import file_name
from rasid.reports.publications import publish, read_basis
from rasid.settings import Home
from rasid.sharing.attack import known as known_technique

FOUND = 1
_ANYBODY = sharing.Rules("clear", "peers")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be told, and what it is held against."""

    campaign_id: str
    lang: str
    file_format: str
    k: int | None
    known: Path | None
    given: tuple[str, ...]
    previous: tuple[Path, ...]
    text: Path | None


@dataclass(frozen=True, slots=True)
class _Ready:
    """What would be told, and what the checks say of it."""

    asked: Asked
    facts: Facts
    against: Against
    made: Draft
    misread: tuple[Misreading, ...]
    texts: Texts

    @property
    def passes(self) -> bool:
        return not (self.made.examined.findings or self.misread)


@dataclass(frozen=True, slots=True)
class _By:
    """Who tells it, and why in spite of what was found."""

    name: str
    why: str


def disclose(  # noqa: PLR0913 - the options of the command
    home: Home, asked: Asked, *, coarsen: bool, why: str, by: str | None, check: bool, as_json: bool
) -> None:
    """Write a public disclosure if the checks find nothing, or somebody says why all the same.

    With `check` it only shows what they find. Leaves with 1 where they find something.
    """
    _require_sense(asked, check=check)
    with open_case(home) as case, open_ledger(home) as ledger:
        if not tell_standing(case, aloud=False):
            raise UsageError(NOT_YET)
        ready = _ready(case, ledger, asked, coarsen=coarsen)
        if as_json:
            document(as_document(asked.campaign_id, ready.made, ready.against, ready.misread))
        elif check or not ready.passes:
            show(shown(ready.made, ready.against, ready.misread))
        if not check and (ready.passes or why):
            _write(case, ledger, ready, _By(who_decides(by), why))
        elif not ready.passes:
            if not check:
                warn("nothing was written; --coarsen words it more coarsely, or change the roster.")
            raise typer.Exit(FOUND)


def _require_sense(asked: Asked, *, check: bool) -> None:
    if asked.file_format not in FORMATS:
        raise UsageError(f"unknown format {asked.file_format!r}, expected: {', '.join(FORMATS)}.")
    if asked.given and asked.known is None:
        raise UsageError("--given is of the people in --known FILE, and no FILE was named.")
    if asked.text and not check:
        raise UsageError("--text is of --check: a text of your own is only checked.")


def _ready(case: Case, ledger: Engine, asked: Asked, *, coarsen: bool) -> _Ready:
    home, campaign_id = case.home, asked.campaign_id
    texts, today = texts_in(language_of(asked.lang)), utc_now().date()
    require_campaign(case.engine, campaign_id)
    cleared = _cleared(case, ledger, campaign_id)
    producer = home.settings().producer
    facts, affected = gather(case.engine, campaign_id, cleared, today, producer=producer)
    facts = replace(facts, simulated=is_simulated(home))
    start = finest(affected)
    guard = sharing.read_guard(case.engine)
    labels = {one.label for one in (*start.kinds, *start.countries)}
    against = Against(
        affected,
        asked.k or DEFAULT_K,
        read_known(asked.known, asked.given) if asked.known else None,
        (*read_earlier(ledger, home.root, campaign_id), *map(read_previous, asked.previous)),
        frozenset(label for label in labels if guard.refusal(label)),
    )
    made = draft(start, against)
    if coarsen:
        made = coarsened(made, against)
    told = tell(facts, made.grouping, made.claims, texts)
    misread = misread_page(told, facts, made.claims, texts)
    if asked.text:
        own = decoded(asked.text, read_unpacked(asked.text, "text"))
        misread += misread_text(own, counted(facts, made.claims), texts)
    return _Ready(asked, facts, against, made, tuple(misread), texts)


def _cleared(case: Case, ledger: Engine, campaign_id: str) -> Cleared:
    """Return what the rules of sharing let anybody have: TLP:CLEAR."""
    received = tuple(sharing.received_levels(ledger).items())
    rules = replace(_ANYBODY, received=received)
    (plan,) = choose_for(case, sharing.open_key(ledger), rules, [campaign_id]).plans
    out = plan.out
    return Cleared(
        actor=out.actor.actor if out.actor else "",
        likelihood=out.actor.probability if out.actor else 0.0,
        withheld=any(line.kind == "actor" and line.held for line in plan.lines),
        techniques=tuple(
            (one.attack_id, known_technique(one.attack_id).name) for one in out.techniques
        ),
        traces=tuple((one.kind, one.value) for one in out.traces if one.kind != "client"),
    )


def _write(case: Case, ledger: Engine, ready: _Ready, decided: _By) -> None:
    made, texts, home, asked = ready.made, ready.texts, case.home, ready.asked
    told = tell(ready.facts, made.grouping, made.claims, texts)
    name = f"{file_name(asked.campaign_id)}-public-{texts.language.code}.{asked.file_format}"
    path = home.reports / name
    _put(path, rendered(told, texts.language, asked.file_format))
    now = utc_now()
    totals = {one.number: [one.low, one.high] for one in made.claims if one.where.is_anybody}
    published = publish(
        ledger,
        home.root,
        asked.campaign_id,
        path,
        numbers={"attempts": ready.facts.attempts, **{key: totals[key] for key in NUMBERS}},
        basis=read_basis(case.engine, asked.campaign_id),
        inputs=inputs_of(case),
        now=now,
    )
    against_it: Sequence[object] = (
        *made.examined.findings,
        *(f"{one.why}: {one.text}" for one in ready.misread),
    )
    judged = Judged(made.claims, ready.against.k, against_it, decided.why if against_it else "")
    keep(ledger, published.number, asked.campaign_id, judged, by=decided.name, now=now)
    say(*(f"Coarser: {step}." for step in made.steps), f"Wrote {path}.")
    if against_it:
        warn(f"it was written against {len(against_it):,} findings; that and why is on record.")


def _put(path: Path, content: bytes) -> None:
    draft_path = path.with_name(f".{path.name}.draft")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft_path.write_bytes(content)
        draft_path.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft_path.unlink()
        raise UsageError(f"cannot write {path}: {error.strerror}.") from error
