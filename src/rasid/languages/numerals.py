"""Numbers in a language's own digits, and the form of the noun that goes with them."""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache, lru_cache

from babel.numbers import get_decimal_symbol, get_group_symbol

from rasid.languages.speaking import LANGUAGES, Language


def number(value: float, language: Language, *, places: int = 0) -> str:
    """Return a number grouped and in own digits, with a fixed count of decimal places."""
    if type(value) is int and not places:
        return _whole(value, language.code)
    return _written(value, language, places)


@lru_cache(maxsize=1 << 14)
def _whole(value: int, code: str) -> str:
    """Return a whole number; a page has hundreds, most of them small."""
    return _written(value, LANGUAGES[code], 0)


def _written(value: float, language: Language, places: int) -> str:
    """Return a number with the signs that the library knows, put in their places for less."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_EVEN)
    return f"{rounded:,f}".translate(_signs(language.code))


@cache
def _signs(code: str) -> Mapping[int, str]:
    """Return what stands for each sign of a number as Python writes it."""
    language = LANGUAGES[code]
    locale, system = language.locale, language.numbering
    signs = {
        ",": get_group_symbol(locale, numbering_system=system),
        ".": get_decimal_symbol(locale, numbering_system=system),
        **dict(zip("0123456789", language.digits, strict=True)),
    }
    return str.maketrans(signs)


def own_digits(text: str, language: Language) -> str:
    """Return `text` with each of 0 to 9 in the language's own digits: a year, a code, a time."""
    return text.translate(dict(zip(map(ord, "0123456789"), language.digits, strict=True)))


def percentage(share: float, language: Language) -> str:
    """Return a share from 0 to 1 in whole per cent."""
    return number(round(share * 100), language) + language.percent


def plural(value: int, forms: Mapping[str, str], language: Language) -> str:
    """Return the form that CLDR's plural category of `value` asks for, `{n}` filled in.

    A language needs the categories it has (`one`, `two`, `few`, …); `other` stands for the rest.
    """
    form = forms.get(language.locale.plural_form(value), forms["other"])
    return form.replace("{n}", number(value, language))
