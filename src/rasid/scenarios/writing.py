"""From what happened to what a log holds of it: a form chooses and names, faults spoil."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rasid.errors import UsageError
from rasid.scenarios.chance import stream
from rasid.scenarios.faults import FAULTS, Faults, Said
from rasid.scenarios.forms import FORMS
from rasid.scenarios.forms.delivery import Again
from rasid.scenarios.forms.form import restaged
from rasid.scenarios.log import Row
from rasid.scenarios.world.build import World


@dataclass(frozen=True, slots=True)
class Told:
    """The records of a month, as rows with their ids, and the faults that were drawn for it."""

    form: str
    rows: list[Row]
    uids: list[str]
    again: Again
    faults: dict[str, Said]

    def write(self, world: World, folder: Path) -> None:
        """Write the log."""
        FORMS[self.form].write_logs(world, self.rows, self.uids, folder, self.again)


def check_choices(form: str, faults: Collection[str]) -> None:
    """Raise UsageError for a form or a fault that there is not."""
    for what, known, wanted in (("form", FORMS, [form]), ("fault", FAULTS, faults)):
        for name in wanted:
            if name not in known:
                names = ", ".join(known)
                raise UsageError(f"there is no {what} called {name!r}; the known ones are {names}.")


def tell(world: World, rows: list[Row], form: str, faults: Collection[str]) -> Told:
    """Return what the log holds of rows, which are in order of time."""
    seed, shape = world.parameters.seed, FORMS[form]
    spoiled = Faults(seed, world.month, faults)
    logged = shape.logged(world, spoiled.in_services(rows))
    logged, uids = spoiled.lose(logged, shape.draw_uids(stream(seed, "uids"), logged))
    logged = restaged(logged) if form != "ocsf" or "losses" in faults else logged
    return Told(form, logged, uids, spoiled.again(uids), spoiled.said)
