"""Names of many people at once: asked for by one person, agreed to by another, for a while."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from rasid.accounts.problems import Problem
from rasid.accounts.tables import reveals, verdicts
from rasid.ledger import writing_alone

WAITS = timedelta(hours=24)
"""How long a request waits for a second person."""

OPEN = timedelta(hours=1)
"""How long names stay open once somebody agreed."""

LONE = timedelta(minutes=15)
"""How long one person's name, revealed alone, stays open in a session."""

MOST_ALONE = 10
"""People whom one account may reveal in a day without a second person."""


@dataclass(frozen=True, slots=True)
class Reveal:
    """A request; `verdict` is empty while nobody decided."""

    request: int
    made_at: datetime
    made_by: str
    campaign_id: str
    people: tuple[str, ...]
    why: str
    verdict: str
    decided_by: str
    decided_at: datetime | None

    def state(self, now: datetime) -> str:
        """Return how it stands: waiting, lapsed, refused, open or closed."""
        if self.verdict == "refused":
            return "refused"
        if self.decided_at is None:
            return "waiting" if now - self.made_at <= WAITS else "lapsed"
        return "open" if now - self.decided_at <= OPEN else "closed"


def ask_to_reveal(  # noqa: PLR0913 - what is written down of a request
    store: Engine, campaign_id: str, people: tuple[str, ...], *, by: str, why: str, now: datetime
) -> int:
    """Ask for names and return the number of the request; Problem without a reason or people."""
    if not why.strip():
        raise Problem("why", "a reason is needed.")
    if not people:
        raise Problem("nobody", "there is nobody to reveal.")
    values = {
        "made_at": _told(now),
        "made_by": by,
        "campaign_id": campaign_id,
        "people": json.dumps(people),
        "why": why.strip(),
    }
    with writing_alone(store) as connection:
        (number,) = connection.execute(reveals.insert(), values).inserted_primary_key or (0,)
        return int(number)


def read_reveals(store: Engine) -> list[Reveal]:
    """Return all requests, the latest first."""
    joined = reveals.outerjoin(verdicts, reveals.c.request == verdicts.c.request)
    wanted = (
        select(
            reveals,
            verdicts.c.verdict,
            verdicts.c.made_by.label("decided_by"),
            verdicts.c.made_at.label("decided_at"),
        )
        .select_from(joined)
        .order_by(reveals.c.request.desc())
    )
    with store.connect() as connection:
        return [_reveal(row) for row in connection.execute(wanted).mappings()]


def decide_reveal(store: Engine, reveal: Reveal, *, by: str, agrees: bool, now: datetime) -> None:
    """Agree to a request or refuse it, once; Problem where it waits no more.

    That it is somebody else than who asked is for the caller to see to.
    """
    row = {
        "request": reveal.request,
        "made_at": _told(now),
        "made_by": by,
        "verdict": "approved" if agrees else "refused",
    }
    try:
        if reveal.state(now) != "waiting":
            raise Problem("decided", "it does not wait any more.")
        with writing_alone(store) as connection:
            connection.execute(verdicts.insert(), row)
    except IntegrityError:
        raise Problem("decided", "it does not wait any more.") from None


def _reveal(row: Any) -> Reveal:  # noqa: ANN401 - a row of the database
    return Reveal(
        request=row["request"],
        made_at=datetime.fromisoformat(row["made_at"]),
        made_by=row["made_by"],
        campaign_id=row["campaign_id"],
        people=tuple(json.loads(row["people"])),
        why=row["why"],
        verdict=row["verdict"] or "",
        decided_by=row["decided_by"] or "",
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
    )


def _told(now: datetime) -> str:
    return now.astimezone(UTC).isoformat("T", "seconds")
