"""Watching folders until Ctrl-C or SIGTERM."""

import json
import signal
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from rasid.cli.simulated import require_fitting
from rasid.cli.voice import say, warn
from rasid.errors import UsageError
from rasid.settings import Home
from rasid.watching import (
    Alert,
    Pace,
    Watch,
    append_line,
    is_kafka,
    opened_kafka,
    read_settings,
    receivers_of,
    topics_of,
)


def watch(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH...", help="Files, folders, and kafka://BROKER/TOPIC."),
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
    kafka_settings: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Kafka's settings, NAME=VALUE a line, as librdkafka's."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print alerts as JSON, one a line.")
    ] = False,
) -> None:
    """Import files as they come, judge, and tell of each campaign what is new; once each."""
    home: Home = ctx.obj
    watched = [Path(path) for path in paths or [] if not is_kafka(path)]
    topics = [topics_of(path) for path in paths or [] if is_kafka(path)]
    if len(topics) > 1:
        raise UsageError("give one kafka:// alone; it may name several brokers and topics.")
    for path in watched:
        if not path.exists():
            raise UsageError(f"there is no {path}.")
    require_fitting(home, [str(path) for path in watched])
    home.create()
    if not watched and not topics and not home.intake.is_dir():
        raise UsageError("say which folders to watch; no logs were sent to `rasid serve` yet.")

    def tell(alert: Alert) -> None:
        if alerts:
            append_line(alerts, json.dumps(alert.document(), allow_nan=False))
        say(json.dumps(alert.document(), allow_nan=False) if as_json else alert.sentence())

    receivers = receivers_of(home, home.settings())
    watching = Watch(home, watched, Pace(every, settle, analyse_every), tell, warn, receivers)
    with ExitStack() as open_while:
        if topics:
            asked = read_settings(kafka_settings) if kafka_settings else {}
            opened = opened_kafka(home, topics[0], asked, warn)
            watching.kafka = open_while.enter_context(opened)
        if once:
            watching.round(at_once=True)
        else:
            _run(watching)


def _run(watching: Watch) -> None:
    before = signal.signal(signal.SIGTERM, lambda *_: watching.stopping.set())
    try:
        watching.run()
    finally:
        signal.signal(signal.SIGTERM, before)
