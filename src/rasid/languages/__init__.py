"""Numbers, days and foreign words as readers of English, Arabic and Persian write them."""

from rasid.languages.isolating import clean, isolated
from rasid.languages.numerals import number, own_digits, percentage, plural
from rasid.languages.speaking import LANGUAGES, Language, language_of
from rasid.languages.texts import Texts, read_words
from rasid.languages.times import day, moment, period

__all__ = [
    "LANGUAGES",
    "Language",
    "Texts",
    "clean",
    "day",
    "isolated",
    "language_of",
    "moment",
    "number",
    "own_digits",
    "percentage",
    "period",
    "plural",
    "read_words",
]
