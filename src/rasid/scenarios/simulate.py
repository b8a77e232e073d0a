"""A simulated month on disk: logs, roster, actors, and the truth to judge an analysis by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from rasid.clock import Window
from rasid.errors import UsageError
from rasid.scenarios.actors import draw_actors, write_bundle
from rasid.scenarios.chance import stream
from rasid.scenarios.crime import CRIMES
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.work import Group, add_group, draw_group
from rasid.scenarios.honest import HABITS
from rasid.scenarios.kinds import KINDS
from rasid.scenarios.log import Log, Row
from rasid.scenarios.parameters import draw_parameters
from rasid.scenarios.roster_file import write_roster
from rasid.scenarios.scene import Scene
from rasid.scenarios.truth import write_truth
from rasid.scenarios.world.build import World, build_world
from rasid.scenarios.writing import Told, check_choices, tell


@dataclass(frozen=True, slots=True)
class Simulated:
    """What was written, and where."""

    kind: str
    seed: int
    window: Window
    logs: Path
    roster: Path
    actors: Path
    truth: Path
    events: int
    accounts: int


class Story(NamedTuple):
    """A month as it happens, in order of time, with the groups at work in it."""

    world: World
    groups: tuple[Group, ...]
    rows: list[Row]


def simulate(  # noqa: PLR0913 - each is one choice of the user
    kind: str,
    seed: int,
    output: Path,
    *,
    scale: float = 1.0,
    form: str = "ocsf",
    faults: Collection[str] = (),
) -> Simulated:
    """Write a simulated month; the same arguments give the same bytes.

    Raises UsageError for an unknown kind, form or fault, a negative seed, or a folder that holds
    other things.
    """
    check_choices(form, faults)
    story = imagine(kind, seed, scale)
    told = tell(story.world, story.rows, form, faults)
    return _write(story.world, kind, story.groups, told, _prepare(output))


def imagine(kind: str, seed: int, scale: float) -> Story:
    """Return a month as it happens.

    Raises UsageError for an unknown kind or a negative seed.
    """
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise UsageError(f"there is no kind of month called {kind!r}; the known ones are {known}.")
    if seed < 0:
        raise UsageError(f"--seed got {seed}, expected 0 or more.")
    world = build_world(draw_parameters(seed, scale))
    log = Log(world.month)
    for name, add in {**HABITS, **CRIMES, **KINDS[kind].parts}.items():
        add(Scene(world, log, stream(seed, name)))
    groups = _add_groups(world, log, KINDS[kind].groups)
    log.rows.sort(key=lambda row: row.time)
    return Story(world, groups, log.rows)


def _add_groups(world: World, log: Log, manners: tuple[Manner, ...]) -> tuple[Group, ...]:
    groups = []
    for number, manner in enumerate(manners):
        name = f" {number}" * (number > 0)
        drawing, working = (
            Scene(world, log, stream(world.parameters.seed, part + name))
            for part in ("group", "work")
        )
        groups.append(draw_group(drawing, manner, number))
        add_group(working, groups[-1])
    return tuple(groups)


def _write(
    world: World, kind: str, groups: tuple[Group, ...], told: Told, output: Path
) -> Simulated:
    seed = world.parameters.seed
    actors = draw_actors(world, stream(seed, "actors"), groups)
    bundle = actors if KINDS[kind].known else actors[len(groups) :]
    names = [actor.name if KINDS[kind].known else None for actor in actors[: len(groups)]]
    start = datetime.combine(world.month.start, datetime.min.time(), UTC)
    made = Simulated(
        kind=kind,
        seed=seed,
        window=Window(start, start + timedelta(days=world.month.days)),
        logs=output / "logs",
        roster=output / "roster.csv",
        actors=output / "actors.json",
        truth=output / "truth.json",
        events=len(told.rows),
        accounts=len(world.accounts),
    )
    told.write(world, made.logs)
    made.roster.write_text(write_roster(world, stream(seed, "roster")), "utf-8")
    made.actors.write_text(write_bundle(world, stream(seed, "bundle"), bundle), "utf-8")
    made.truth.write_text(write_truth(world, kind, names, told), "utf-8")
    return made


def _prepare(output: Path) -> Path:
    """Make the folder; an earlier simulated month in it is replaced, anything else is kept."""
    logs = output / "logs"
    if output.exists() and not output.is_dir():
        raise UsageError(f"{output} is not a folder.")
    if output.exists() and any(output.iterdir()) and not (output / "truth.json").is_file():
        raise UsageError(f"{output} holds other files; --output needs a new or empty folder.")
    try:
        logs.mkdir(parents=True, exist_ok=True)
        for old in logs.glob("*-????-??-??.*"):
            old.unlink()
    except OSError as error:
        raise UsageError(f"cannot write to {output}: {error.strerror}.") from error
    return output
