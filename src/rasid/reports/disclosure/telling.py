"""A disclosure as headings, paragraphs and tables in one language, whatever file it becomes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rasid.defanging import defang
from rasid.icd203 import likelihood_phrase
from rasid.languages import clean, day, isolated, percentage, period
from rasid.reports.blocks import Bars, Block, Cell, Section, Table, Told
from rasid.reports.disclosure.claims import NUMBERS, UNLISTED, Claim, Where
from rasid.reports.disclosure.grouping import Grouping
from rasid.reports.disclosure.texts import Texts

CERTAIN = 0.99
"""No probability is told as more: what is told in whole per cent would become a certainty."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a disclosure tells that is of nobody; `actor` is empty where no group is named.

    `attempts_by_day` begins with the first day; `traces` are kinds and values that may be told,
    `withheld` says that a group may be behind it whose name may not be.
    """

    first: date
    last: date
    attempts: int
    attempts_by_day: tuple[int, ...]
    actor: str
    likelihood: float
    withheld: bool
    techniques: tuple[tuple[str, str], ...]
    traces: tuple[tuple[str, str], ...]
    producer: str
    version: str
    simulated: bool
    made_on: date


def tell(facts: Facts, grouping: Grouping, claims: Sequence[Claim], texts: Texts) -> Told:
    """Say a disclosure in a language."""
    totals = {one.number: one for one in claims if one.where.is_anybody}
    counts = {key: texts.count(key, one.low, one.high) for key, one in totals.items()}
    counts["attempts"] = texts.count("attempts", facts.attempts)
    made = {"day": day(facts.made_on, texts.language), "version": facts.version}
    producer = facts.producer
    return Told(
        title=texts.say("title", **counts),
        banner=texts.say("simulated") if facts.simulated else "",
        lede=tuple(_lede(facts, claims, texts, counts)),
        sections=tuple(
            Section(texts.name("heading", key), tuple(blocks))
            for key, blocks in _sections(facts, grouping, claims, texts).items()
            if blocks
        ),
        made=texts.say("by", producer=foreign(producer, texts), **made)
        if producer
        else texts.say("made", **made),
        made_on=facts.made_on,
    )


def phrase_of(claim: Claim, texts: Texts) -> str:
    """Return one claim as a phrase: its number with its noun, and of whom."""
    counted = texts.count(claim.number, claim.low, claim.high)
    return counted if claim.where.is_anybody else f"{counted}: {called(claim.where, texts)}"


def called(where: Where, texts: Texts) -> str:
    """Return what people are called; a category that rasid has no word for by its own."""
    names = texts.names("kind")
    if where.countries is not None and where.categories is None and where.label not in names:
        territories = texts.language.locale.territories
        return str(territories.get(where.label.upper(), foreign(where.label, texts)))
    return str(names[where.label]) if where.label in names else foreign(where.label, texts)


def foreign(text: str, texts: Texts) -> str:
    """Return a word of others on one line, so that it turns nothing around it."""
    bare = clean(text)
    alone = bare.isascii() and texts.language.direction == "ltr"
    return bare if alone else isolated(bare)


def _lede(
    facts: Facts, claims: Sequence[Claim], texts: Texts, counts: Mapping[str, str]
) -> Iterator[str]:
    when = period(facts.first, facts.last, texts.language)
    yield texts.say("lede", period=when, **counts)
    yield texts.say("attempts_are_no_attacks")
    spared = [
        called(one.where, texts)
        for one in claims
        if one.number == "compromised" and one.high == 0 and _is_told_kind(one.where)
    ]
    if spared and any(one.low for one in claims if one.number == "compromised"):
        yield texts.say("spared", kinds=_listed(spared, texts))
    if facts.actor:
        yield texts.say(
            "actor",
            actor=foreign(facts.actor, texts),
            phrase=likelihood_phrase(facts.likelihood, texts.language.code),
            percent=percentage(min(facts.likelihood, CERTAIN), texts.language),
        )
    elif not facts.withheld:
        yield texts.say("no_actor")


def _sections(
    facts: Facts, grouping: Grouping, claims: Sequence[Claim], texts: Texts
) -> dict[str, list[Block]]:
    limits = (texts.say("limits_logs"), texts.say("limits_change"))
    return {
        "numbers": [_definitions(facts, claims, texts)],
        "kinds": [*_kinds(claims, texts), *_notes(grouping, claims, texts)],
        "countries": _countries(claims, texts),
        "days": _days(facts, texts),
        "techniques": _code_table(facts.techniques, texts, ("technique", "name"), code=0),
        "advice": [tuple(texts.names("advice").values())],
        "indicators": _code_table(
            [_trace(kind, value, texts) for kind, value in facts.traces],
            texts,
            ("trace", "value"),
            code=1,
        ),
        "limits": [limits],
    }


def _definitions(facts: Facts, claims: Sequence[Claim], texts: Texts) -> Table:
    totals = {one.number: (one.low, one.high) for one in claims if one.where.is_anybody}
    totals["attempts"] = (facts.attempts, facts.attempts)
    head = (texts.name("column", "number"), texts.name("column", "meaning"))
    return Table(
        head,
        tuple(
            (Cell(texts.count(key, *totals[key])), Cell(texts.name("definition", key)))
            for key in ("attempts", *NUMBERS)
        ),
    )


def _kinds(claims: Sequence[Claim], texts: Texts) -> list[Block]:
    """Return the kinds of people, those with most accounts attacked first, who is unlisted last."""
    by_kind: dict[Where, dict[str, Claim]] = {}
    for one in claims:
        if one.where.categories is not None:
            by_kind.setdefault(one.where, {})[one.number] = one

    def order(kind: Where) -> tuple[bool, int, str]:
        return kind.is_unlisted, -by_kind[kind]["attacked"].high, kind.label

    rows = tuple(
        (Cell(called(kind, texts)), *(_number(by_kind[kind][key], texts) for key in NUMBERS))
        for kind in sorted(by_kind, key=order)
    )
    head = (texts.name("column", "kind"), *(texts.name("label", key) for key in NUMBERS))
    return [Table(head, rows, ("", *NUMBERS))] if rows else []


def _notes(grouping: Grouping, claims: Sequence[Claim], texts: Texts) -> list[Block]:
    if not grouping.kinds:
        return []
    merged = any(len(one.categories or ()) > 1 for one in grouping.kinds)
    listed = any(not (one.categories or UNLISTED) <= UNLISTED for one in grouping.kinds)
    said = [
        ("accounts", True),
        ("kinds", listed),
        ("coarse", merged),
        ("ranges", any(not one.is_exact for one in claims)),
    ]
    return [" ".join(texts.say(key) for key, holds in said if holds)]


def _countries(claims: Sequence[Claim], texts: Texts) -> list[Block]:
    found = [one for one in claims if one.where.countries is not None]
    found.sort(key=lambda one: (len(one.where.countries or ()) > 1, -one.high, one.where.label))
    head = (texts.name("column", "country"), texts.name("label", "attacked"))
    rows = tuple((Cell(called(one.where, texts)), _number(one, texts)) for one in found)
    return [Table(head, rows, ("", "attacked")), texts.say("countries")] if rows else []


def _days(facts: Facts, texts: Texts) -> list[Block]:
    if len(facts.attempts_by_day) < 2:
        return []
    ends = (day(one, texts.language) for one in (facts.first, facts.last))
    said = texts.say("days", **dict(zip(("first", "last"), ends, strict=True)))
    return [Bars(facts.attempts_by_day, said)]


def _code_table(
    pairs: Sequence[tuple[str, str]], texts: Texts, columns: tuple[str, str], code: int
) -> list[Block]:
    head = tuple(texts.name("column", one) for one in columns)
    rows = tuple(
        tuple(
            Cell(clean(part), "code") if at == code else Cell(part) for at, part in enumerate(pair)
        )
        for pair in pairs
    )
    return [Table(head, rows)] if rows else []


def _trace(kind: str, value: str, texts: Texts) -> tuple[str, str]:
    return texts.name("trace", kind), defang(value) if kind == "address" else value


def _number(claim: Claim, texts: Texts) -> Cell:
    return Cell(texts.amount(claim.low, claim.high), "number")


def _is_told_kind(where: Where) -> bool:
    return where.categories is not None and not where.is_unlisted


def _listed(words: Sequence[str], texts: Texts) -> str:
    return (", " if texts.language.direction == "ltr" else "، ").join(words)
