"""A dossier as sections, from which HTML and PDF are made alike."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

from rasid.dossiers.blocks import Block, Section, facts, table, text
from rasid.dossiers.facts import Dossier, Site
from rasid.dossiers.sites import confidence, date_of, site_section, to_look_at
from rasid.dossiers.words import WORDS
from rasid.icd203 import likelihood_phrase
from rasid.reports.wording import counted, percent


def sections_of(dossier: Dossier, made_at: datetime) -> list[Section]:
    """Return what a dossier says, in its order."""
    return [
        Section("Summary", tuple(_summary(dossier, made_at))),
        Section("Proposed to be taken", tuple(_proposed(dossier))),
        Section("Not to be taken", tuple(_spared(dossier))),
        Section("What they share with each other", tuple(_shared(dossier))),
        Section("By registry and registrar", tuple(_registrars(dossier))),
        Section("Proposed technical steps", (Block("steps", items=WORDS.steps),)),
        Section("Service", tuple(_service(dossier))),
        Section("Domain by domain", tuple(_domains(dossier))),
        Section("Exhibits", tuple(_exhibits(dossier))),
        Section("What this rests on", tuple(_rests(dossier))),
        Section("Limits", (Block("steps", items=WORDS.limits),)),
    ]


def _summary(dossier: Dossier, made_at: datetime) -> Iterator[Block]:
    title = dossier.subject.title
    if dossier.simulated:
        yield Block("strong", "Simulated: nobody in it exists, and none of it happened.")
    yield Block("text", WORDS.what_it_is.format(title=title))
    yield Block("text", _whose(dossier))
    if dossier.changed:
        changed = " and ".join(dossier.changed)
        yield Block("strong", f"Since the analysis, the {changed} changed: analyse anew first.")
    named = {site.registrar.casefold() for site in dossier.proposed if site.registrar}
    meant = WORDS.definitions
    yield table(
        ("Number", "Of", "What is counted"),
        [
            (f"{len(dossier.proposed):,}", "proposed to be taken", meant["proposed"]),
            (f"{len(dossier.spared):,}", "not to be taken", meant["spared"]),
            (f"{len(named):,}", "registrars", meant["registrars"]),
            (f"{dossier.led.accounts:,}", "accounts led there", meant["led"]),
            (f"{dossier.led.entered:,}", "of them entered", meant["entered"]),
            (f"{len(dossier.exhibits):,}", "exhibits", meant["exhibits"]),
        ],
        (2, 4, 10),
    )
    yield from _campaigns(dossier)
    yield Block("note", WORDS.confidence)
    yield Block("note", WORDS.bits)
    made = made_at.astimezone(UTC)
    yield Block("note", f"Made {made:%Y-%m-%d %H:%M} UTC by rasid {dossier.version}.")


def _whose(dossier: Dossier) -> str:
    subject = dossier.subject
    if subject.actor_probability is None:
        also = [name for name in subject.names if name != subject.actor]
        known = f" It is also called {', '.join(also)}." if also else ""
        found = f"{len(dossier.campaigns):,}"
        return (
            f"The group is {subject.actor}.{known} Campaigns in the logs ascribed to it: {found}."
        )
    if subject.actor is None:
        return (
            "The campaign is ascribed to no group that is known by name. Only the domains that its "
            "own hostile events led to are told of."
        )
    phrase = likelihood_phrase(subject.actor_probability)
    return (
        f"The campaign is {phrase} ({percent(subject.actor_probability)}) the work of "
        f"{subject.actor}. Told of are the domains that its hostile events led to, and those that "
        "are that group's by a label or by name and ties."
    )


def _campaigns(dossier: Dossier) -> Iterator[Block]:
    if dossier.campaigns:
        yield Block("heading", "The campaigns behind it")
        yield table(
            (
                *("Campaign", "First", "Last", "It is one"),
                *("Attempts", "Identified", "Attacked", "Compromised"),
            ),
            (
                (
                    one.campaign_id,
                    f"{one.first_seen:%Y-%m-%d}",
                    f"{one.last_seen:%Y-%m-%d}",
                    likelihood_phrase(one.probability),
                    f"{one.attempts:,}",
                    f"{one.identified:,}",
                    f"{one.attacked:,}",
                    f"{one.compromised:,}",
                )
                for one in dossier.campaigns
            ),
            (20, 12, 12, 11, 10, 11, 10, 14),
            (0,),
        )
        yield Block(
            "note",
            "Attempts are events that asked whether an address is an account; the others are "
            "accounts: identified by an attempt, attacked (a hostile session tried to enter), "
            "compromised (it entered or took over; also attacked).",
        )


def _proposed(dossier: Dossier) -> Iterator[Block]:
    yield Block(
        "text", "No reason that is known from the imported records speaks against taking these."
    )
    yield table(
        ("Domain", "First and last seen", "Confidence", "Registrar", "Led there", "Look first at"),
        (
            (
                site.domain,
                f"{date_of(site.first_seen)}, {date_of(site.last_seen)}",
                confidence(site),
                site.registrar or "not known",
                f"{site.victims.accounts:,}",
                to_look_at(site),
            )
            for site in dossier.proposed
        ),
        (8, 4, 5, 4, 2, 5),
        (0,),
    )


def _spared(dossier: Dossier) -> Iterator[Block]:
    yield Block("text", "These must not be in a request as long as the reason stands.")
    yield table(
        ("Domain", "Why not"),
        ((site.domain, " ".join(site.spare)) for site in dossier.spared),
        (4, 9),
        (0,),
    )
    yield Block("heading", "Addresses not to be seized or blocked")
    told = (
        *dossier.spared,
        *dossier.proposed,
    )  # where both are on an address, say it for the latter
    near = {one.address: one for site in told for one in site.neighbours}
    yield table(
        ("Address", "Who else is on it", "Among them"),
        (
            (
                one.address,
                f"{counted(one.others, 'domain')} not to be taken"
                + (": a provider's host" if one.is_provider else ""),
                ", ".join(one.examples),
            )
            for one in sorted(near.values(), key=lambda one: (-one.others, one.address))
        ),
        (4, 5, 6),
        (0, 2),
    )
    yield Block("note", WORDS.collateral)


def _shared(dossier: Dossier) -> Iterator[Block]:
    yield Block(
        "text",
        f"What two or more of these domains share, the rarest first. {dossier.seen_domains:,} "
        "domains were seen in all; the fewer of them share a thing, the more it says.",
    )
    yield table(
        ("Kind", "What", "Shared by", "Of all seen"),
        (
            (one.kind, one.shared, ", ".join(one.domains), f"{one.sharing:,}")
            for one in dossier.shared
        ),
        (3, 5, 8, 2),
        (1, 2),
    )


def _registrars(dossier: Dossier) -> Iterator[Block]:
    """Group the proposed domains by whom an order would be served on."""
    groups: dict[tuple[str, str], list[Site]] = {}
    for site in dossier.proposed:
        groups.setdefault((site.registry, site.registrar), []).append(site)
    if not groups:
        yield Block("note", "None is proposed.")
    for registry in sorted({key[0] for key in groups}):
        yield Block("heading", f"Registry of .{registry}")
        yield facts(("Contact of the registry", WORDS.unknown))
        yield table(
            ("Registrar", "Contact", "Domains", "Exhibits"),
            (
                (
                    registrar or WORDS.unknown,
                    _contacts(sites),
                    ", ".join(site.domain for site in sites),
                    _numbers(sites),
                )
                for (of, registrar), sites in sorted(groups.items())
                if of == registry
            ),
            (4, 5, 6, 3),
            (2,),
        )


def _contacts(sites: Iterable[Site]) -> str:
    found = dict.fromkeys(contact for site in sites for contact in site.told.contacts)
    return ", ".join(found) or WORDS.unknown


def _numbers(sites: Iterable[Site]) -> str:
    found = sorted({one.number for site in sites for one in site.exhibits})
    return ", ".join(f"E{number}" for number in found) or "none"


def _service(dossier: Dossier) -> Iterator[Block]:
    yield Block("steps", items=WORDS.service)
    registries = sorted({site.registry for site in dossier.proposed})
    registrars = sorted({site.registrar for site in dossier.proposed if site.registrar})
    unknown = sum(not site.registrar for site in dossier.proposed)
    missing = f"; of {counted(unknown, 'domain')} it is {WORDS.unknown}" if unknown else ""
    yield facts(
        ("Registries to serve", ", ".join(f".{one}" for one in registries) or "none"),
        ("Registrars to serve", (", ".join(registrars) or "none") + missing),
    )


def _domains(dossier: Dossier) -> Iterator[Block]:
    for site in dossier.sites:
        yield from site_section(site)


def _exhibits(dossier: Dossier) -> Iterator[Block]:
    yield table(
        ("No.", "Of", "What it shows", "File", "Attached", "SHA-256"),
        (
            (
                f"E{one.number}",
                next(iter(one.about.values()), ""),
                one.what,
                one.name,
                f"{one.attached_at[:10]} by {one.who}",
                one.digest,
            )
            for one in dossier.exhibits
        ),
        (2, 5, 5, 4, 4, 8),
        (1, 5),
    )


def _rests(dossier: Dossier) -> Iterator[Block]:
    window = dossier.window
    yield facts(
        ("rasid", dossier.version),
        ("Window analysed", _window(window) if window else "no analysis was made"),
    )
    yield Block("heading", "SHA-256 of what the analysis rests on")
    yield table(("What", "SHA-256"), sorted(dossier.inputs.items()), (3, 10), (1,))
    yield Block("heading", "Files of domains that were imported")
    yield table(
        ("Name", "Records", "Rejected", "SHA-256"),
        ((one.name, f"{one.lines:,}", f"{one.rejected:,}", one.raw_file) for one in dossier.files),
        (5, 2, 2, 9),
        (3,),
    )
    yield from text(
        "The raw log lines behind a campaign's numbers are in its evidence pack; "
        'the command "rasid evidence pack" writes it.',
    )


def _window(window: Sequence[datetime]) -> str:
    return f"from {window[0]:%Y-%m-%d} until before {window[1]:%Y-%m-%d}, UTC"
