import pytest

from attribution.worlds import MONDAY, World
from rasid.attribution.guessing import form_of, guessing_habits
from rasid.engines.duckdb import DuckDB


@pytest.mark.parametrize(
    ("local", "form"),
    [
        ("leila.karimi", "name.name"),
        ("karimi-leila", "name-name"),
        ("leila_karimi88", "name_name9"),
        ("l.karimi", "i.name"),
        ("lkarimi", "iname"),
        ("leilak1971", "namei9"),
        ("karimileila", "namename"),
        ("Leila7", "name9"),
        ("leyla", None),
        ("l.k", None),
        ("1971", None),
        ("", None),
        (".leila", None),
        ("leila..karimi", None),
    ],
)
def test_form_is_how_a_name_is_written(local: str, form: str | None) -> None:
    """No word of the name is left in it."""
    assert form == form_of(f"{local}@mail.example", "Leila Karimi")


def test_form_of_any_text_is_none_or_a_form() -> None:
    """Names and addresses are of logs: markup, no letters and no name at all are harmless."""
    for local, name in (("<b>", "<b>"), ("a" * 500, "A"), ("é.ü", "É Ü"), ("leila", "")):
        form = form_of(local, name)
        assert form is None or set(form) <= set("name.i_-9")


def test_habit_counts_sessions(engine: DuckDB) -> None:
    """What is rarer than one in twenty is no habit, and each session counts once a form."""
    world = World()
    guesses = [f"leila.karimi@d{number}.example" for number in range(30)]
    for number, account in enumerate([*guesses, guesses[0], "lkarimi@d.example"]):
        world.attack(MONDAY.replace(minute=number), account, stage="discover")
    world.suggest("Leila Karimi", [*guesses, "lkarimi@d.example"])

    (habit,) = guessing_habits(world.open(engine))

    assert ("C-1", "name.name", 31) == (habit.campaign_id, habit.form, habit.sessions)
