"""How far an address looks like a protected person's: for look-ups that guess."""

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process

from rasid.campaigns.links import Codes
from rasid.engines.duckdb import DuckDB

ALIKE_SHARES = (0.25, 0.08)
"""How rarely an unrelated account may look as much alike: likely alike, and closely alike."""

_NULL_SAMPLE = 4000


def likeness_levels(engine: DuckDB, accounts: Sequence[str]) -> Codes:
    """Return 0, 1 or 2 per account: how like a roster name or address, against chance.

    Chance is learnt: how alike the provider's other accounts are to the same roster.
    """
    people = _people(engine)
    if not people or not accounts:
        return np.zeros(len(accounts), dtype=np.int64)
    others = [
        row[0]
        for row in engine.rows(
            "SELECT DISTINCT account FROM visits "
            "WHERE signin_successes > 0 AND account NOT IN (SELECT account FROM known_accounts) "
            f"ORDER BY md5(account) LIMIT {_NULL_SAMPLE}"
        )
    ]
    chance = np.sort(_best_ratio([folded(local_part(a)) for a in others], people))
    if not len(chance):
        return np.zeros(len(accounts), dtype=np.int64)
    scores = _best_ratio([folded(local_part(a)) for a in accounts], people)
    share = (len(chance) - np.searchsorted(chance, scores, side="left") + 0.5) / (len(chance) + 1)
    return np.asarray(sum((share <= limit).astype(np.int64) for limit in ALIKE_SHARES))


def local_part(account: str) -> str:
    """Return what stands before the @."""
    return account.split("@", 1)[0]


def folded(text: str) -> str:
    """Return lower-case ASCII words in alphabetical order, without digits and accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return " ".join(sorted(re.findall("[a-z]+", plain)))


def _people(engine: DuckDB) -> list[str]:
    rows = engine.rows("SELECT name, account FROM roster")
    forms = {folded(name) for name, _ in rows} | {folded(local_part(a)) for _, a in rows}
    return sorted(form for form in forms if len(form) > 3)


def _best_ratio(texts: Sequence[str], people: Sequence[str]) -> npt.NDArray[np.float64]:
    best = np.zeros(len(texts))
    for start in range(0, len(texts), 1000):
        chunk = texts[start : start + 1000]
        best[start : start + len(chunk)] = process.cdist(
            chunk, people, scorer=fuzz.ratio, dtype=np.float32, workers=1
        ).max(axis=1)
    return best
