"""Whether a "nothing seen" can be believed, source by source, and why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB
from rasid.sources.clocks import Clocks
from rasid.sources.silences import Silence, SourceRhythm

SOME = 0.1
MOST = 0.5
REASONS = 3

_ENTRY = ("signin", "token", "recovery_start", "recovery_verify", "password_reset")
_LOOKUP = ("lookup",)
_ALL = (*_ENTRY, *_LOOKUP)
NEEDED_FIELDS = (
    ("account", "account", _ALL, "account = ''", "whose they are cannot be told"),
    ("address", "source_ip", _ALL, "source_ip = ''", "where they came from cannot be told"),
    (
        "client",
        "client",
        _ALL,
        "user_agent = '' AND fingerprint = '' AND device = ''",
        "clients cannot be told apart",
    ),
    ("user agent", "user_agent", _ENTRY, "user_agent = ''", "browsers cannot be told apart"),
    (
        "network",
        "network",
        _ALL,
        "asn = '' AND as_name = ''",
        "addresses of one network cannot be linked",
    ),
    ("outcome", "outcome", _ENTRY, "outcome = 'unknown'", "success and failure look alike"),
    (
        "answer",
        "account_exists",
        _LOOKUP,
        "account_exists = ''",
        "whether an account was identified cannot be told",
    ),
)
"""What an action needs: its name, its key, the actions, when it is empty, and what that means."""

_GRAVE = ("account", "source_ip", "outcome")
_FIELDS = ("account", "source_ip", "user_agent", "fingerprint", "device", "asn", "as_name")


@dataclass(frozen=True, slots=True)
class Lack:
    """A field, or a group of fields, that an action needs and its records leave empty."""

    provider: str
    action: str
    field: str
    events: int
    empty: float
    meaning: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether "nothing seen" in a source can be believed: `yes`, `in part`, `no` or `unknown`.

    `reasons` say what stands against it, the worst first.
    """

    provider: str
    believed: str
    reasons: tuple[str, ...]


def lacks(engine: DuckDB) -> tuple[Lack, ...]:
    """Measure for each provider and action the fields that the action needs."""
    names = (*_FIELDS, "account_exists", "outcome")
    fields = ", ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '') AS {name}" for name in names)
    shares = ", ".join(f"avg(CAST({empty} AS DOUBLE))" for _, _, _, empty, _ in NEEDED_FIELDS)
    rows = engine.rows(
        f"WITH told AS (SELECT provider, action, {fields} FROM events) "
        f"SELECT provider, action, count(*), {shares} FROM told "
        "GROUP BY provider, action ORDER BY provider, count(*) DESC, action"
    )
    found: list[Lack] = []
    for provider, action, events, *empty in rows:
        for (name, key, actions, _, means), share in zip(NEEDED_FIELDS, empty, strict=True):
            if action in actions and share >= SOME:
                text = f"no {name} in {_percent(share)} of {action} events: {means}"
                found.append(Lack(provider, action, key, events, share, text))
    clientless = {(lack.provider, lack.action) for lack in found if lack.field == "client"}
    return tuple(
        lack
        for lack in found
        if lack.field != "user_agent" or (lack.provider, lack.action) not in clientless
    )


def verdict(  # noqa: PLR0913 - one for each measure
    rhythm: SourceRhythm,
    *,
    events: int,
    rejected: float,
    silences: Iterable[Silence],
    lacking: Iterable[Lack],
    clocks: Clocks,
    empty_days: int,
) -> Verdict:
    """Weigh the measures of one provider; `rejected` is the share of its files' lines."""
    name = rhythm.provider
    against: list[tuple[float, str]] = []
    _weigh_silences(against, rhythm, [s for s in silences if s.provider == name], events)
    grave: Mapping[str, float] = {"account": 1.0, "source_ip": 0.9, "outcome": 0.8}
    for lack in lacking:
        if lack.provider == name and lack.empty >= MOST:
            heavy = lack.field in _GRAVE and lack.events * 10 >= events
            against.append((grave[lack.field] if heavy else 0.1, lack.meaning))
    for skew in clocks.skews:
        if name in (skew.ahead, skew.behind):
            other = skew.behind if name == skew.ahead else skew.ahead
            against.append((0.4, f"its clock and that of {other} differ by {span(skew.seconds)}"))
    if rejected >= 0.01:
        against.append((min(rejected + 0.2, 1.0), f"{_percent(rejected)} of lines were rejected"))
    ahead = sum(a.events for a in clocks.ahead if a.provider == name)
    if ahead:
        against.append((0.2, f"{ahead:,} events are dated after their file: a clock is ahead"))
    if empty_days and rhythm.learnt != "week":
        days = "1 day is" if empty_days == 1 else f"{empty_days:,} days are"
        against.append((0.3, f"{days} silent from end to end"))
    return _judged(name, rhythm, sorted(against, key=lambda reason: -reason[0]))


def _judged(name: str, rhythm: SourceRhythm, against: list[tuple[float, str]]) -> Verdict:
    worst = against[0][0] if against else 0.0
    believed = "no" if worst >= MOST else "in part" if worst >= SOME else "yes"
    reasons = [text for _, text in against]
    if not rhythm.learnt:
        untold = "too few events, or no steady rhythm, to tell a silence from a quiet time"
        reasons.insert(sum(weight >= MOST for weight, _ in against), untold)
        believed = "no" if believed == "no" else "unknown"
    return Verdict(name, believed, tuple(reasons[:REASONS]))


def _weigh_silences(
    against: list[tuple[float, str]], rhythm: SourceRhythm, found: list[Silence], events: int
) -> None:
    whole = [s for s in found if not s.part]
    if whole:
        lost = sum(s.expected - s.seen for s in whole)
        hours = sum(s.hours for s in whole)
        share = lost / max(rhythm.expected, events, 1)
        text = f"about {lost:,.0f} events ({_percent(share)}) are missing in {hours:,} hours"
        against.append((min(0.15 + 4 * share, 1.0), text))
    for silence in found:
        if silence.part:
            verb = {"stops": "stops at", "begins late": "begins only at"}.get(silence.kind)
            moment = silence.end if silence.kind == "begins late" else silence.start
            text = f"{silence.part} {verb or 'is missing from'} {moment:%Y-%m-%d %H:%M}"
            share = (silence.expected - silence.seen) / max(events, 1)
            against.append((min((0.3 if verb else 0.12) + share, 1.0), text))
    if rhythm.noticed_from and rhythm.noticed_from >= 24:
        text = f"a silence under {rhythm.noticed_from} hours would not be noticed"
        against.append((0.11, text))
    elif rhythm.learnt == "day":
        against.append((0.05, "a day silent from end to end could be a day off"))


def span(seconds: float) -> str:
    """Return `3 h 30 min`, or seconds where it is less than a minute."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return f"{seconds:.0f} s"
    hours, rest = divmod(minutes, 60)
    return " ".join(f"{n} {unit}" for n, unit in ((hours, "h"), (rest, "min")) if n)


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %") if share >= 0.01 else "under 1 %"
