"""What is signed of an answer: every fact as a value."""

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from rasid.answers.facts import Answer
from rasid.answers.harm import Hit
from rasid.answers.logs import LogsOf
from rasid.signing import canonical

PDF_HASH = "pdf_sha256"
"""The key that is added for a page, and left out where the page names what it was made from."""


def facts_of(answer: Answer, made_at: datetime, *, simulated: bool) -> dict[str, Any]:
    """Return the facts of an answer, without floats; probabilities are in thousandths."""
    window, basis = answer.window, answer.basis
    return {
        "organisation": answer.organisation,
        "from": window.start.isoformat(),
        "to": window.end.isoformat(),
        "made_at": made_at.isoformat(timespec="seconds"),
        "simulated": simulated,
        "verdict": answer.verdict,
        "people": dict(answer.people),
        "accounts": [asdict(one) for one in answer.accounts],
        "campaigns": [_plain_hit(hit) for hit in answer.hits],
        "untargeted_crime": asdict(answer.background),
        "logs": [_plain_logs(one) for one in answer.logs],
        "could_not_be_seen": [asdict(one) for one in answer.blind],
        "accounts_in_the_logs_about": answer.about,
        "measured": [asdict(one) for one in answer.measured],
        "analysis": {
            "from": basis.window.start.isoformat(),
            "to": basis.window.end.isoformat(),
            "inputs_sha256": dict(basis.inputs),
        },
    }


def digest_of(statement: dict[str, Any]) -> str:
    """Return the SHA-256 of a statement as a page names it: without that of the page itself."""
    named = {key: value for key, value in statement.items() if key != PDF_HASH}
    return hashlib.sha256(canonical(named)).hexdigest()


def _plain_hit(hit: Hit) -> dict[str, Any]:
    return {
        "campaign_id": hit.campaign_id,
        "campaign_probability_in_thousandths": hit.probability,
        "actor": hit.actor,
        "actor_probability_in_thousandths": hit.actor_probability,
        "first_seen": hit.first.isoformat(),
        "last_seen": hit.last.isoformat(),
        "attempts": hit.counts.attempts,
        "accounts_identified": hit.counts.identified,
        "accounts_attacked": hit.counts.attacked,
        "accounts_compromised": hit.counts.compromised,
        "accounts_exploited": hit.counts.exploited,
        "people_attacked": hit.people,
        "attacked_by_kind": dict(hit.attacked_by_kind),
    }


def _plain_logs(logs: LogsOf) -> dict[str, Any]:
    return {
        "provider": logs.provider,
        "events_about": logs.about,
        "events_of_these_accounts": logs.own,
        "days": logs.days,
        "days_without_events": [one.isoformat() for one in logs.silent],
        "silences": [
            {"from": one.start.isoformat(), "to": one.end.isoformat(), "hours": one.hours}
            for one in logs.holes
        ],
        "believed": logs.believed,
        "lacking": list(logs.lacking),
        "lines_rejected": logs.rejected,
        "files_sha256": list(logs.files),
    }
