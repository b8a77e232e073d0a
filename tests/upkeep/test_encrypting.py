"""A change of keys that is killed leaves the old or the new, and ends when it is said again."""

import json
from pathlib import Path

import pytest

from fresh_process import run_python
from rasid import accounts
from rasid.clock import utc_now
from rasid.ledger import open_ledger
from rasid.roster import import_people
from rasid.settings import Home
from upkeep.killing_keys import encrypt

PEOPLE = """person_id,name,category,organisation,country,language,account
p1,Nadia Farouk,journalist,The Courier,EG,ar,nadia@courier.example
p2,Omid Rahimi,activist,Open Desk,IR,fa,omid@desk.example
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home with two people and an account of the console."""
    made = Home(tmp_path / "home")
    made.create()
    roster = tmp_path / "people.csv"
    roster.write_text(PEOPLE, "utf-8")
    with open_ledger(made) as ledger:
        import_people(roster, ledger)
    with accounts.open_accounts(made) as store:
        accounts.invite(store, "Zenobia", accounts.Role.ADMIN, by="Sam", now=utc_now())
    return made


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "states"),
    [
        ("encrypt", ["cut short", "encrypted", "plain"]),
        ("rotate", ["encrypted"]),
        ("decrypt", ["cut short", "encrypted"]),
    ],
)
def test_killed_change_can_be_ended(home: Home, act: str, states: list[str]) -> None:
    """Killed before each of its steps, the roster is what it was, and no plain byte stays."""
    if act != "encrypt":
        encrypt(home)
    done = run_python(Path(__file__).with_name("killing_keys.py"), home.root, act, timeout=120)
    told = json.loads(done.stdout)

    assert states == told["states"]
    assert told["steps"] > 5
