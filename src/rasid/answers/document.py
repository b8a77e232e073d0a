"""An answer as paragraphs, from which text, PDF and the signed statement are made alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from rasid.answers.facts import Answer
from rasid.answers.harm import Hit
from rasid.answers.logs import LogsOf
from rasid.answers.seeing import Measured
from rasid.answers.statement import facts_of
from rasid.answers.texts import Texts
from rasid.icd203 import likelihood_phrase
from rasid.languages import day, isolated, moment, number, period
from rasid.reports import disclosure
from rasid.typesetting import Page, typeset

MOST_NAMED = 8
"""More runs of days, or silences, than this are told as their number, the first and the last."""

SURE = 950
"""From this probability on, in thousandths, a campaign is told of without saying how likely."""

_LAST_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Told:
    """An answer as it is told in a language, and when; `simulated`: of nobody who exists."""

    answer: Answer
    texts: Texts
    made_at: datetime
    simulated: bool = False

    @property
    def title(self) -> str:
        """What it is called."""
        return self.texts.say("title", organisation=isolated(self.answer.organisation))


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, empty for none, and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def sections_of(told: Told) -> list[Section]:
    """Return what an answer says in a language."""
    texts = told.texts
    parts = {
        "answer": [_verdict(told.answer, texts)],
        "found": [*_found(told.answer, texts)],
        "rests": [*_rests(told.answer, texts)],
        "unseen": [*_unseen(told.answer, texts)],
        "words": [texts.say("definitions")],
    }
    named = [Section(texts.name("headings", key), tuple(said)) for key, said in parts.items()]
    return [Section("", tuple(_asked(told))), *(one for one in named if one.paragraphs)]


def statement_of(told: Told) -> dict[str, Any]:
    """Return what is signed: every fact as a value, and what was said of them."""
    return {
        **facts_of(told.answer, told.made_at, simulated=told.simulated),
        "language": told.texts.language.code,
        "text": write_text(told),
    }


def write_text(told: Told) -> str:
    """Return an answer as plain text."""
    lines = [told.title, ""]
    for section in sections_of(told):
        heading = [section.heading] if section.heading else []
        lines += [*heading, *section.paragraphs, ""]
    return "\n".join(lines).rstrip() + "\n"


def answer_pdf(told: Told, fingerprint: str, digest: str) -> bytes:
    """Return an answer as PDF.

    `fingerprint` is that of the key which signs what vouches for it, `digest` that of the
    statement.
    """
    texts = told.texts
    data = {
        "title": told.title,
        "sections": [
            {"heading": one.heading, "paragraphs": list(one.paragraphs)}
            for one in sections_of(told)
        ],
        "signed": texts.say("signed"),
        "fingerprint": {"label": texts.say("fingerprint"), "value": fingerprint},
        "digest": {"label": texts.say("digest"), "value": digest},
        "vouched": texts.say("vouched"),
    }
    template = files("rasid.answers") / "answer.typ"
    return typeset(template, Page(texts.language, told.title, told.made_at), data)


def _asked(told: Told) -> Iterator[str]:
    window, texts = told.answer.window, told.texts
    last = (window.end - _LAST_INSTANT).date()
    asked = period(window.start.date(), last, texts.language)
    yield texts.say("asked", period=asked, day=day(told.made_at.date(), texts.language))
    if told.simulated:
        yield texts.say("simulated")


def _verdict(answer: Answer, texts: Texts) -> str:
    organisation = isolated(answer.organisation)
    seen = texts.count("accounts", answer.seen)
    match answer.verdict:
        case "hit" if answer.probability >= SURE:
            said = texts.say("verdict_hit", organisation=organisation)
        case "hit":
            phrase = likelihood_phrase(answer.probability / 1000, texts.language.code)
            said = texts.say("verdict_hit_unsure", organisation=organisation, phrase=phrase)
        case "not seen":
            said = texts.say("verdict_not_seen", organisation=organisation, accounts=seen)
        case "gaps":
            said = texts.say(
                "verdict_gaps", organisation=organisation, accounts=seen, gaps=_gaps(answer, texts)
            )
        case "cannot say":
            return texts.say("verdict_cannot_say", organisation=organisation)
    if answer.verdict != "hit" and answer.unseen:
        said += " " + texts.say("verdict_unseen", accounts=texts.count("accounts", answer.unseen))
    return said


def _gaps(answer: Answer, texts: Texts) -> str:
    """Name what is missing: days, hours, and logs that cannot be believed."""
    named = [_days(answer.gaps, texts)] if answer.gaps else []
    holes = [hole for logs in answer.logs for hole in logs.holes]
    told = [
        texts.say(
            "hole",
            hours=texts.count("hours", hole.hours),
            moment=moment(hole.start, texts.language),
        )
        for hole in holes[:MOST_NAMED]
    ]
    named += told
    if len(holes) > MOST_NAMED:
        rest = sum(hole.hours for hole in holes[MOST_NAMED:])
        named.append(texts.say("more_holes", hours=texts.count("hours", rest)))
    named += [
        texts.say("unreliable", provider=isolated(logs.provider))
        for logs in answer.logs
        if logs.unreliable
    ]
    return _listed(named, texts)


def _days(days: Sequence[date], texts: Texts) -> str:
    """Name days as runs; many as their number and the first and last."""
    runs: list[tuple[date, date]] = []
    for one in days:
        if runs and one - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    language = texts.language
    count = texts.count("days", len(days))
    if len(runs) > MOST_NAMED:
        return texts.say("days_within", days=count, period=period(days[0], days[-1], language))
    named = _listed([period(first, last, language) for first, last in runs], texts)
    return texts.say("days_named", days=count, named=named)


def _found(answer: Answer, texts: Texts) -> Iterator[str]:
    for hit in answer.hits:
        yield from _hit(hit, texts)
    crime = answer.background
    if crime.events:
        yield texts.say(
            "background",
            events=texts.count("events", crime.events),
            accounts=texts.count("accounts", crime.accounts),
            entered=texts.count("accounts", crime.entered),
        )


def _hit(hit: Hit, texts: Texts) -> Iterator[str]:
    language = texts.language
    yield texts.say(
        "campaign",
        campaign=isolated(hit.campaign_id, technical=True),
        period=period(hit.first.date(), hit.last.date(), language),
        phrase=likelihood_phrase(hit.probability / 1000, language.code),
    )
    yield texts.say(
        "count_line",
        attempts=texts.count("attempts", hit.counts.attempts),
        identified=texts.count("accounts", hit.counts.identified),
        attacked=texts.count("accounts", hit.counts.attacked),
        people=texts.count("people", hit.people),
        compromised=texts.count("accounts", hit.counts.compromised),
        exploited=texts.count("accounts", hit.counts.exploited),
    )
    if hit.counts.attacked:
        kinds = [
            f"{texts.name('kinds', kind)} {number(count, language)}"
            for kind, count in hit.attacked_by_kind
        ]
        yield texts.say("by_kind", kinds=_listed(kinds, texts))
    if hit.actor is None:
        yield texts.say("no_actor")
    else:
        phrase = likelihood_phrase(hit.actor_probability / 1000, language.code)
        yield texts.say("actor", phrase=phrase, actor=isolated(hit.actor))


def _rests(answer: Answer, texts: Texts) -> Iterator[str]:
    language = texts.language
    known = disclosure.texts_in(language).names("kind")
    categories = [
        f"{known.get(name) or isolated(name)}: {number(people, language)}"
        for name, people in answer.people
    ]
    kinds = [
        texts.say(
            "kind_seen",
            kind=texts.name("kinds", one.kind),
            listed=number(one.listed, language),
            seen=number(one.seen, language),
        )
        for one in answer.accounts
    ]
    yield texts.say(
        "people",
        people=texts.count("people", sum(people for _, people in answer.people)),
        accounts=texts.count("accounts", sum(one.listed for one in answer.accounts)),
        organisation=isolated(answer.organisation),
        categories=_listed(categories, texts),
    )
    yield texts.say("kinds_seen", kinds=_listed(kinds, texts))
    for logs in answer.logs:
        yield " ".join(_of_logs(logs, len(list(answer.window.days())), texts))
    if not answer.logs:
        yield texts.say("no_logs")


def _of_logs(logs: LogsOf, asked: int, texts: Texts) -> Iterator[str]:
    yield texts.say(
        "logs",
        provider=isolated(logs.provider),
        about=texts.count("events", logs.about),
        own=texts.count("events", logs.own),
        days=number(logs.days, texts.language),
        asked=number(asked, texts.language),
    )
    if logs.rejected:
        yield texts.say("rejected", lines=texts.count("lines", logs.rejected))
    if logs.lacking:
        fields = [texts.name("fields", field) for field in logs.lacking]
        yield texts.say("lacking", fields=_listed(fields, texts))
    if logs.believed == "unknown":
        yield texts.say("untold")


def _unseen(answer: Answer, texts: Texts) -> Iterator[str]:
    if answer.verdict == "hit" and answer.has_gaps:
        yield texts.say("gaps", gaps=_gaps(answer, texts))
    if answer.unseen:
        yield texts.say("unseen", accounts=texts.count("accounts", answer.unseen))
    yield texts.say("elsewhere")
    if answer.logs:
        yield _blind(answer, texts)
        yield _missed(answer, texts)
    yield texts.say("limits")


def _blind(answer: Answer, texts: Texts) -> str:
    if not answer.blind:
        return texts.say("not_blind")
    kinds = [
        texts.name("blind", one.kind)
        if one.accounts >= answer.seen
        else texts.say(
            "blind_for",
            kind=texts.name("blind", one.kind),
            accounts=texts.count("accounts", one.accounts),
        )
        for one in answer.blind
    ]
    return texts.say("blind", kinds=_listed(kinds, texts))


def _missed(answer: Answer, texts: Texts) -> str:
    about = texts.count("accounts", answer.about)
    if not answer.measured:
        return texts.say("missed_unknown", about=about)
    rows = [_missed_row(one, texts) for one in answer.measured]
    return texts.say("missed", about=about, rows=_listed(rows, texts))


def _missed_row(measured: Measured, texts: Texts) -> str:
    language, size = texts.language, measured.size
    ends = {"least": number(size.least, language), "most": number(size.most or 0, language)}
    return texts.say(
        "missed_row",
        span=texts.say("span" if size.most else "span_open", **ends),
        found=number(size.found, language),
        groups=number(size.groups, language),
        accounts=texts.count("accounts", measured.accounts),
        days=texts.count("days", measured.days),
    )


def _listed(words: Sequence[str], texts: Texts) -> str:
    return ("; " if texts.language.direction == "ltr" else "؛ ").join(words)
