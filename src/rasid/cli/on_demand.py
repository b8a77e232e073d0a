"""Groups of commands that load a command when it is asked for: most need little of rasid."""

import ast
from collections.abc import Mapping
from importlib import import_module
from importlib.resources import files
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group


def on_demand(table: Mapping[str, str]) -> type[TyperGroup]:
    """Return a group that has, after its own commands, those of a table: name to `module:name`.

    That is a function, or a Typer of one command or of several.
    """

    class OnDemand(TyperGroup):
        places = table
        is_listing = False

        def format_help(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - typer's own
            self.is_listing = True
            try:
                super().format_help(ctx, formatter)
            finally:
                self.is_listing = False

        def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own
            return [*(name for name in self.commands if name not in table), *table]

        def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401 - likewise
            if self.is_listing and cmd_name in table:
                return TyperCommand(cmd_name, help=help_of(table[cmd_name]))
            if cmd_name in table and cmd_name not in self.commands:
                self.commands[cmd_name] = _loaded(cmd_name, table[cmd_name])
            return super().get_command(ctx, cmd_name)

        def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - likewise
            if args and args[0] not in self.list_commands(ctx):
                for name in table:  # what is meant may be any of them
                    self.get_command(ctx, name)
            return super().resolve_command(ctx, args)

    return OnDemand


def help_of(place: str) -> str | None:
    """Return what a command's source says of it: a list of thirty is made without loading one."""
    module, attribute = place.split(":")
    package, _, name = module.rpartition(".")
    source = (files(package) / f"{name}.py").read_bytes()
    for node in ast.parse(source).body:
        match node:
            case ast.FunctionDef(name=name) if name == attribute or _is_command(node, attribute):
                return ast.get_docstring(node)
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(keywords=said)):
                told = [one.value for one in said if one.arg == "help"]
                if name == attribute and told and isinstance(told[0], ast.Constant):
                    return str(told[0].value)
    return None


def _is_command(function: ast.FunctionDef, group: str) -> bool:
    """Say whether it is declared as a command of a group: the one of a group without a help."""
    return any(ast.unparse(one).startswith(f"{group}.command(") for one in function.decorator_list)


def _loaded(name: str, place: str) -> Any:  # noqa: ANN401 - likewise
    module, attribute = place.split(":")
    found = getattr(import_module(module), attribute)
    if not isinstance(found, typer.Typer):
        alone = typer.Typer(add_completion=False)
        alone.command(name)(found)
        return get_command(alone)
    return get_command(found) if len(found.registered_commands) == 1 else get_group(found)
