"""The source tree as the shape tests see it."""

import ast
from collections.abc import Container, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "rasid"
CONTENT = (".sql", ".toml", ".html", ".md", ".css", ".yml")


def python_files() -> list[Path]:
    return sorted(path for top in ("src", "tests", "benchmarks") for path in _under(top, ".py"))


def package_files() -> list[Path]:
    return list(_under("src", ".py"))


def content_files() -> list[Path]:
    return [path for suffix in CONTENT for path in _under("src", suffix)]


def _under(top: str, suffix: str) -> Iterator[Path]:
    return (ROOT / top).rglob(f"*{suffix}")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def imports(path: Path, modules: Container[str]) -> set[str]:
    """Return which of these modules a file imports, under TYPE_CHECKING and in functions too."""
    found: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name if name in modules else node.module for name in names}
    return {name for name in found if name in modules}


def calls(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the dotted name and the line of every call in a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno
