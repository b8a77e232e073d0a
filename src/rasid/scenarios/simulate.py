"""A simulated month on disk: logs, roster, actors, domains, and the truth to judge by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rasid.clock import Window
from rasid.errors import UsageError
from rasid.scenarios.actors import write_bundle
from rasid.scenarios.chance import stream
from rasid.scenarios.domains import write_domains
from rasid.scenarios.kinds import KINDS
from rasid.scenarios.roster_file import write_roster
from rasid.scenarios.story import Story, make_story
from rasid.scenarios.truth import write_truth
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
    domains: Path
    truth: Path
    events: int
    accounts: int


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
    return _write(story, kind, told, _prepare(output))


def imagine(kind: str, seed: int, scale: float) -> Story:
    """Return a month as it happens.

    Raises UsageError for an unknown kind or a negative seed.
    """
    if kind not in KINDS:
        known = ", ".join(KINDS)
        raise UsageError(f"there is no kind of month called {kind!r}; the known ones are {known}.")
    if seed < 0:
        raise UsageError(f"--seed got {seed}, expected 0 or more.")
    return make_story(KINDS[kind], seed, scale)


def _write(story: Story, kind: str, told: Told, output: Path) -> Simulated:
    world, seed = story.world, story.world.parameters.seed
    start = datetime.combine(world.month.start, datetime.min.time(), UTC)
    made = Simulated(
        kind=kind,
        seed=seed,
        window=Window(start, start + timedelta(days=world.month.days)),
        logs=output / "logs",
        roster=output / "roster.csv",
        actors=output / "actors.json",
        domains=output / "domains.ndjson",
        truth=output / "truth.json",
        events=len(told.rows),
        accounts=len(world.accounts),
    )
    told.write(world, made.logs)
    made.roster.write_text(write_roster(world, stream(seed, "roster")), "utf-8")
    made.actors.write_text(write_bundle(world, stream(seed, "bundle"), story.told_of), "utf-8")
    at_work = story.told_of[0] if any(story.names) else None
    made.domains.write_text(write_domains(world, stream(seed, "domains"), at_work), "utf-8")
    made.truth.write_text(write_truth(story, kind, told), "utf-8")
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
