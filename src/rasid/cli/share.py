"""What leaves this machine: written to a file, or laid out for TAXII to fetch; never sent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Connection

from rasid import sharing
from rasid.attribution.techniques import SPRAY, SPRAY_ACCOUNTS, SPRAY_TRIES, read_rules
from rasid.case import Case, open_case, open_roster
from rasid.cli.decide import By, who_decides
from rasid.cli.known import known_actors
from rasid.cli.simulated import is_simulated
from rasid.cli.standing import NOT_YET, tell_standing
from rasid.cli.voice import document, say, show, warn
from rasid.clock import utc_now
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.errors import UsageError
from rasid.ledger import open_ledger, writing_alone
from rasid.reports import plain, terminal
from rasid.reports.wording import counted
from rasid.settings import Home
from rasid.sharing import (
    Chosen,
    Ids,
    Key,
    Private,
    Publication,
    Rules,
    Sharer,
    Technique,
    Versions,
)
from rasid.sharing.rules import DEFAULT_PROFILE, DEFAULT_TLP
from rasid.sharing.tlp import LEVELS, label, require_level

shares = typer.Typer(
    name="share", help="Write what was found for others; --dry-run shows it first."
)

Output = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Where to write; not with --dry-run.")
]
Campaigns = Annotated[
    list[str],
    typer.Option("--campaign", metavar="ID", help="A campaign; may be repeated; else all."),
]
Tlp = Annotated[str, typer.Option(metavar="|".join(LEVELS), help="How far it may go.")]
Profile = Annotated[
    str, typer.Option(metavar="|".join(sharing.PROFILES), help="What is told at all.")
]
NamePerson = Annotated[
    list[str],
    typer.Option(metavar="PERSON_ID", help="Tell this protected person's name; may be repeated."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Show what would leave and what is held back.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the dry run as one JSON document.")]

Write = Callable[[Chosen, Sharer, Versions], str]


def _writes(name: str, write: Write, told: str) -> None:
    """Make the command that writes campaigns in one format."""

    @shares.command(name, help=told)
    def command(  # noqa: PLR0913 - the options of the command
        ctx: typer.Context,
        *,
        output: Output = None,
        campaign: Campaigns = [],  # noqa: B006 - typer's way to say that none is given
        tlp: Tlp = DEFAULT_TLP,
        profile: Profile = DEFAULT_PROFILE,
        name_person: NamePerson = [],  # noqa: B006
        dry_run: DryRun = False,
        as_json: Json = False,
    ) -> None:
        rules = sharing.asked_rules(name, tlp, profile, name_person)
        target = _target(output, dry_run=dry_run)
        _share(ctx.obj, write, _Asked(rules, campaign, target, as_json))


_writes("stix", sharing.stix_bundle, "Write campaigns as a STIX 2.1 bundle.")
_writes("misp", sharing.misp_events, "Write campaigns as MISP events.")
_writes("ocsf", sharing.ocsf_findings, "Write campaigns as OCSF Detection Findings, one a line.")
_writes(
    "navigator",
    sharing.navigator_layer,
    "Write the techniques of campaigns as a layer of the ATT&CK Navigator.",
)
_writes("csv", sharing.csv_indicators, "Write the indicators of campaigns as CSV, defanged.")


@shares.command()
def taxii(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    *,
    collection: Annotated[
        str, typer.Option(metavar="|".join(LEVELS), help="The collection, by its TLP level.")
    ],
    publish: Annotated[
        bool, typer.Option("--publish", help="Put it there; else it is only shown.")
    ] = False,
    campaign: Campaigns = [],  # noqa: B006 - typer's way to say that none is given
    tlp: Annotated[
        str,
        typer.Option(
            metavar="|".join(LEVELS),
            help="How far it may go; no closer than the collection.",
            show_default="the collection's level",
        ),
    ] = "",
    profile: Profile = DEFAULT_PROFILE,
    name_person: NamePerson = [],  # noqa: B006
    by: By = None,
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """Put campaigns into a collection, from which `rasid serve` gives them out over TAXII 2.1."""
    if publish and dry_run:
        raise UsageError("--publish and --dry-run exclude each other.")
    level = require_level(collection, option="--collection")
    rules = sharing.asked_rules("taxii", tlp or level, profile, name_person)
    sharing.require_room(rules.tlp, level)
    asked = _Asked(rules, campaign, None, as_json)
    _publish(ctx.obj, level, asked, who_decides(by) if publish else None)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to leave; without a target it is only shown."""

    rules: Rules
    campaigns: Sequence[str]
    target: Path | None
    as_json: bool


@dataclass(frozen=True, slots=True)
class _Ready:
    """What may leave, in a transaction that remembers what does."""

    chosen: Chosen
    sharer: Sharer
    versions: Versions
    connection: Connection


def _target(output: Path | None, *, dry_run: bool) -> Path | None:
    if dry_run:
        return None
    if output is None:
        raise UsageError("--output FILE says where to write; --dry-run shows what would leave.")
    return output


def _share(home: Home, write: Write, asked: _Asked) -> None:
    """Show what would leave, or write it and remember what was given out."""
    rules, target = asked.rules, asked.target
    with _ready(home, asked, rules.variant) as ready:
        text = write(ready.chosen, ready.sharer, ready.versions)
        if target is None:
            _tell(ready.chosen, rules, ready.versions.gone, as_json=asked.as_json)
            return
        ready.versions.keep()
        sharing.write_whole(target, text)
    said = _counts(ready.chosen)
    say(f"Wrote {target} under {label(rules.tlp)}: {said}; --dry-run lists them.")


def _publish(home: Home, collection: str, asked: _Asked, by: str | None) -> None:
    """Show what would be put into a collection, or put it there if `by` says who does."""
    rules = asked.rules
    with _ready(home, asked, f"taxii/{collection}") as ready:
        objects = sharing.stix_objects(ready.chosen, ready.sharer, ready.versions)
        new = sharing.unpublished(ready.connection, collection, objects)
        if by is None:
            _tell(ready.chosen, rules, ready.versions.gone, as_json=asked.as_json)
            return
        ready.versions.keep()
        campaigns = [made.out.campaign_id for made in ready.chosen.plans]
        named = sorted(rules.named)
        made = Publication(by, utc_now(), collection, rules.tlp, rules.profile, campaigns, named)
        sharing.publish(ready.connection, made, new)
    place = f"the collection {label(collection)}"
    if new:
        say(
            f"Put {counted(len(new), 'object')} into {place} under {label(rules.tlp)}: "
            f"{_counts(ready.chosen)}; --dry-run lists them."
        )
    else:
        say(f"Nothing is new: {place} holds all of it already.")


@contextmanager
def _ready(home: Home, asked: _Asked, variant: str) -> Iterator[_Ready]:
    """Yield what may leave as it was asked for; `variant` tells kinds of recipients apart."""
    with open_case(home) as case, open_ledger(home) as ledger:
        received = tuple(sharing.received_levels(ledger).items())
        rules = replace(asked.rules, received=received)
        if not tell_standing(case, aloud=False):
            raise UsageError(NOT_YET)
        key = sharing.open_key(ledger)
        chosen = choose_for(case, key, rules, asked.campaigns)
        for person_id in sorted(rules.named):
            warn(f"{person_id} is told by name under {label(rules.tlp)}.")
        with writing_alone(ledger) as connection:
            versions = Versions(connection, variant, sharing.believed_since(case.engine))
            yield _Ready(chosen, _sharer(home, key, versions, rules), versions, connection)


def _counts(chosen: Chosen) -> str:
    lines = [line for made in chosen.plans for line in made.lines]
    held = sum(bool(line.held) for line in lines)
    return f"{counted(len(lines) - held, 'thing')} left, {held:,} held back"


def _sharer(home: Home, key: Key, versions: Versions, rules: Rules) -> Sharer:
    producer = home.settings().producer
    return Sharer(
        ids=Ids(key.scope(producer), key.mark, versions.revoked),
        tlp=rules.tlp,
        producer=producer,
        simulated=is_simulated(home),
        known_actors=tuple((one.name, one.stix_id) for one in known_actors(home)),
    )


def choose_for(case: Case, key: Key, rules: Rules, campaigns: Sequence[str]) -> Chosen:
    """Choose what leaves; whoever is or was on the roster is kept back."""
    techniques, guard = _techniques(case.engine), sharing.read_guard(case.engine)
    with open_roster(case):
        guard |= sharing.read_guard(case.engine)
        private = Private(key, guard)
        return sharing.choose(case.engine, private, rules, campaigns, techniques)


def _tell(chosen: Chosen, rules: Rules, revoked: Sequence[str], *, as_json: bool) -> None:
    rows: Any = [
        {"campaign_id": made.out.campaign_id, "lines": plain(made.lines)} for made in chosen.plans
    ]
    if as_json:
        told = {"tlp": rules.tlp, "profile": rules.profile}
        document({**told, "campaigns": rows, "revoked": list(revoked)})
    else:
        show(terminal.sharing(rows, revoked, label(rules.tlp), rules.profile))


def _techniques(engine: DuckDB) -> Mapping[str, Sequence[Technique]]:
    """Return what each campaign showed, by the same rules as attribution."""
    engine.run("CREATE OR REPLACE TEMP VIEW tagged AS SELECT event_uid, reason FROM events")
    shown: dict[str, dict[str, int]] = {}
    for campaign_id, *kind, events in engine.rows(packaged_sql("rasid.attribution", "deeds")):
        found = shown.setdefault(campaign_id, {})
        for rule in read_rules():
            if rule.holds(*kind):
                found[rule.technique] = found.get(rule.technique, 0) + events
    asked = {"accounts": SPRAY_ACCOUNTS, "tries": SPRAY_TRIES}
    for campaign_id, sprays in engine.rows(packaged_sql("rasid.attribution", "sprays"), asked):
        shown.setdefault(campaign_id, {})[SPRAY] = sprays
    return {
        campaign_id: tuple(Technique(attack_id, times) for attack_id, times in found.items())
        for campaign_id, found in shown.items()
    }
