"""The mark on a home whose month is simulated, so that nothing real is mixed with it."""

import json
from collections.abc import Iterable
from pathlib import Path

from rasid.errors import UsageError
from rasid.settings import Home


def mark_file(home: Home) -> Path:
    """Return the file that says which month was simulated here."""
    return home.root / "simulated.json"


def simulated_files(home: Home) -> Path:
    """Return the folder of the simulated logs, roster, actors and truth."""
    return home.root / "simulated"


def is_simulated(home: Home) -> bool:
    """Tell whether what the home holds is simulated."""
    return mark_file(home).is_file()


def mark_simulated(home: Home, seed: int) -> None:
    """Mark a home before anything simulated enters it."""
    mark_file(home).write_text(json.dumps({"simulated": True, "seed": seed}) + "\n", "utf-8")


def simulated_seed(home: Home) -> object:
    """Return the seed of the month that the home is marked with."""
    try:
        return json.loads(mark_file(home).read_text("utf-8")).get("seed")
    except (ValueError, AttributeError):
        return None


def require_fitting(home: Home, paths: Iterable[str]) -> None:
    """Refuse to mix other files into a simulated home: its reports say that nobody in it exists."""
    own = simulated_files(home).resolve()
    if is_simulated(home) and not all(Path(p).resolve().is_relative_to(own) for p in paths):
        message = f"{home.root} holds a simulated month; name another --home for real data."
        raise UsageError(message)
