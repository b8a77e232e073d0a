"""What is known of an organisation's people within a window, each number counted from tables."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz.process import extractOne

from rasid.answers.harm import Background, Hit, background, hits
from rasid.answers.logs import Blindness, LogsOf, cut, logs_of
from rasid.answers.seeing import Measured, nearest
from rasid.clock import Window
from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError
from rasid.sources import Coverage
from rasid.tables.roster import ACCOUNT_KINDS

Verdict = Literal["hit", "not seen", "gaps", "cannot say"]


@dataclass(frozen=True, slots=True)
class AccountsOf:
    """Accounts of one kind: how many are on the roster, and how many exist by any log."""

    kind: str
    listed: int
    seen: int


@dataclass(frozen=True, slots=True)
class Basis:
    """The analysis that an answer rests on: its window, and SHA-256 of what went into it.

    `changed` is what has been changed since.
    """

    window: Window
    inputs: Mapping[str, str]
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that an answer says; nothing in it is of another organisation.

    `people` are counted by category. `about` is how many accounts the logs tell of in all, cut to
    two digits.
    """

    organisation: str
    window: Window
    basis: Basis
    people: tuple[tuple[str, int], ...]
    accounts: tuple[AccountsOf, ...]
    logs: tuple[LogsOf, ...]
    hits: tuple[Hit, ...]
    background: Background
    blind: tuple[Blindness, ...]
    about: int
    measured: tuple[Measured, ...]

    @property
    def verdict(self) -> Verdict:
        """Which of the four things is said: a no needs logs of every day and accounts in them."""
        if self.hits:
            return "hit"
        if not self.seen:
            return "cannot say"
        return "gaps" if self.has_gaps else "not seen"

    @property
    def probability(self) -> int:
        """The probability of the likeliest campaign that touched it, in thousandths."""
        return max((hit.probability for hit in self.hits), default=0)

    @property
    def gaps(self) -> tuple[date, ...]:
        """The days on which a provider that tells of these accounts logged nothing."""
        return tuple(sorted({day for one in self.logs for day in one.silent}))

    @property
    def has_gaps(self) -> bool:
        """Whether days or hours are missing, or logs that cannot be believed."""
        return any(one.silent or one.holes or one.unreliable for one in self.logs)

    @property
    def seen(self) -> int:
        """How many of the accounts exist by the logs."""
        return sum(one.seen for one in self.accounts)

    @property
    def unseen(self) -> int:
        """Of how many of the accounts no log tells that they exist."""
        return sum(one.listed - one.seen for one in self.accounts)


_ORGANISATIONS = "SELECT DISTINCT organisation FROM roster WHERE trim(organisation) <> ''"

_OWN = """
CREATE OR REPLACE TEMP TABLE own_accounts AS
SELECT DISTINCT person_id, category, account, account_kind
FROM roster
WHERE list_contains($spellings, organisation)
    AND (listed_from = '' OR CAST(listed_from AS TIMESTAMP) < $end)
    AND (listed_until = '' OR CAST(listed_until AS TIMESTAMP) > $start)
"""

_TELLING = """
CREATE OR REPLACE TEMP TABLE telling AS
SELECT account, provider
FROM events
WHERE account IN (SELECT account FROM own_accounts)
GROUP BY account, provider
HAVING bool_or(account_exists IS TRUE) OR NOT bool_or(account_exists IS FALSE)
"""

_PEOPLE = """
SELECT category, count(DISTINCT person_id) FROM own_accounts GROUP BY category ORDER BY category
"""

_ACCOUNTS = """
SELECT account_kind, count(*), count(*) FILTER (WHERE account IN (SELECT account FROM telling))
FROM own_accounts GROUP BY account_kind
"""

_EXISTING = """
SELECT count(DISTINCT account) FROM visits WHERE account_exists OR signin_successes > 0
"""


def find_answer(
    engine: DuckDB,
    organisation: str,
    window: Window,
    basis: Basis | None,
    covered: Callable[[], Coverage],
) -> Answer:
    """Gather what is known of an organisation in a window, from the tables and their coverage.

    `covered` is asked once it is sure that there is an answer. Raises UsageError for an
    organisation that is not on the roster, for days that nothing has judged, and for an analysis
    that was overtaken.
    """
    judged = _require_judged(window, basis)
    spellings = _spellings(engine, organisation)
    bounds: dict[str, object] = {
        "start": window.start.replace(tzinfo=None),
        "end": window.end.replace(tzinfo=None),
    }
    engine.run(_OWN, {**bounds, "spellings": spellings})
    engine.run(_TELLING)
    counts = {kind: (listed, seen) for kind, listed, seen in engine.rows(_ACCOUNTS)}
    if not counts:
        raise UsageError(f"nobody of {spellings[0]!r} was on the roster on the days asked of.")
    logs, blind = logs_of(engine, window, bounds, covered())
    ((existing,),) = engine.rows(_EXISTING)
    return Answer(
        organisation=spellings[0].strip(),
        window=window,
        basis=judged,
        people=tuple((category, people) for category, people in engine.rows(_PEOPLE)),
        accounts=tuple(AccountsOf(kind, *counts[kind]) for kind in ACCOUNT_KINDS if kind in counts),
        logs=logs,
        hits=hits(engine, bounds),
        background=background(engine, bounds),
        blind=blind,
        about=cut(existing),
        measured=nearest(existing),
    )


def _spellings(engine: DuckDB, organisation: str) -> list[str]:
    """Return how the roster spells an organisation: its letters may differ in case and spaces."""
    names = sorted(row[0] for row in engine.rows(_ORGANISATIONS))
    found = [name for name in names if _folded(name) == _folded(organisation)]
    if not found:
        near = extractOne(organisation, names, score_cutoff=70)
        hint = f"; {near[0]!r}, perhaps" if near else ""
        raise UsageError(f"no organisation {organisation!r} is on the roster{hint}.")
    return found


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _require_judged(window: Window, basis: Basis | None) -> Basis:
    if basis is None:
        raise UsageError("nothing has been analysed yet; `rasid analyse` does it.")
    if basis.changed:
        raise UsageError(
            f"since the analysis there were changes of: {', '.join(basis.changed)}; nothing is "
            "answered before `rasid analyse` has judged them."
        )
    judged = basis.window
    if window.start < judged.start or window.end > judged.end:
        raise UsageError(
            f"from {window.start:%F} to {window.end:%F} was asked, and from {judged.start:%F} to "
            f"{judged.end:%F} was analysed; of other days nothing can be said."
        )
    return basis
