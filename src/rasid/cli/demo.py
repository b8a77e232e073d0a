"""The tour: a simulated month goes through the commands that real logs go through."""

import shlex
import shutil
from typing import Annotated, Any

import typer

from rasid import pipeline, scenarios
from rasid.case import Case, open_case, open_roster
from rasid.cli.analyse import summary_lines
from rasid.cli.imports import take_actors, take_logs, take_people
from rasid.cli.known import known_actors
from rasid.cli.report import report_on
from rasid.cli.simulate import simulated_lines
from rasid.cli.simulated import is_simulated, mark_simulated, simulated_files, simulated_seed
from rasid.cli.voice import progress, say, show
from rasid.cli.websites import take_domains
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.evaluation import compare
from rasid.reports import campaign_list, plain, terminal
from rasid.scenarios import DEMO_SEED, Simulated
from rasid.settings import Home, find_home
from rasid.tables.imports import IMPORTS


def demo(
    ctx: typer.Context,
    *,
    seed: Annotated[
        int, typer.Option(min=0, metavar="N", help="Another seed, another month.")
    ] = DEMO_SEED,
) -> None:
    """Simulate a month, import and analyse it, and write its report: the tour."""
    home: Home = ctx.obj
    made = _simulated(home, seed)
    say(*simulated_lines(made))
    _step(home, f"import logs {shlex.quote(str(made.logs))}")
    take_logs(home, [str(made.logs)])
    _step(home, f"import people {shlex.quote(str(made.roster))}")
    take_people(home, made.roster)
    _step(home, f"import actors {shlex.quote(str(made.actors))}")
    take_actors(home, made.actors)
    _step(home, f"import domains {shlex.quote(str(made.domains))}")
    with progress("learning what bait looks like"):
        take_domains(home, made.domains)
    _step(home, "analyse")
    with progress("analysing") as told:
        summary = pipeline.analyse(home, progress=told, now=utc_now())
    say(*summary_lines(summary))
    _show_results(home, made)


def _simulated(home: Home, seed: int) -> Simulated:
    """Make up the month inside the home, unless the home holds something else."""
    if is_simulated(home):
        held = simulated_seed(home)
        if held != seed:
            raise UsageError(f"{home.root} holds the month of seed {held}; name another --home.")
    elif home.settings_file.is_file() and _holds_anything(home):
        message = f"{home.root} holds data that is not simulated; name another --home for the demo."
        raise UsageError(message)
    home.create()
    mark_simulated(home, seed)
    shutil.rmtree(simulated_files(home), ignore_errors=True)
    return scenarios.simulate("patient", seed, simulated_files(home))


def _holds_anything(home: Home) -> bool:
    with open_case(home) as case, open_roster(case):
        ((people,),) = case.engine.rows("SELECT count(*) FROM roster")
        return bool(people or case.store.parts(IMPORTS) or known_actors(home))


def _show_results(home: Home, made: Simulated) -> None:
    with open_case(home) as case:
        campaigns = campaign_list(case.engine)
        _step(home, "show campaigns")
        show(terminal.campaigns(campaigns))
        reports = [_reported(case, row["campaign_id"]) for row in campaigns]
        say("", "How this compares with what was simulated:")
        compared: Any = plain(compare(case.engine, made.truth))
        show(terminal.comparison(compared))
    say("", "Everything above is simulated: nobody in it exists, and none of it happened.")
    say(*(f"The report: {path}" for path in reports))
    _say_next(home, [row["campaign_id"] for row in campaigns])


def _reported(case: Case, campaign_id: str) -> str:
    _step(case.home, f"report {shlex.quote(campaign_id)}")
    path = str(report_on(case, campaign_id))
    say(f"Wrote {path}.")
    return path


def _say_next(home: Home, campaigns: list[str]) -> None:
    first = [shlex.quote(campaign_id) for campaign_id in campaigns[:1]]
    commands = (
        *(f"show campaign {campaign_id}" for campaign_id in first),
        *(f"explain {campaign_id} --number compromised" for campaign_id in first),
        *(f"report {campaign_id} --public --check" for campaign_id in first),
        "show people",
        "show actors",
        "show websites",
        *(f"websites dossier {campaign_id} --format pdf" for campaign_id in first),
        "show background",
        "show coverage",
        "export hostile --format csv --output hostile.csv",
        "serve",
    )
    say("", "Now try:", *(f"  {_command(home)} {command}" for command in commands))


def _step(home: Home, command: str) -> None:
    say("", f"$ {_command(home)} {command}")


def _command(home: Home) -> str:
    """Return how to begin a command that works on this home."""
    return "rasid" if home == find_home(None) else f"rasid --home {shlex.quote(str(home.root))}"
