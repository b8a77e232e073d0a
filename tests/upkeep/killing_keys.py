"""Kills a change of keys before each of its steps, and says how that left the home.

A program of its own, for it forks. A step is a commit or what is on disk at once: a file's move, a
VACUUM; and, for what a transaction is cut off in, what it writes of the roster and of the key.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

from rasid import upkeep
from rasid.encryption import new_key_file_lock, opening_secret
from rasid.ledger import open_ledger
from rasid.roster import read_roster
from rasid.roster.account import Account
from rasid.settings import Home

STEPS = ("UPDATE roster", "INSERT INTO ledger_encryption", "VACUUM")


def encrypt(home: Home) -> None:
    """Encrypt a home by a key file beside it."""
    lock = new_key_file_lock(home.root.parent / "key", home.root)
    upkeep.encrypt(home, lock, opening_secret(lock))


ACTS: Mapping[str, Callable[[Home], object]] = {
    "encrypt": encrypt,
    "rotate": upkeep.rotate,
    "decrypt": upkeep.decrypt,
}


def killed_at_each_step(home: Home, act: str) -> dict[str, object]:
    """Return how many steps there were, and in what states kills left the home."""
    before = read_all(home)
    states: list[str] = []
    while True:
        copy = Home(home.root.with_name(f"copy-{len(states)}"))
        shutil.copytree(home.root, copy.root)
        is_done = run_until(len(states), act, copy)
        state = state_of(copy)
        if not is_done and (act, state) != ("decrypt", "plain"):
            ACTS[act](copy)
        assert before == read_all(copy)
        assert upkeep.encryption_of(copy).is_whole
        if act != "decrypt":
            assert [] == names_in(copy, before)
        shutil.rmtree(copy.root)
        if is_done:
            return {"steps": len(states), "states": sorted(set(states))}
        states.append(state)


def run_until(step: int, act: str, home: Home) -> bool:
    """Run a change in a process that kills itself before a step; tell whether it ended before."""
    child = os.fork()
    if not child:
        die_before(step)
        ACTS[act](home)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or not os.WEXITSTATUS(status)
    return not os.WIFSIGNALED(status)


def die_before(step: int) -> None:
    """Count steps from now on, and die."""
    left = [step]

    def count(*_: object) -> None:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    def said(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith(STEPS):
            count()

    def counted(name: str) -> None:
        real = getattr(Path, name)

        def change(path: Path, *more: object) -> object:
            count()
            return real(path, *more)

        setattr(Path, name, change)

    event.listen(Engine, "before_cursor_execute", said)
    event.listen(Engine, "commit", count)
    counted("replace")
    counted("unlink")


def state_of(home: Home) -> str:
    """Return whether a home is plain, encrypted, or says that it is neither throughout."""
    found = upkeep.encryption_of(home)
    if found.lock is None:
        return "plain"
    return "cut short" if "" in found.keys.values() else "encrypted"


def read_all(home: Home) -> list[Account]:
    """Return the roster."""
    with open_ledger(home) as ledger:
        return read_roster(ledger)


def names_in(home: Home, roster: list[Account]) -> list[str]:
    """Return the names that are in the bytes of a database."""
    raw = home.ledger_file.read_bytes() + home.access_file.read_bytes()
    return [one.name for one in roster if one.name.encode() in raw]


if __name__ == "__main__":
    told = killed_at_each_step(Home(Path(sys.argv[1])), sys.argv[2])
    sys.stdout.write(json.dumps(told))
