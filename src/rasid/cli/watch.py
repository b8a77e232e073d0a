"""Watching folders until Ctrl-C or SIGTERM."""

import json
import signal
from pathlib import Path
from typing import Annotated

import typer

from rasid.cli.simulated import require_fitting
from rasid.cli.voice import say, warn
from rasid.errors import UsageError
from rasid.settings import Home
from rasid.watching import Alert, Pace, Watch, append_line, receivers_of


def watch(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="PATH...", help="Files and folders.")
    ] = None,
    *,
    once: Annotated[bool, typer.Option("--once", help="Make one round and leave.")] = False,
    every: Annotated[
        float, typer.Option(min=0.1, metavar="SECONDS", help="How often to look.")
    ] = 10.0,
    settle: Annotated[
        float, typer.Option(min=0.0, metavar="SECONDS", help="How long a file must rest.")
    ] = 10.0,
    analyse_every: Annotated[
        float, typer.Option(min=0.0, metavar="SECONDS", help="The least between two analyses.")
    ] = 300.0,
    alerts: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Alerts go here too, one JSON a line.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print alerts as JSON, one a line.")
    ] = False,
) -> None:
    """Import files as they come, judge, and tell of each campaign what is new; once each."""
    home: Home = ctx.obj
    watched = paths or []
    for path in watched:
        if not path.exists():
            raise UsageError(f"there is no {path}.")
    require_fitting(home, [str(path) for path in watched])
    home.create()
    if not watched and not home.intake.is_dir():
        raise UsageError("say which folders to watch; no logs were sent to `rasid serve` yet.")

    def tell(alert: Alert) -> None:
        if alerts:
            append_line(alerts, json.dumps(alert.document(), allow_nan=False))
        say(json.dumps(alert.document(), allow_nan=False) if as_json else alert.sentence())

    receivers = receivers_of(home, home.settings())
    watching = Watch(home, watched, Pace(every, settle, analyse_every), tell, warn, receivers)
    if once:
        watching.round(at_once=True)
        return
    before = signal.signal(signal.SIGTERM, lambda *_: watching.stopping.set())
    try:
        watching.run()
    finally:
        signal.signal(signal.SIGTERM, before)
