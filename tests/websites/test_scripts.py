import pytest

from rasid.websites.scripts import look, plain_letters


def a_label(text: str) -> str:
    return text.encode("idna").decode("ascii")


LOOKS = [
    ("gооgle", "google", ("idn", "mixed scripts", "look-alike letters")),  # noqa: RUF001
    ("асе", "ace", ("idn", "look-alike letters")),  # noqa: RUF001
    ("münchen", "munchen", ("idn", "marked letters")),
    ("пример", "primer", ("idn",)),
    ("ニュースsite", "niyususite", ("idn",)),
    ("گوگل", "gwgl", ("idn",)),
]


@pytest.mark.parametrize(("text", "plain", "notices"), LOOKS)
def test_label_is_seen_through(text: str, plain: str, notices: tuple[str, ...]) -> None:
    """What a label reads as in plain letters, and what is odd about its own."""
    seen = look(a_label(text))

    assert (text, plain, notices) == (seen.shown, seen.plain, seen.notices)


def test_plain_label_is_itself() -> None:
    """A label of ASCII letters has nothing odd."""
    assert ("mail", ()) == (look("mail").plain, look("mail").notices)


def test_arabic_and_persian_letters_are_one() -> None:
    """Yeh and kaf of both keyboards read the same; mixed in one name they are noticed."""
    arabic, persian = "كيان", "کیان"

    assert plain_letters(arabic) == plain_letters(persian)
    assert "two keyboards" in look("xn--" + "كیان".encode("punycode").decode()).notices


def test_two_kinds_of_digits_are_noticed() -> None:
    """Arabic-Indic and Persian digits in one name are odd."""
    label = "xn--" + "خبر٤۴".encode("punycode").decode()

    assert "two kinds of digits" in look(label).notices
