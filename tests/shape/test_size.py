import ast

from shape.source import ROOT, content_files, python_files, tree

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 60
MOST_LINES_OF_A_SCRIPT = 15


def test_files_are_short() -> None:
    """No file of code or content has more than 400 lines."""
    long = {
        str(path.relative_to(ROOT)): lines
        for path in (*python_files(), *content_files())
        if (lines := path.read_text(encoding="utf-8").count("\n")) > MOST_LINES
    }

    assert {} == long


def test_functions_are_short() -> None:
    """No function has more than 60 lines, decorators and docstring included."""
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= MOST_LINES_OF_A_FUNCTION
    ]

    assert [] == long


def test_scripts_are_short() -> None:
    """A script is a page to read, not a program."""
    lengths = {
        path.name: path.read_text(encoding="utf-8").count("\n")
        for path in (ROOT / "scripts").iterdir()
        if path.is_file()
    }

    assert {} == {name: n for name, n in lengths.items() if n > MOST_LINES_OF_A_SCRIPT}
