"""The languages say the same things: no key is missing, and no value that a sentence takes."""

import string
import tomllib
from importlib.resources import files

import pytest

from rasid.languages import LANGUAGES
from rasid.reports.disclosure.texts import texts_in

FOLDER = files("rasid.reports.disclosure") / "texts"
TABLES = {code: tomllib.loads((FOLDER / f"{code}.toml").read_text("utf-8")) for code in LANGUAGES}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", ["ar", "fa"])
def test_language_says_all_that_english_says(code: str) -> None:
    for group, words in TABLES["en"].items():
        assert words.keys() == TABLES[code][group].keys()
    for key, sentence in TABLES["en"]["say"].items():
        assert fields(sentence) == fields(TABLES[code]["say"][key])


@pytest.mark.parametrize(
    ("code", "span", "expected"),
    [
        ("en", (1, 1), "1 account attacked"),
        ("en", (0, 0), "no accounts attacked"),
        ("en", (0, 9), "fewer than 10 accounts attacked"),
        ("en", (20, 49), "20 to 49 accounts attacked"),
        ("ar", (2, 2), "حسابان مُهاجَمان"),
        ("ar", (11, 11), "١١ حسابًا مُهاجَمًا"),
        ("ar", (0, 9), "أقل من ١٠ حسابات مُهاجَمة"),
        ("fa", (241, 241), "۲۴۱ حساب هدف حمله"),
    ],
)
def test_number_is_told_with_its_noun(code: str, span: tuple[int, int], expected: str) -> None:
    assert expected == texts_in(LANGUAGES[code]).count("attacked", *span)
