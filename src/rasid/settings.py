"""The home of a case and its settings, read once from `rasid.toml` and then frozen."""

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rasid.errors import InputError, UsageError


class Settings(BaseModel):
    """What a site may decide; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    memory_limit: str = Field(
        default="1500MB",
        pattern=r"^[1-9]\d*(\.\d+)? ?([KMGT]i?B)$",
        description="What the engine may hold in memory.",
    )
    threads: int = Field(
        default=0, ge=0, le=256, description="Threads of the engine; 0 takes every core."
    )


@dataclass(frozen=True, slots=True)
class Home:
    """The folder of a case; every path of it is asked of this object."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """What the site decided."""
        return self.root / "rasid.toml"

    @property
    def ledger_file(self) -> Path:
        """What people decided."""
        return self.root / "ledger.db"

    @property
    def raw(self) -> Path:
        """Kept files, each under its SHA-256."""
        return self.root / "raw"

    @property
    def reports(self) -> Path:
        """Written reports."""
        return self.root / "reports"

    @property
    def scratch(self) -> Path:
        """Where the engine spills and where changes wait for their commit."""
        return self.root / "scratch"

    def create(self) -> None:
        """Make the folder and a commented settings file; keeps what is there."""
        try:
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.raw, self.reports, self.scratch):
                folder.mkdir(exist_ok=True)
            if not self.settings_file.exists():
                self.settings_file.write_text(_commented_settings(), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot make the home {self.root}: {error.strerror}.") from error

    def require(self) -> None:
        """Raise UsageError unless the home has been made."""
        if not self.settings_file.is_file():
            message = f"there is no rasid home at {self.root}; `rasid init` or an import makes one."
            raise UsageError(message)

    def settings(self) -> Settings:
        """Read `rasid.toml`; raises InputError naming the key that is wrong."""
        try:
            return Settings(**tomllib.loads(self.settings_file.read_text(encoding="utf-8")))
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise InputError(self.settings_file, f"{key}: {first['msg']}.") from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise InputError(self.settings_file, f"not TOML: {error}.") from None


def find_home(option: Path | None) -> Home:
    """Return the home named by `--home`, else by RASID_HOME, else `./rasid-home`."""
    return Home(option or Path(os.environ.get("RASID_HOME") or "rasid-home"))


def _commented_settings() -> str:
    lines = ["# rasid settings; a line that is commented out shows the default.", ""]
    for name, field in Settings.model_fields.items():
        value = str(field.default).lower() if isinstance(field.default, bool) else field.default
        shown = f'"{value}"' if isinstance(field.default, str) else value
        lines += [f"# {field.description}", f"# {name} = {shown}", ""]
    return "\n".join(lines)
