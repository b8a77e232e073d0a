"""The home of a case and its settings, read once from `rasid.toml` and then frozen."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rasid.access_settings import AccessSettings, ProviderSettings
from rasid.errors import UsageError
from rasid.findings import Finding, FoundError, one_of
from rasid.spark_settings import SparkSettings
from rasid.toml_text import read_toml


class NotifySettings(BaseModel):
    """Who writes notices, and to which addresses they may go."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    organisation: str = Field(
        default="", max_length=200, description="Who writes: the organisation that people know."
    )
    help_desk: str = Field(
        default="", max_length=200, description="Whom people may ask for help: a desk or a name."
    )
    telephone: str = Field(
        default="",
        pattern=r"^[0-9+() -]{0,40}$",
        description="Its telephone, which people know from elsewhere too.",
    )
    language: Literal["en", "ar", "fa"] = Field(
        default="en", description="The language of whoever's own is none of en, ar and fa."
    )
    addresses: tuple[Literal["notify_to", "personal", "work"], ...] = Field(
        default=("notify_to", "personal", "work"),
        description="Which addresses may be written to, the best first; never one under attack.",
    )
    every_address: bool = Field(
        default=False, description="Write to all of these and not only to the first."
    )
    attacked_too: bool = Field(
        default=False,
        description="Write to an attacked, not entered mailbox too, beside one that is safe.",
    )
    unasked: bool = Field(
        default=True, description="Tell people also whose consent is neither yes nor no."
    )
    administrators: dict[str, str] = Field(
        default_factory=dict,
        description="The address of an administrator, by the roster's name of the organisation.",
    )


class SmtpSettings(BaseModel):
    """The mail server that notices are handed to."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    host: str = Field(default="", max_length=253, description="The server; empty: there is none.")
    port: int = Field(default=587, ge=1, le=65535, description="Its port.")
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How it is encrypted; none only on this machine."
    )
    ca_file: str = Field(
        default="", description="Who signed its certificate, PEM; empty: whom the system trusts."
    )
    user: str = Field(default="", description="Who signs in there; empty: nobody.")
    password_env: str = Field(
        default="", description="The environment variable that holds the password."
    )
    password_file: str = Field(default="", description="Else the file that holds it, in UTF-8.")
    sender: str = Field(default="", description="The address that notices come from.")
    bounces: str = Field(
        default="", description="Where undeliverable ones come back to; empty: to the sender."
    )
    seconds: int = Field(default=60, ge=1, le=600, description="How long it may be silent.")


class WebhookSettings(BaseModel):
    """A service of your own that hands notices on, such as a messenger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(default="", description="Its address, https; empty: there is none.")
    signature: Literal["ed25519", "hmac"] = Field(
        default="ed25519", description="How it knows us: the home's key, or a shared secret."
    )
    secret_env: str = Field(
        default="", description="The environment variable that holds the secret, for hmac."
    )
    secret_file: str = Field(default="", description="Else the file that holds it, in UTF-8.")
    ca_file: str = Field(
        default="", description="Who signed its certificate, PEM; empty: whom the system trusts."
    )
    allow_private: bool = Field(
        default=False, description="Let it be an address of this machine or a private network."
    )
    seconds: int = Field(default=30, ge=1, le=600, description="How long it may be silent.")


class AlertSettings(BaseModel):
    """Where `rasid watch` tells what is news of campaigns, besides its output."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: str = Field(
        default="",
        description="A file that gets one JSON object a line; a relative path begins at the home.",
    )
    mail: tuple[str, ...] = Field(
        default=(), description="Addresses that get a mail each, by the server of [smtp]."
    )
    retry_seconds: int = Field(
        default=30,
        ge=1,
        le=3600,
        description="The first pause after a failure; it doubles with each further one.",
    )
    most_retry_seconds: int = Field(
        default=3600, ge=1, le=86400, description="The longest such pause."
    )


class LedgerSettings(BaseModel):
    """Where the ledger and the accounts are kept, if not in files of the home."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(
        default="",
        description="postgresql+psycopg://USER@HOST/NAME, without a password; empty: in files.",
    )
    password_env: str = Field(
        default="", description="The environment variable that holds the password."
    )
    password_file: str = Field(
        default="", description="Else the file that holds it, in UTF-8; else ~/.pgpass."
    )


ENGINES = ("duckdb", "spark")


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
    engine: Literal["duckdb", "spark"] = Field(
        default="duckdb",
        description="What reads all events; RASID_ENGINE goes before it: docs/spark.md.",
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
    spark: SparkSettings = Field(
        default_factory=SparkSettings, description="Spark, where it is the engine: docs/spark.md."
    )
    ledger: LedgerSettings = Field(
        default_factory=LedgerSettings,
        description="The ledger on PostgreSQL, for teams: docs/postgresql.md.",
    )
    notify: NotifySettings = Field(
        default_factory=NotifySettings, description="Notices to victims: docs/notices.md."
    )
    smtp: SmtpSettings = Field(
        default_factory=SmtpSettings, description="The mail server for notices."
    )
    webhook: WebhookSettings = Field(
        default_factory=WebhookSettings, description="A service that hands notices on."
    )
    alerts: AlertSettings = Field(
        default_factory=AlertSettings, description="Alerts of `rasid watch`: docs/alerts.md."
    )
    alerts_webhook: WebhookSettings = Field(
        default_factory=WebhookSettings, description="A service that gets the alerts, signed."
    )
    access: AccessSettings = Field(
        default_factory=AccessSettings, description="Coming in to the console: docs/access.md."
    )
    provider: ProviderSettings = Field(
        default_factory=ProviderSettings, description="An identity provider: docs/access.md."
    )


PLANS = "respond-"
"""How the folder of a plan begins; all files in it tell of the same people."""

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
    def is_writable(self) -> bool:
        """Whether anything can be written there."""
        return os.access(self.root, os.W_OK)

    @property
    def views_file(self) -> Path:
        """Pages of the console that were saved under a name."""
        return self.root / "views.json"

    @property
    def access_file(self) -> Path:
        """Who may sign in to the console, and what was done there."""
        return self.root / "access.db"

    @property
    def keyring_file(self) -> Path:
        """The keys that the ledger is encrypted with, themselves encrypted; only where it is."""
        return self.root / "keys" / "ledger.json"

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

    def plan_of(self, name: str) -> Path:
        """Return the folder of one plan among the reports."""
        return self.reports / f"{PLANS}{name}"

    @property
    def evidence(self) -> Path:
        """The evidence log, and what was attached."""
        return self.root / "evidence"

    @property
    def intake(self) -> Path:
        """Logs that were sent here and wait to be imported."""
        return self.root / "intake"

    @property
    def uploads(self) -> Path:
        """Log files that were brought to the console, each with what became of it."""
        return self.root / "uploads"

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
            return Settings(**text.data | _from_environment())
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            if first["type"] == "extra_forbidden":
                came, expected = "the key is not known", _known(*first["loc"])
            else:
                came = f"got {first['input']!a}"
                expected = first["msg"].replace("Input should", "it to")
            line = text.line(*first["loc"])
            finding = Finding(self.settings_file, line, key, came, expected)
            raise FoundError(finding) from None


def find_home(option: Path | None) -> Home:
    """Return the home named by `--home`, else by RASID_HOME, else `./rasid-home`."""
    return Home(option or Path(os.environ.get("RASID_HOME") or "rasid-home"))


def _from_environment() -> dict[str, str]:
    """Return the one setting that a single command may want otherwise."""
    engine = os.environ.get("RASID_ENGINE")
    if engine and engine not in ENGINES:
        raise UsageError(f"got RASID_ENGINE={engine!a}; expected {one_of(ENGINES, engine)}.")
    return {"engine": engine} if engine else {}


def _known(*place: str | int) -> str:
    """Return the keys that may stand where an unknown one stands, within a table by bare names."""
    model: type[BaseModel] = Settings
    for table in place[:-1]:
        field = model.model_fields.get(str(table))
        inner = field.annotation if field else None
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            model = inner
    return one_of(model.model_fields, str(place[-1]))


def _commented_settings() -> str:
    """Return every setting with its default; tables come last, as TOML wants them."""
    head = "# rasid settings; a line that is commented out shows the default."
    plain, tables = [head, ""], [""]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        if isinstance(default, BaseModel):
            tables += [f"# {field.description}", f"# [{name}]", *_commented(default)]
        else:
            plain += [f"# {field.description}", f"# {name} = {_shown(default)}", ""]
    return "\n".join(plain + tables[1:])


def _commented(table: BaseModel) -> Iterator[str]:
    for name, field in type(table).model_fields.items():
        yield f"# {field.description}"
        yield f"# {name} = {_shown(getattr(table, name))}"
    yield ""


def _shown(default: object) -> str:
    """Return a default as TOML, whose texts, numbers, lists and empty tables are JSON's."""
    return json.dumps(default)
