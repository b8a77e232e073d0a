import ast
from graphlib import CycleError, TopologicalSorter

import pytest
from importlinter.cli import lint_imports

from shape.source import ROOT, imports, module_name, package_files, tree

DEEPEST = 2  # dots in rasid.ROOM.FILE


def test_floors_hold(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A floor imports only from floors below, rooms on one floor never each other."""
    monkeypatch.chdir(ROOT)

    status = lint_imports(config_filename="pyproject.toml", no_cache=True, no_logo=True)

    assert 0 == status, capsys.readouterr().out


def test_no_import_circle() -> None:
    """No file is reached again from what it imports, counting every kind of import."""
    modules = {module_name(path): path for path in package_files()}
    graph = {name: imports(path, modules) - {name} for name, path in modules.items()}

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_imports_are_absolute() -> None:
    """An import names its module in full, so that the graph above sees it."""
    relative = [
        str(path.relative_to(ROOT))
        for path in package_files()
        if "\nfrom ." in path.read_text(encoding="utf-8")
    ]

    assert [] == relative


def test_private_names_stay_home() -> None:
    """A name that begins with an underscore is used in its own file only."""
    taken = [
        f"{path.relative_to(ROOT)}:{node.lineno} {alias.name}"
        for path in package_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name.startswith("_") and alias.name != "__version__"
    ]

    assert [] == taken


def test_rooms_are_entered_by_their_door() -> None:
    """From outside, a room's own files are imported and none in the folders within it."""
    modules = {module_name(path): path for path in package_files()}
    deep = [
        f"{name} imports {found}"
        for name, path in modules.items()
        for found in imports(path, modules)
        if found.count(".") > DEEPEST and name.split(".")[1:2] != found.split(".")[1:2]
    ]

    assert [] == deep
