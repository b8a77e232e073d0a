"""What the tables hold of one campaign that others could use; nothing here is cleared to leave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Literal

from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.errors import UsageError
from rasid.sharing.crowds import Cell

TraceKind = Literal["address", "fingerprint", "client"]
NUMBERS = ("attempts", "identified", "attacked", "compromised")
COUNTED = NUMBERS[1:]
"""The numbers that count accounts."""

NAMED_FROM = 0.55
"""Below this probability no actor is named: "likely" begins here in ICD 203."""

UNKNOWN, NEW_GROUP = "unknown", "new group"
"""Candidates that are no actor: one that may be known by name, and one that is nobody known."""

_CAMPAIGN = """
SELECT
    campaign_probability, first_seen, last_seen, sessions,
    attempts, attempts_low, attempts_high,
    accounts_identified, accounts_identified_low, accounts_identified_high,
    accounts_attacked, accounts_attacked_low, accounts_attacked_high,
    accounts_compromised, accounts_compromised_low, accounts_compromised_high
FROM campaigns WHERE campaign_id = $campaign
"""

_CANDIDATES = """
SELECT actor, probability, wording FROM attributions
WHERE campaign_id = $campaign ORDER BY probability DESC, actor
"""

_WEIGHTS = """
SELECT family, sum(bits) FROM evidence
WHERE campaign_id = $campaign AND subject = $subject AND family <> 'prior'
GROUP BY family ORDER BY family
"""

_PEOPLE = """
SELECT DISTINCT person_id, category FROM hostile
WHERE campaign_id = $campaign AND person_id <> '' ORDER BY person_id
"""


@dataclass(frozen=True, slots=True)
class Trace:
    """Something that the campaign came with.

    `others` counts the accounts that the campaign did not go for and that get in with it too;
    `protected` the accounts of the roster whose owners do, with IPv6 from the same household.
    `asn` is of addresses, where known.
    """

    kind: TraceKind
    value: str
    first_seen: datetime
    last_seen: datetime
    events: int
    sessions: int
    others: int = 0
    protected: int = 0
    asn: int | None = None
    as_name: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique of ATT&CK, and how many events or sessions show it."""

    attack_id: str
    shown: int


@dataclass(frozen=True, slots=True)
class Number:
    """One of the four numbers; within `low` and `high` it lies with 90 %."""

    count: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One actor that may be behind it; `weights` are bits by family of evidence."""

    actor: str
    probability: float
    wording: str
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Facts:
    """One campaign; `cells` are by number and category, `people` the category of each person."""

    campaign_id: str
    probability: float
    first_seen: datetime
    last_seen: datetime
    sessions: int
    numbers: Mapping[str, Number]
    cells: Mapping[str, Mapping[str, Cell]]
    candidates: tuple[Candidate, ...]
    traces: tuple[Trace, ...]
    techniques: tuple[Technique, ...]
    people: Mapping[str, str]

    @property
    def leader(self) -> Candidate | None:
        """The actor that is likely enough to be named."""
        first = self.candidates[0] if self.candidates else None
        if first is None or first.actor in (UNKNOWN, NEW_GROUP) or first.probability < NAMED_FROM:
            return None
        return first


def campaign_ids(engine: DuckDB) -> list[str]:
    """Return the id of every campaign, the earliest first."""
    query = "SELECT campaign_id FROM campaigns ORDER BY first_seen, campaign_id"
    return [row[0] for row in engine.rows(query)]


def believed_since(engine: DuckDB) -> datetime:
    """Return when the analysis was made that first found what is believed now."""
    ((latest,),) = engine.rows("SELECT max(analysed_at) FROM past_analyses")
    ((last_seen,),) = engine.rows("SELECT max(last_seen) FROM campaigns")
    moment: datetime = latest or last_seen or datetime(1970, 1, 1)  # noqa: DTZ001 - UTC follows
    return moment.replace(tzinfo=UTC)


def read_facts(engine: DuckDB, campaign_id: str, techniques: Sequence[Technique]) -> Facts:
    """Gather what is known of a campaign; raises UsageError for an unknown one."""
    asked = {"campaign": campaign_id}
    rows = engine.rows(_CAMPAIGN, asked)
    if not rows:
        raise UsageError(
            f"there is no campaign {campaign_id!r}; `rasid show campaigns` lists them."
        )
    probability, first_seen, last_seen, sessions, *counts = rows[0]
    triples = [counts[at : at + 3] for at in range(0, len(counts), 3)]
    return Facts(
        campaign_id=campaign_id,
        probability=probability,
        first_seen=first_seen.replace(tzinfo=UTC),
        last_seen=last_seen.replace(tzinfo=UTC),
        sessions=sessions,
        numbers={name: _number(triple) for name, triple in zip(NUMBERS, triples, strict=True)},
        cells=_cells(engine, campaign_id),
        candidates=tuple(
            Candidate(actor, share, wording, _weights(engine, campaign_id, actor))
            for actor, share, wording in engine.rows(_CANDIDATES, asked)
        ),
        traces=tuple(_traces(engine, campaign_id)),
        techniques=tuple(sorted(techniques, key=lambda one: one.attack_id)),
        people=dict(engine.rows(_PEOPLE, asked)),
    )


def _number(triple: Sequence[int | None]) -> Number:
    count, low, high = (value or 0 for value in triple)
    return Number(count, low, high)


def _traces(engine: DuckDB, campaign_id: str) -> Iterator[Trace]:
    rows = engine.rows(packaged_sql(__package__, "households"))
    homes = {_household(address) for (address,) in rows}
    asked = {"campaign": campaign_id}
    for kind, value, first, last, *rest in engine.rows(packaged_sql(__package__, "traces"), asked):
        trace = Trace(kind, value, first.replace(tzinfo=UTC), last.replace(tzinfo=UTC), *rest)
        near = kind == "address" and ":" in value and _household(value) in homes
        yield replace(trace, protected=1) if near and not trace.protected else trace


def _household(address: str) -> str:
    """Return the first 64 bits of an IPv6 address, which change less often than the rest."""
    try:
        return str(ip_network(f"{address}/64", strict=False))
    except ValueError:
        return address


def _cells(engine: DuckDB, campaign_id: str) -> dict[str, dict[str, Cell]]:
    cells: dict[str, dict[str, Cell]] = {number: {} for number in COUNTED}
    query = packaged_sql(__package__, "counts")
    for category, listed, *counts in engine.rows(query, {"campaign": campaign_id}):
        for at, number in enumerate(COUNTED):
            crowd = counts[3] if number == "compromised" else 0
            cells[number][category] = Cell(counts[2 * at], counts[2 * at + 1], listed, crowd)
    return cells


def _weights(engine: DuckDB, campaign_id: str, actor: str) -> dict[str, float]:
    asked = {"campaign": campaign_id, "subject": f"actor:{actor}"}
    return {family: round(bits, 1) for family, bits in engine.rows(_WEIGHTS, asked)}
