"""Days and moments, all UTC: Gregorian, and before it Jalali for readers of Persian."""

from datetime import UTC, date, datetime

import jdatetime
from babel.dates import format_date

from rasid.languages.isolating import isolated
from rasid.languages.numerals import own_digits
from rasid.languages.speaking import Language

_JALALI = "fa"
_JALALI_MONTHS = (
    *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
    *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
)


def day(of: date, language: Language) -> str:
    """Return a day in words, such as 15 March 2026 or ۲۴ اسفند ۱۴۰۴ (۱۵ مارس ۲۰۲۶)."""
    gregorian = _gregorian(of, language)
    if language.code != _JALALI:
        return gregorian
    jalali = jdatetime.date.fromgregorian(date=of)
    named = (
        own_digits(str(jalali.day), language),
        _JALALI_MONTHS[jalali.month - 1],
        own_digits(str(jalali.year), language),
    )
    return f"{' '.join(named)} ({gregorian})"


def moment(at: datetime, language: Language) -> str:
    """Return a moment as day and minute of UTC."""
    utc = at.astimezone(UTC)
    clock = own_digits(f"{utc:%H:%M}", language)
    return f"{day(utc.date(), language)} {isolated(clock, technical=True)} UTC"


def period(first: date, last: date, language: Language) -> str:
    """Return the span of days from the first to the last, both of it."""
    if first == last:
        return day(first, language)
    joined = {"en": "{} to {}", "ar": "من {} إلى {}", "fa": "از {} تا {}"}[language.code]
    return joined.format(day(first, language), day(last, language))


def _gregorian(of: date, language: Language) -> str:
    month: str = format_date(of, "MMMM", locale=language.locale)
    return own_digits(f"{of.day} {month} {of.year}", language)
