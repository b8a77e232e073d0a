"""Which logs an answer rests on, what they lack, and what could not have been seen in them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.sources import Coverage

HOUR = timedelta(hours=1)
MOSTLY = 0.5
"""From this share of records on a field counts as one that they lack."""

DAILY = frozenset(
    {"lookup", "recovery_start", "recovery_send", "recovery_verify", "signin", "mfa", "token"}
)
"""What people do every day: a provider that logs none of it may well be silent for days."""

NEEDS: dict[str, frozenset[str]] = {
    "discovery": frozenset({"lookup", "recovery_start"}),
    "recovery": frozenset({"recovery_start", "recovery_send", "recovery_verify", "password_reset"}),
    "entry": frozenset({"signin"}),
    "second factor": frozenset({"mfa"}),
    "consent": frozenset({"consent", "token"}),
    "phishing": frozenset({"link_click", "phish_report"}),
    "exploitation": frozenset({"forwarding_rule", "mail_access", "mail_export", "delegate"}),
    "settings": frozenset({"recovery_contact_change", "mfa_change", "app_password"}),
}
"""Kinds of attack, and the actions of which at least one must be in the logs to see any of it."""


@dataclass(frozen=True, slots=True)
class Hole:
    """A sudden silence; `hours` are those within the window and outside of silent days."""

    start: datetime
    end: datetime
    hours: int


@dataclass(frozen=True, slots=True)
class LogsOf:
    """One provider's logs within the window.

    `about` is how many events it logged, cut to two digits, so that what is not of the
    organisation cannot be had by subtraction; `own` are those of the organisation's accounts.
    `silent` are days without an event, of a provider that logs what people do every day.
    `believed` is what `show coverage` says of it; `lacking` are the fields that most records lack
    of those that need them. `files` are the SHA-256 of the kept files.
    """

    provider: str
    about: int
    own: int
    days: int
    silent: tuple[date, ...]
    holes: tuple[Hole, ...]
    believed: str
    lacking: tuple[str, ...]
    rejected: int
    files: tuple[str, ...]

    @property
    def unreliable(self) -> bool:
        """Whether a "nothing seen" in them cannot be believed at all."""
        return self.believed == "no"


@dataclass(frozen=True, slots=True)
class Blindness:
    """A kind of attack of which the logs hold no event, for so many of the accounts in them."""

    kind: str
    accounts: int


_DAYS = """
SELECT provider, CAST(time AS DATE) AS day, count(*),
    count(*) FILTER (WHERE account IN (SELECT account FROM own_accounts)),
    list(DISTINCT action), list(DISTINCT raw_file)
FROM events
WHERE time >= $start AND time < $end AND provider IN (SELECT provider FROM telling)
GROUP BY ALL ORDER BY provider, day
"""


@dataclass(frozen=True, slots=True)
class _Days:
    """One provider's days with events; its actions and kept files on them."""

    days: tuple[date, ...]
    events: int
    own: int
    actions: frozenset[str]
    files: frozenset[str]


def logs_of(
    engine: DuckDB, window: Window, bounds: dict[str, object], covered: Coverage
) -> tuple[tuple[LogsOf, ...], tuple[Blindness, ...]]:
    """Describe the logs of the providers in `telling`, and what they could not have shown."""
    telling: dict[str, set[str]] = {}
    for account, provider in engine.rows("SELECT account, provider FROM telling ORDER BY ALL"):
        telling.setdefault(provider, set()).add(account)
    days = _days_of(engine, sorted(telling), bounds)
    logs = tuple(_logs(provider, found, window, covered) for provider, found in days.items())
    return logs, tuple(_blind(telling, {name: found.actions for name, found in days.items()}))


def cut(count: int) -> int:
    """Return a count with no more than its two leading digits."""
    unit: int = 10 ** max(0, len(str(count)) - 2)
    return count // unit * unit


def _days_of(
    engine: DuckDB, providers: Sequence[str], bounds: dict[str, object]
) -> dict[str, _Days]:
    rows: dict[str, list[tuple[date, int, int, list[str], list[str]]]] = {
        name: [] for name in providers
    }
    for provider, *row in engine.rows(_DAYS, bounds):
        day, events, own, actions, files = row
        rows[provider].append((day, events, own, actions, files))
    return {
        name: _Days(
            tuple(row[0] for row in told),
            sum(row[1] for row in told),
            sum(row[2] for row in told),
            frozenset(action for row in told for action in row[3]),
            frozenset(file for row in told for file in row[4]),
        )
        for name, told in rows.items()
    }


def _logs(name: str, found: _Days, window: Window, covered: Coverage) -> LogsOf:
    logged = next(one.actions for one in covered.providers if one.provider == name)
    missing = [day for day in window.days() if day not in found.days]
    silent = tuple(missing) if DAILY & logged.keys() else ()
    return LogsOf(
        provider=name,
        about=cut(found.events),
        own=found.own,
        days=len(found.days),
        silent=silent,
        holes=tuple(_holes(name, window, silent, covered)),
        believed=next(one.believed for one in covered.verdicts if one.provider == name),
        lacking=tuple(
            sorted(
                {
                    lack.field
                    for lack in covered.lacks
                    if lack.provider == name and lack.empty >= MOSTLY
                }
            )
        ),
        rejected=sum(one.rejected for one in covered.files if one.raw_file in found.files),
        files=tuple(sorted(found.files)),
    )


def _holes(name: str, window: Window, silent: Sequence[date], covered: Coverage) -> Iterator[Hole]:
    for one in covered.silences:
        if one.provider != name or one.part or one.kind != "silence":
            continue
        start = max(one.start.replace(tzinfo=UTC), window.start)
        end = min(one.end.replace(tzinfo=UTC), window.end)
        spanned = max(0, -((start - end) // HOUR))
        hours = sum((start + n * HOUR).date() not in silent for n in range(spanned))
        if hours:
            yield Hole(start, end, hours)


def _blind(telling: dict[str, set[str]], logged: dict[str, frozenset[str]]) -> Iterator[Blindness]:
    every: set[str] = set().union(*telling.values())
    for kind, needs in NEEDS.items():
        visible = [names for provider, names in telling.items() if logged[provider] & needs]
        unseen = every - set().union(*visible)
        if unseen:
            yield Blindness(kind, len(unseen))
