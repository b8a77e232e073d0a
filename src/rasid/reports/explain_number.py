"""How firm one of a campaign's numbers is: who is least surely in it, and who is nearly in."""

from dataclasses import dataclass

from rasid.engines.duckdb import DuckDB

SHIFT_BITS = 1.0
"""How far the thresholds are moved to see what the number would be."""

_MOST_LISTED = 5

_ADDS = {
    "attempts": "attempts",
    "identified": "identified::INT",
    "attacked": "attacked::INT",
    "compromised": "compromised::INT",
}

_NEAR = """
WITH near AS (
    SELECT account, session_id, bits, needed, bits - needed AS margin, {adds} AS adds
    FROM judged
    WHERE candidate = $campaign AND step IN ('member', 'weighed') AND {adds} > 0
)

SELECT account, arg_max(session_id, (margin, session_id)), arg_max(bits, (margin, session_id)),
    arg_max(needed, (margin, session_id)), max(margin), max(adds)
FROM near
GROUP BY account{apart}
ORDER BY max(margin), account
"""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One account, or for attempts one visit, near the threshold: by the visit that is surest.

    `margin` is how many bits that has above what it needs; `adds` is what it adds to the number.
    """

    account: str
    session_id: str
    bits: float
    needed: float
    margin: float
    adds: int


@dataclass(frozen=True, slots=True)
class Firmness:
    """A number, and what it would be if all thresholds were a bit higher or lower.

    `least_sure` are in it, the least sure first; `nearest_out` are not, the nearest first. What the
    campaign's sure sessions teach is taken as it is: nothing is weighed anew.
    """

    counted: int
    a_bit_higher: int
    a_bit_lower: int
    least_sure: tuple[Doubtful, ...]
    nearest_out: tuple[Doubtful, ...]


def firmness(engine: DuckDB, campaign_id: str, number: str) -> Firmness:
    """Return how firm a number of a campaign is."""
    apart = ", session_id" if number == "attempts" else ""
    query = _NEAR.format(adds=_ADDS[number], apart=apart)
    found = [Doubtful(*row) for row in engine.rows(query, {"campaign": campaign_id})]
    inside = [one for one in found if one.margin > 0.0]
    outside = [one for one in reversed(found) if one.margin <= 0.0]

    def counted(shift: float) -> int:
        return sum(one.adds for one in found if one.margin > shift)

    return Firmness(
        counted(0.0),
        counted(SHIFT_BITS),
        counted(-SHIFT_BITS),
        tuple(inside[:_MOST_LISTED]),
        tuple(outside[:_MOST_LISTED]),
    )


def firmness_sentence(found: Firmness) -> str:
    """Say what the number would be with other thresholds."""
    higher, lower = found.a_bit_higher, found.a_bit_lower
    if higher == lower == found.counted:
        return "It would be the same if every threshold were 1 bit higher, or 1 bit lower."
    return (
        f"It would be {higher:,} if every threshold were 1 bit higher, "
        f"{lower:,} if each were 1 bit lower."
    )
