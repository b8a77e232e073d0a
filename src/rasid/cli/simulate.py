from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from rasid import scenarios
from rasid.cli.voice import say
from rasid.errors import UsageError
from rasid.reports.wording import counted
from rasid.scenarios import DEMO_SEED, FAULTS, FORMS, KINDS, Simulated

LEAST_SCALE, MOST_SCALE = 0.01, 20.0


def _told(meanings: Mapping[str, str]) -> str:
    return "; ".join(f"{name}: {meaning}" for name, meaning in meanings.items()) + "."


KINDS_TOLD = "\n\n".join(
    ("Kinds of month:", *(f"{name}: {kind.meaning}." for name, kind in KINDS.items()))
)
"""A paragraph a kind, for the end of the command's help."""

_MEANINGS = {name: form.meaning for name, form in FORMS.items()}


simulates = typer.Typer(add_completion=False)


@simulates.command(epilog=KINDS_TOLD)
def simulate(  # noqa: PLR0913 - each is one option
    kind: Annotated[
        str,
        typer.Argument(metavar="KIND", help="What goes on in it: one of those below."),
    ],
    *,
    output: Annotated[Path, typer.Option(metavar="DIR", help="A new or empty folder.")],
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="Another seed, another month.")
    ] = DEMO_SEED,
    scale: Annotated[float, typer.Option(metavar="X", help="The size of the provider.")] = 1.0,
    form: Annotated[
        str,
        typer.Option(metavar="NAME", help=_told(_MEANINGS)),
    ] = "ocsf",
    faults: Annotated[str, typer.Option(metavar="NAME,…", help=_told(FAULTS))] = "",
) -> None:
    """Write a fictional month: logs, roster, actors, domains, and the truth about it."""
    if not LEAST_SCALE <= scale <= MOST_SCALE:
        raise UsageError(f"--scale got {scale:g}, expected {LEAST_SCALE:g} to {MOST_SCALE:g}.")
    wanted = [name.strip() for name in faults.split(",") if name.strip()]
    made = scenarios.simulate(kind, seed, output, scale=scale, form=form, faults=wanted)
    say(*simulated_lines(made))


def simulated_lines(made: Simulated) -> tuple[str, ...]:
    """Say what was made up, and where it is."""
    first, end = made.window.start, made.window.end
    events, accounts = counted(made.events, "event"), counted(made.accounts, "account")
    return (
        f"Simulated {events} of {accounts} from {first:%F} to {end:%F}; nobody in it exists.",
        f"  logs    {made.logs}",
        f"  roster  {made.roster}",
        f"  actors  {made.actors}",
        f"  domains {made.domains}",
        f"  truth   {made.truth}",
    )
