"""An answer as paragraphs, from which text, PDF and the signed statement are made alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import Any

from rasid.answers.facts import Answer, Hit
from rasid.answers.seeing import missed_by_size
from rasid.answers.texts import Texts
from rasid.icd203 import likelihood_phrase
from rasid.languages import day, isolated, number, period
from rasid.typesetting import Page, typeset

MOST_DAYS_NAMED = 12
_LAST_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, empty for none, and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


def sections_of(answer: Answer, texts: Texts, made_at: datetime) -> list[Section]:
    """Return what an answer says in a language."""
    return [
        Section("", (_asked(answer, texts, made_at),)),
        Section(texts.name("headings", "answer"), (_verdict(answer, texts),)),
        *(
            [Section(texts.name("headings", "found"), tuple(_found(answer, texts)))]
            if answer.hits
            else []
        ),
        Section(texts.name("headings", "rests"), tuple(_rests(answer, texts))),
        Section(texts.name("headings", "unseen"), tuple(_unseen(answer, texts))),
        Section(texts.name("headings", "words"), (texts.say("definitions"),)),
    ]


def statement_of(answer: Answer, texts: Texts, made_at: datetime) -> dict[str, Any]:
    """Return what is signed: every fact as a value, and what was said of them."""
    window = answer.window
    return {
        "organisation": answer.organisation,
        "from": window.start.isoformat(),
        "to": window.end.isoformat(),
        "made_at": made_at.isoformat(timespec="seconds"),
        "verdict": answer.verdict,
        "people": answer.people,
        "accounts": [
            {"kind": one.kind, "listed": one.listed, "seen": one.seen} for one in answer.accounts
        ],
        "logs": [
            {
                "provider": one.provider,
                "events": one.events,
                "days": one.days,
                "days_without_events": [each.isoformat() for each in one.silent],
            }
            for one in answer.logs
        ],
        "campaigns": [_plain(hit) for hit in answer.hits],
        "could_not_be_seen": [one.kind for one in answer.blind],
        "language": texts.language.code,
        "text": write_text(answer, texts, made_at),
    }


def write_text(answer: Answer, texts: Texts, made_at: datetime) -> str:
    """Return an answer as plain text."""
    lines = [texts.say("title", organisation=isolated(answer.organisation)), ""]
    for section in sections_of(answer, texts, made_at):
        lines += (
            [section.heading, *section.paragraphs, ""] if section.heading else section.paragraphs
        )
    return "\n".join(lines).rstrip() + "\n"


def answer_pdf(answer: Answer, texts: Texts, made_at: datetime, fingerprint: str) -> bytes:
    """Return an answer as PDF; `fingerprint` is that of the key which signs what vouches for it."""
    title = texts.say("title", organisation=isolated(answer.organisation))
    sections: Sequence[Section] = sections_of(answer, texts, made_at)
    data = {
        "title": title,
        "verdict": answer.verdict,
        "sections": [{"heading": s.heading, "paragraphs": list(s.paragraphs)} for s in sections],
        "signed": texts.say("signed", fingerprint=isolated(fingerprint, technical=True)),
        "vouched": texts.say("vouched"),
    }
    template = files("rasid.answers") / "answer.typ"
    return typeset(template, Page(texts.language, title, made_at), data)


def _asked(answer: Answer, texts: Texts, made_at: datetime) -> str:
    window, language = answer.window, texts.language
    last = (window.end - _LAST_INSTANT).date()
    asked = period(window.start.date(), last, language)
    return texts.say("asked", period=asked, day=day(made_at.date(), language))


def _verdict(answer: Answer, texts: Texts) -> str:
    return texts.say(
        f"verdict_{answer.verdict.replace(' ', '_')}",
        organisation=isolated(answer.organisation),
        days=_days(answer.gaps, texts),
    )


def _days(days: Sequence[date], texts: Texts) -> str:
    """Name days as runs; many as their number and the first and last."""
    runs: list[tuple[date, date]] = []
    for one in days:
        if runs and one - runs[-1][1] == timedelta(days=1):
            runs[-1] = (runs[-1][0], one)
        else:
            runs.append((one, one))
    named = [period(first, last, texts.language) for first, last in runs]
    if len(named) > MOST_DAYS_NAMED:
        return f"{texts.count('days', len(days))} ({named[0]} … {named[-1]})"
    return _listed(named, texts)


def _found(answer: Answer, texts: Texts) -> Iterator[str]:
    language = texts.language
    for hit in answer.hits:
        yield texts.say(
            "campaign",
            campaign=isolated(hit.campaign_id, technical=True),
            period=period(hit.first.date(), hit.last.date(), language),
            phrase=likelihood_phrase(hit.probability / 1000, language.code),
        )
        yield texts.say(
            "count_line",
            attempts=texts.count("attempts", hit.attempts),
            identified=texts.count("accounts", hit.identified),
            attacked=texts.count("accounts", hit.attacked),
            compromised=texts.count("accounts", hit.compromised),
            exploited=texts.count("accounts", hit.exploited),
        )
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
    accounts = sum(one.listed for one in answer.accounts)
    yield texts.say(
        "people",
        people=texts.count("people", answer.people),
        accounts=texts.count("accounts", accounts),
        organisation=isolated(answer.organisation),
    )
    for one in answer.accounts:
        yield texts.say(
            "kind_seen",
            kind=texts.name("kinds", one.kind),
            listed=number(one.listed, texts.language),
            seen=number(one.seen, texts.language),
        )
    for log in answer.logs:
        yield texts.say(
            "logs",
            provider=isolated(log.provider),
            events=texts.count("events", log.events),
            days=texts.count("days", log.days),
        )
    if not answer.logs:
        yield texts.say("no_logs")


def _unseen(answer: Answer, texts: Texts) -> Iterator[str]:
    if answer.unseen:
        yield texts.say("unseen", accounts=texts.count("accounts", answer.unseen))
    yield texts.say("elsewhere")
    if answer.logs:
        kinds = [texts.name("blind", one.kind) for one in answer.blind]
        yield texts.say("blind", kinds=_listed(kinds, texts)) if kinds else texts.say("not_blind")
        yield _missed(texts)
    yield texts.say("limits")


def _missed(texts: Texts) -> str:
    measured, rows = missed_by_size()
    language = texts.language
    told = []
    for row in rows:
        ends = {"least": number(row.least, language), "most": number(row.most or 0, language)}
        span = texts.say("span" if row.most else "span_open", **ends)
        found, groups = number(row.found, language), number(row.groups, language)
        told.append(texts.say("missed_row", span=span, found=found, groups=groups))
    return texts.say(
        "missed",
        months=number(measured["months"], language),
        accounts=texts.count("accounts", measured["accounts"]),
        days=texts.count("days", measured["days"]),
        rows=_listed(told, texts),
    )


def _listed(words: Sequence[str], texts: Texts) -> str:
    return ("; " if texts.language.direction == "ltr" else "؛ ").join(words)


def _plain(hit: Hit) -> dict[str, Any]:
    return {
        "campaign_id": hit.campaign_id,
        "campaign_probability_in_thousandths": hit.probability,
        "actor": hit.actor,
        "actor_probability_in_thousandths": hit.actor_probability,
        "first_seen": hit.first.isoformat(),
        "last_seen": hit.last.isoformat(),
        "attempts": hit.attempts,
        "accounts_identified": hit.identified,
        "accounts_attacked": hit.attacked,
        "accounts_compromised": hit.compromised,
        "accounts_exploited": hit.exploited,
        "attacked_by_kind": dict(hit.attacked_by_kind),
    }
