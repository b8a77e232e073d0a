from typing import Annotated, Any

import typer

from rasid.case import open_case
from rasid.cli.show import Json
from rasid.cli.standing import tell_simulated
from rasid.cli.voice import document, say, show
from rasid.cli.websites import judge_of, reason_rows
from rasid.errors import UsageError
from rasid.ledger import open_ledger
from rasid.reports import terminal
from rasid.reports.websites import sightings_of, ties_of, website_list, websites_of
from rasid.settings import Home
from rasid.tables.websites import LEVELS
from rasid.websites import NotAName, read_host, read_states, states_now

ALL = "all"


def websites(
    ctx: typer.Context,
    *,
    level: Annotated[
        str, typer.Option(metavar="flagged|look|all", help="From this level on.")
    ] = LEVELS[0],
    labelled: Annotated[
        bool, typer.Option("--labelled", help="Also those that somebody labelled.")
    ] = False,
    as_json: Json = False,
) -> None:
    """List websites that look like bait, by name and ties, with whose they may be."""
    if level not in (LEVELS[0], LEVELS[1], ALL):
        raise UsageError(f"--level got {level!a}, expected flagged, look or all.")
    with open_case(ctx.obj) as case, open_ledger(case.home) as ledger:
        tell_simulated(case.home)
        held = states_now(read_states(ledger))
        states = {domain: entry.state for domain, entry in held.items()}
        rows = website_list(case.engine, "" if level == ALL else level, states, labelled=labelled)
    if as_json:
        document(rows)
    elif rows:
        show(terminal.websites(rows))
    else:
        say("No website that was seen is flagged; `rasid import domains` takes in what was seen.")


def explain_domain(home: Home, name: str, *, as_json: bool) -> None:
    """Tell why a name is judged as it is: the sum of its bits, what it shares, who tells of it."""
    try:
        host = read_host(name)
    except NotAName as error:
        raise UsageError(f"--domain got {name[:80]!a}: {error}.") from None
    judge = judge_of(home)
    (judged,) = judge.judge([host.domain])
    told: dict[str, Any] = {
        "domain": host.domain,
        "bits": round(judged.bits, 3),
        "honest_share": float(f"{judged.honest_share:.3g}"),
        "level": judged.level,
        "standing": judged.standing,
        "labelled_as": judged.labelled_as or None,
        "likeliest_group": judged.likeliest.group or None,
        "group_probability": round(judged.likeliest.probability, 4),
        "reasons": next(reason_rows(judge, [host.domain])),
        "ties": [],
        "sightings": [],
        "seen": None,
    }
    if home.settings_file.is_file():
        with open_case(home) as case:
            tell_simulated(home)
            seen = websites_of(case.engine, [host.domain])
            told["seen"] = seen[0] if seen else None
            told["ties"] = ties_of(case.engine, host.domain)
            told["sightings"] = sightings_of(case.engine, host.domain)
    if as_json:
        document(told)
    else:
        show(terminal.website(told))
