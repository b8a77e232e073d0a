"""Groups of commands that load a command when it is asked for: most need little of rasid."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group


def on_demand(table: Mapping[str, str]) -> type[TyperGroup]:
    """Return a group that has, after its own commands, those of a table: name to `module:name`.

    That is a function, or a Typer of one command or of several.
    """

    class OnDemand(TyperGroup):
        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own
            return [*(name for name in self.commands if name not in table), *table]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - likewise
            if cmd_name in table and cmd_name not in self.commands:
                self.commands[cmd_name] = _loaded(cmd_name, table[cmd_name])
            return super().get_command(ctx, cmd_name)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - likewise
            if args and args[0] not in self.list_commands(ctx):
                for name in table:  # what is meant may be any of them
                    self.get_command(ctx, name)
            return super().resolve_command(ctx, args)

    return OnDemand


def _loaded(name: str, place: str) -> Any:  # noqa: ANN401 - likewise
    module, attribute = place.split(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        return get_command(alone)
    return get_command(found) if len(found.registered_commands) == 1 else get_group(found)
