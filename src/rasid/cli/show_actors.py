from typing import Annotated, Any

import typer

from rasid.attribution import HALF_LIVES
from rasid.case import Case, last_window, open_case
from rasid.cli.known import known_actors, known_claims, known_memory
from rasid.cli.show import Json
from rasid.cli.standing import tell_simulated
from rasid.cli.told_by_others import words_on_actor
from rasid.cli.voice import document, say, show
from rasid.clock import utc_now
from rasid.errors import UsageError
from rasid.reports import Known, actor_list, actor_profiles, actors_like, actors_named, terminal
from rasid.settings import Home

ON_A_PAGE = 40


def actors(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="[TEXT]", help="Only with this in a name or a source.")
    ] = "",
    *,
    page: Annotated[
        int | None, typer.Option(min=1, help=f"Which {ON_A_PAGE} of them.", show_default="1")
    ] = None,
    as_json: Json = False,
) -> None:
    """List the actors that are told of; first those that campaigns are named for."""
    home: Home = ctx.obj
    with open_case(home) as case:
        tell_simulated(home)
        rows = actors_told(case, text)
    pages = max(-(-len(rows) // ON_A_PAGE), 1)
    if page is not None and page > pages:
        raise UsageError(f"--page got {page}, and there are {pages}.")
    start = ((page or 1) - 1) * ON_A_PAGE
    if as_json:
        document(rows if page is None else rows[start : start + ON_A_PAGE])
        return
    show(terminal.actors(rows[start : start + ON_A_PAGE]))
    if pages > 1:
        say(
            f"{start + 1:,} to {min(start + ON_A_PAGE, len(rows)):,} of {len(rows):,}; "
            f"--page 1 to {pages}, or a TEXT to search for."
        )


def actor(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Any name that it was ever called, or its id.")],
    *,
    as_json: Json = False,
) -> None:
    """Tell what is said of one actor; where several bear a name they are listed."""
    home: Home = ctx.obj
    with open_case(home) as case:
        tell_simulated(home)
        try:
            rows = actor_told(case, name)
        except UsageError:
            words = words_on_actor(home, name, [name])
            if not words:
                raise
            rows = []
        else:
            words = rows[0]["others"] if len(rows) == 1 else []
    if as_json:
        document(rows or [{"stix_id": None, "name": name, "others": words}])
        return
    show(terminal.actor_profiles(rows) if rows else terminal.no_actor(name))
    if words:
        show(terminal.others_words(words, "What others say of it"))


def actors_told(case: Case, text: str) -> list[dict[str, Any]]:
    """Return the actors with a text in a name or a source, as `show actors --json` lists them."""
    claimed = actors_like(known_claims(case.home), text)
    return actor_list(case.engine, claimed, known_actors(case.home), last_window(case))


def actor_told(case: Case, name: str) -> list[dict[str, Any]]:
    """Return all that is said of the actors that were ever called so, or have this id."""
    claimed = known_claims(case.home)
    chosen = actors_named(claimed, name)
    known = Known(
        claimed,
        known_actors(case.home),
        last_window(case),
        known_memory(case),
        HALF_LIVES,
        utc_now(),
    )
    found = actor_profiles(case.engine, chosen, known)
    return [
        {
            **row,
            "others": words_on_actor(case.home, row["stix_id"], [row["name"], *row["aliases"]]),
        }
        for row in found
    ]
