"""Days as strips, one for each stage, in the reader's language and direction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from markupsafe import Markup

from rasid.console.speech import Speech
from rasid.languages import own_digits
from rasid.reports.activity import Day
from rasid.reports.charts import Strip, Telling, axis, strips


@dataclass(frozen=True, slots=True)
class Drawn:
    """The strips of some days, and the dates below them."""

    strips: Sequence[Strip]
    axis: Markup


def drawn(speech: Speech, days: Sequence[Day], gaps: Collection[date]) -> Drawn:
    """Draw days; from right to left where the language runs so."""
    telling = _telling(speech)
    return Drawn(strips(days, gaps, telling), axis(days, telling))


def _telling(speech: Speech) -> Telling:
    def tick(day: date) -> str:
        told: str = format_date(day, "d MMM", locale=speech.language.locale)
        return own_digits(told, speech.language)

    def count(day: date, events: int) -> str:
        return _text(speech.say("days.count", day=day, events=events))

    def gap(day: date) -> str:
        return _text(speech.say("days.gap", day=day))

    def summary(stage: str, counts: Sequence[int], peak: date) -> str:
        return _text(
            speech.say(
                "days.summary",
                stage=speech.word("stages", stage),
                events=sum(counts),
                active=sum(count > 0 for count in counts),
                days=len(counts),
                most=max(counts),
                peak=peak,
            )
        )

    return Telling(tick, count, gap, summary, mirrored=speech.language.direction == "rtl")


def _text(told: Markup) -> str:
    return str(told.unescape())
