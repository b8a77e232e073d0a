"""The languages that rasid writes to people in, and how each is written."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from babel import Locale

from rasid.errors import UsageError


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its BCP 47 code, own name, direction, and how it writes numbers.

    `numbering` is CLDR's name of the numbering system, `digits` are its ten from zero on.
    """

    code: str
    name: str
    direction: Literal["ltr", "rtl"]
    numbering: str
    digits: str
    percent: str

    @property
    def locale(self) -> Locale:
        """CLDR's data on it."""
        return _locale(self.code)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(code)


LANGUAGES = {
    one.code: one
    for one in (
        Language("en", "English", "ltr", "latn", "0123456789", "%"),
        Language("ar", "العربية", "rtl", "arab", "٠١٢٣٤٥٦٧٨٩", "٪"),
        Language("fa", "فارسی", "rtl", "arabext", "۰۱۲۳۴۵۶۷۸۹", "٪"),
    )
}


def language_of(code: str, *, option: str = "--lang") -> Language:
    """Return the language of a code such as `fa` or `fa-IR`; UsageError for another."""
    known = LANGUAGES.get(code.strip().lower().replace("_", "-").split("-")[0])
    if known is None:
        raise UsageError(f"{option} got {code!r}, expected one of {', '.join(LANGUAGES)}.")
    return known
