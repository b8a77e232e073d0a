"""The log formats that are known: the packaged ones, and those of a home before them."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from rasid.errors import UsageError
from rasid.sources.mapping import CodeTable, Mapping, load, parsed

CASES = ".cases.toml"


@dataclass(frozen=True, slots=True)
class Formats:
    """Mappings and tables of codes by their names, which are their files'."""

    mappings: Dictionary[str, Mapping]
    codes: Dictionary[str, CodeTable]

    def named(self, name: str) -> Mapping:
        """Return one mapping; raises UsageError listing the known names."""
        if name not in self.mappings:
            known = ", ".join(sorted(self.mappings))
            raise UsageError(f"--format got {name!r}, expected one of {known}.")
        return self.mappings[name]


@cache
def packaged() -> Formats:
    """Return the formats that every home knows."""
    return packaged_with({})


def packaged_with(own_codes: Dictionary[str, CodeTable]) -> Formats:
    """Return the packaged formats; tables of a home's own take the place of those named alike."""
    folder = packaged_folder()
    packaged_codes = {path.stem: parsed(path) for path in content(folder.with_name("codes"))}
    codes = {**packaged_codes, **own_codes}
    once = cache(parsed)  # a mapping may be the model of several
    return Formats({path.stem: load(path, codes, once) for path in content(folder)}, codes)


def packaged_folder() -> Path:
    """Return where the packaged mappings are."""
    return Path(str(files("rasid.sources") / "mappings"))


def content(folder: Path) -> list[Path]:
    """Return the TOML files of a folder by name, those of cases left out."""
    found = sorted(folder.glob("*.toml"))
    return [path for path in found if path.is_file() and not path.name.endswith(CASES)]
