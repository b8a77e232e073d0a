"""What the screens say, in the reader's language: texts are content, found by folder."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files

from markupsafe import Markup, escape

from rasid.icd203 import likelihood_phrase
from rasid.languages import LANGUAGES, Language, day, isolated, moment, number, percentage
from rasid.visible_text import visible

Texts = Mapping[str, str | Mapping[str, str]]
"""Texts by their dotted keys; where a noun is counted, its forms by CLDR's categories."""

_PLACE = re.compile(r"\{(\w+)\}")
_COMMAND = re.compile(r"`([^`]+)`")
_FORMS = frozenset({"zero", "one", "two", "few", "many", "other"})
_ALMOST = 0.01


@dataclass(frozen=True, slots=True)
class Speech:
    """Says things in one language; whatever is put into a text is escaped and kept apart in it."""

    language: Language
    texts: Texts

    def say(self, key: str, /, **values: object) -> Markup:
        """Return a text with its places filled; KeyError for one that is not written."""
        text = self.texts[key]
        if not isinstance(text, str):
            raise KeyError(f"{key} is counted")
        return self._filled(text, values)

    def count(self, key: str, counted: int, /, **values: object) -> Markup:
        """Return a text in the form that goes with a number, which fills the place `n`."""
        forms = self.texts[key]
        if isinstance(forms, str):
            raise KeyError(f"{key} is not counted")
        form = forms.get(self.language.locale.plural_form(counted), forms["other"])
        return self._filled(form, {"n": counted, **values})

    def word(self, kind: str, name: str) -> Markup:
        """Return the word for a name of a fixed list; the name itself where it is another."""
        text = self.texts.get(f"{kind}.{name.replace(' ', '_').replace('-', '_')}")
        return escape(text) if isinstance(text, str) else escape(visible(name))

    def likelihood(self, probability: float) -> Markup:
        """Return the phrase for a probability, and the probability behind it."""
        phrase = likelihood_phrase(probability, self.language.code)
        return self.say("likelihood", phrase=Markup(escape(phrase)), share=self.share(probability))  # noqa: S704

    def share(self, share: float) -> Markup:
        """Return a share in per cent, never rounded to a certainty that is not there."""
        if 0 < share < _ALMOST:
            return self.say("share.below", share=Markup(percentage(_ALMOST, self.language)))  # noqa: S704
        if 1 - _ALMOST < share < 1:
            return self.say("share.above", share=Markup(percentage(1 - _ALMOST, self.language)))  # noqa: S704
        return Markup(percentage(share, self.language))  # noqa: S704 - digits

    def number(self, value: float, places: int = 0) -> Markup:
        """Return a number as the language writes it."""
        return Markup(number(value, self.language, places=places))  # noqa: S704 - digits

    def bits(self, weight: float) -> Markup:
        """Return a signed weight with one decimal, which runs from left to right."""
        sign = "\u2212" if weight < 0 else "+"
        told = f"\u2066{sign}{number(abs(weight), self.language, places=1)}\u2069"
        return Markup(told)  # noqa: S704 - digits

    @staticmethod
    def technical(text: str) -> Markup:
        """Return what runs from left to right in every language, such as a code or a clock."""
        return escape(isolated(visible(text), technical=True))

    def day(self, of: date) -> Markup:
        """Return a day in words."""
        return Markup(day(of, self.language))  # noqa: S704 - digits and names of months

    def moment(self, at: datetime) -> Markup:
        """Return a moment in words; without a zone it is UTC."""
        return Markup(moment(at.replace(tzinfo=at.tzinfo or UTC), self.language))  # noqa: S704

    def _filled(self, text: str, values: Mapping[str, object]) -> Markup:
        filled = [
            self._put(values[part]) if place % 2 else part
            for place, part in enumerate(_pieces(text))
        ]
        return Markup("".join(filled))  # noqa: S704 - each is Markup

    def _put(self, value: object) -> Markup:
        match value:
            case Markup():
                return value
            case datetime():
                return self.moment(value)
            case date():
                return self.day(value)
            case int():
                return self.number(value)
            case float():
                return self.number(value, places=1)
            case _:
                return escape(isolated(visible(str(value))))


def speech_in(code: str) -> Speech:
    """Return the speech of one of LANGUAGES by its code."""
    return Speech(LANGUAGES[code], read_texts(code))


@cache
def read_texts(code: str) -> Texts:
    """Return all texts of a language by their dotted keys."""
    found: dict[str, str | Mapping[str, str]] = {}
    for path in (files("rasid.console") / "strings" / code).iterdir():
        _gather(tomllib.loads(path.read_text(encoding="utf-8")), "", found)
    return found


@cache
def _pieces(text: str) -> tuple[str, ...]:
    """Return one of the texts in pieces: what is HTML by now, and between them what is put in."""
    parts = enumerate(_PLACE.split(text))
    return tuple(part if place % 2 else _with_commands(part) for place, part in parts)


def _with_commands(text: str) -> Markup:
    """Return a text with what stands between backticks as it is typed, from left to right."""
    parts = [escape(part) for part in _COMMAND.split(text)]
    return Markup("").join(
        Markup('<kbd dir="ltr">{}</kbd>').format(part) if place % 2 else part
        for place, part in enumerate(parts)
    )


def places_of(text: str | Mapping[str, str]) -> frozenset[str]:
    """Return what must be put into a text."""
    forms = (text,) if isinstance(text, str) else text.values()
    return frozenset(place for form in forms for place in _PLACE.findall(form))


def _gather(
    told: Mapping[str, object], before: str, found: dict[str, str | Mapping[str, str]]
) -> None:
    for name, value in told.items():
        key = f"{before}{name}"
        if isinstance(value, str) or (
            isinstance(value, dict) and "other" in value and value.keys() <= _FORMS
        ):
            found[key] = value
        elif isinstance(value, dict):
            _gather(value, f"{key}.", found)
