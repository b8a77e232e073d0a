"""Every language says the same things with the same values."""

import string
import tomllib
from importlib.resources import files
from typing import Any

import pytest

from rasid.answers.logs import NEEDS
from rasid.answers.seeing import FEWEST_GROUPS, measurements, nearest
from rasid.languages import LANGUAGES
from rasid.sources.belief import NEEDED_FIELDS

OTHERS = [code for code in LANGUAGES if code != "en"]


def _table(code: str) -> dict[str, Any]:
    path = files("rasid.answers") / "texts" / f"{code}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", OTHERS)
def test_same_keys_and_values(code: str) -> None:
    english, other = _table("en"), _table(code)

    assert {group: set(table) for group, table in english.items()} == {
        group: set(table) for group, table in other.items()
    }
    assert {key: _fields(text) for key, text in english["say"].items()} == {
        key: _fields(text) for key, text in other["say"].items()
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_nouns_have_every_form_that_the_language_needs(code: str) -> None:
    """Persian leaves a noun as it is, whatever its number."""
    needed = set(LANGUAGES[code].locale.plural_form.tags) | {"other"}

    for forms in _table(code)["count"].values():
        assert set(forms) == ({"other"} if code == "fa" else needed)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_blindness_has_a_name(code: str) -> None:
    assert set(NEEDS) == set(_table(code)["blind"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_field_that_logs_may_lack_has_a_name(code: str) -> None:
    assert {key for _, key, *_ in NEEDED_FIELDS} == set(_table(code)["fields"])


def test_what_is_missed_is_measured_by_size_of_group() -> None:
    for measured in measurements():
        assert measured.sizes
        assert all(0 <= row.found <= row.groups for row in measured.sizes)
        ends = [(row.least, row.most or 10**9) for row in measured.sizes]
        assert ends == sorted(ends)


def test_nearest_measurement_is_taken_for_each_size_of_group() -> None:
    every = {size.least for one in measurements() for size in one.sizes}
    near = nearest(3000)

    assert sorted(every) == [one.size.least for one in near]
    assert 1 < len({one.accounts for one in near})
    assert () == nearest(10**6)
    assert {min(one.accounts for one in measurements())} == {one.accounts for one in nearest(40)}
    assert all(one.size.groups >= FEWEST_GROUPS for one in (*near, *nearest(40)))
