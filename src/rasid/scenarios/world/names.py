"""Fictional people: given names, and family names put together from stems and endings."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from rasid.scenarios.chance import pick, weighted


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as they write it, and its two parts in lower-case ASCII."""

    display: str
    given: str
    family: str


@dataclass(frozen=True, slots=True)
class Culture:
    """One file of `cultures/`: pairs of (as written, in Latin letters), popular ones first."""

    language: str
    countries: tuple[str, ...]
    given: tuple[tuple[str, str], ...]
    stems: tuple[tuple[str, str], ...]
    endings: tuple[tuple[str, str], ...]

    def draw(self, rng: Random) -> Name:
        """Draw a name; not everyone signs in their own script."""
        given, stem = rng.choice(self.given), pick(rng, self.stems)
        ending = rng.choice(self.endings)
        latin = f"{given[1]} {(stem[1] + ending[1]).capitalize()}"
        written = f"{given[0]} {stem[0]}{ending[0]}"
        display = written if rng.random() < 0.6 else latin
        return Name(display, given[1].lower(), (stem[1] + ending[1]).lower())


def load_cultures(rng: Random) -> tuple[Culture, ...]:
    """Read every file of `cultures/`; popular names differ from seed to seed."""
    folder = files("rasid.scenarios.world") / "cultures"
    found = sorted((file for file in folder.iterdir()), key=lambda file: file.name)
    return tuple(_culture(rng, tomllib.loads(file.read_text("utf-8"))) for file in found)


def words(kind: str) -> list[str]:
    """Return the words of `words.toml` that names of a kind are put together from."""
    text = (files("rasid.scenarios.world") / "words.toml").read_text("utf-8")
    return list(tomllib.loads(text)[kind])


def _culture(rng: Random, content: dict[str, list[str | list[str]]]) -> Culture:
    parts = {}
    for key in ("given", "stems", "endings"):
        pairs = [_pair(entry) for entry in content[key]]
        rng.shuffle(pairs)
        parts[key] = tuple(pairs)
    countries = tuple(str(country) for country in content["countries"])
    return Culture(str(content["language"]), countries, **parts)


def _pair(entry: str | list[str]) -> tuple[str, str]:
    """Read `Latin`, `written|Latin` or `[written, Latin]`."""
    if isinstance(entry, list):
        return entry[0], entry[1]
    written, _, latin = entry.partition("|")
    return written, latin or written


LOCAL_PARTS = {
    "{given}.{family}": 26.0,
    "{given}{family}": 14.0,
    "{g}.{family}": 8.0,
    "{g}{family}": 9.0,
    "{given}_{family}": 6.0,
    "{family}.{given}": 5.0,
    "{given}.{family}{number}": 12.0,
    "{given}{number}": 6.0,
    "{given}{f}{number}": 6.0,
    "{nick}{family}": 3.0,
    "{nick}{number}": 5.0,
}
"""How people call their mailboxes, with the weight of each habit."""


def local_part(name: Name, pattern: str, number: int) -> str:
    """Write a mailbox name after a pattern; `number` is a year or other digits."""
    return pattern.format(
        given=name.given,
        family=name.family,
        g=name.given[0],
        f=name.family[0],
        nick=name.given[:4],
        number=number,
    )


def draw_local_part(rng: Random, name: Name) -> str:
    """Draw a mailbox name as its owner would choose it."""
    return local_part(name, weighted(rng, LOCAL_PARTS), draw_number(rng))


def draw_number(rng: Random) -> int:
    """Draw the digits people add: a year of birth, its last two digits, or a small number."""
    year = rng.randint(1950, 2008)
    return rng.choice((year, year % 100, year % 100, rng.randint(1, 99)))


def misspell(rng: Random, wanted: str) -> str:
    """Return an address with one slip of the hand in its local part."""
    local, _, domain = wanted.partition("@")
    spot = rng.randrange(len(local))
    slip = rng.choice(("", local[spot] * 2, rng.choice("abdeghiklmnorstu")))
    return f"{local[:spot]}{slip}{local[spot + 1 :] or 'x'}@{domain}"
