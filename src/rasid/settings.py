"""The home of a case and its settings, read once from `rasid.toml` and then frozen."""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rasid.errors import UsageError
from rasid.findings import Finding, FoundError, one_of
from rasid.toml_text import read_toml


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
    producer: str = Field(
        default="",
        max_length=200,
        description="Who shares: the organisation's name in what leaves; empty: it goes unnamed.",
    )
    rules: tuple[str, ...] = Field(
        default=(), description="Folders of your own rules; a relative path begins at the home."
    )
    rule_seconds: int = Field(
        default=60, ge=1, le=86400, description="How long one rule may run before it is stopped."
    )
    read_seconds: int = Field(
        default=600,
        ge=1,
        le=86400,
        description="How long one vendor's records may be read for all Sigma rules on them.",
    )
    placeholders: dict[str, tuple[str, ...]] = Field(
        default_factory=dict,
        description="Values for placeholders of Sigma rules, such as internal_domains.",
    )
    parameters: dict[str, dict[str, str | int | float]] = Field(
        default_factory=dict,
        description="Other values for parameters of rules: [parameters.RULE], by their names.",
    )


EXAMPLES = ("example.toml", "example.cases.toml")
"""A mapping and its cases, which a new home has as texts to copy."""


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
    def mappings(self) -> Path:
        """The site's own log formats, and their cases."""
        return self.root / "mappings"

    @property
    def codes(self) -> Path:
        """The site's own tables of codes, for its mappings."""
        return self.mappings / "codes"

    @property
    def reports(self) -> Path:
        """Written reports."""
        return self.root / "reports"

    @property
    def evidence(self) -> Path:
        """The evidence log, and what was attached."""
        return self.root / "evidence"

    @property
    def intake(self) -> Path:
        """Logs that were sent here and wait to be imported."""
        return self.root / "intake"

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
            if not self.mappings.exists():
                self._show_mappings()
            if not self.settings_file.exists():
                self.settings_file.write_text(_commented_settings(), encoding="utf-8")
        except OSError as error:
            raise UsageError(f"cannot make the home {self.root}: {error.strerror}.") from error

    def _show_mappings(self) -> None:
        """Make the folder of mappings, with an example to copy."""
        self.codes.mkdir(parents=True)
        for name in EXAMPLES:
            text = (files("rasid") / "examples" / name).read_text(encoding="utf-8")
            (self.mappings / f"{name}.txt").write_text(text, encoding="utf-8")

    def require(self) -> None:
        """Raise UsageError unless the home has been made."""
        if not self.settings_file.is_file():
            message = f"there is no rasid home at {self.root}; `rasid init` or an import makes one."
            raise UsageError(message)

    def settings(self) -> Settings:
        """Read `rasid.toml`; raises InputError naming the key that is wrong."""
        text = read_toml(self.settings_file)
        try:
            return Settings(**text.data)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            if first["type"] == "extra_forbidden":
                came, expected = "the key is not known", one_of(Settings.model_fields, key)
            else:
                came = f"got {first['input']!a}"
                expected = first["msg"].replace("Input should", "it to")
            line = text.line(*first["loc"])
            finding = Finding(self.settings_file, line, key, came, expected)
            raise FoundError(finding) from None


def find_home(option: Path | None) -> Home:
    """Return the home named by `--home`, else by RASID_HOME, else `./rasid-home`."""
    return Home(option or Path(os.environ.get("RASID_HOME") or "rasid-home"))


def _commented_settings() -> str:
    lines = ["# rasid settings; a line that is commented out shows the default.", ""]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        shown = f'"{default}"' if isinstance(default, str) else default
        shown = list(shown) if isinstance(shown, tuple) else shown
        lines += [f"# {field.description}", f"# {name} = {shown}", ""]
    return "\n".join(lines)
