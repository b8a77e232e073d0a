from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from rasid.case import Case, open_case
from rasid.settings import Home
from rasid.websites.account import AccountWord
from rasid.websites.learning import Honest, Knowledge, Labelled, learn
from rasid.websites.letters import key_of
from rasid.websites.model import Model
from rasid.websites.naming import named
from rasid.websites.visited import packed, unpacked

WORDS = ("verify", "account", "session", "garden", "house", "music", "river", "school", "bread")
HONEST_WORDS = ("garden", "house", "music", "river", "school", "bread")
ACCOUNT_WORDS = {
    "verify": AccountWord("proof", "verify"),
    "confirm": AccountWord("proof", "confirm"),
    "account": AccountWord("holder", "account"),
    "accounts": AccountWord("holder", "account"),
    "members": AccountWord("holder", "member"),
    "online": AccountWord("place", "online"),
}
DAY = date(2019, 1, 1)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """Return a small world: honest names of honest words, bait of two groups with two habits."""
    honest = [
        Honest(named(f"{one}{hyphen}{two}{number}.example"))
        for one in HONEST_WORDS
        for two in HONEST_WORDS
        for hyphen in ("", "-")
        for number in ("", *range(1, 20))
    ]
    honest += [Honest(named(f"music-river{number}.test")) for number in range(10)]
    first = [f"verify-account{letter}.test" for letter in "abcdefghijklmnopqrstuvwxyz"]
    first += [f"account-verify-{letter}.test" for letter in "abcdefghijklmnopqrstuvwxyz"]
    second = [f"com-session{letter}.invalid" for letter in "abcdefghijklmnopqrstuvwxyz"]
    second += [f"session-{letter}.invalid" for letter in "abcdefghijklmnopqrstuvwxyz"]
    labelled = [Labelled(named(name), "Group A", date(2018, 6, 1)) for name in first]
    labelled += [Labelled(named(name), "Group B", date(2018, 11, 1)) for name in second]
    popular = [("garden", "example"), ("facebank", "example")]
    visited = unpacked(packed([(key_of("wideriver") + key_of("example")) % 2**64]))
    counts = dict.fromkeys(WORDS, 100.0)
    return Knowledge(counts, popular, honest, labelled, ACCOUNT_WORDS, visited)


@pytest.fixture(scope="session")
def model(knowledge: Knowledge) -> Model:
    """Return what is learnt of that world."""
    return learn(knowledge, DAY)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.create()
    return home


@pytest.fixture
def case(home: Home) -> Iterator[Case]:
    with open_case(home, write=True) as opened:
        yield opened


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write a file of these lines."""

    def write(*lines: str, name: str = "file") -> Path:
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write
