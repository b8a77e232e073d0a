"""What the checks of a disclosure found, as plain JSON values."""

from collections.abc import Iterable, Sequence
from typing import Any

from rasid.reports.disclosure.checking import Against, Finding, Phrase
from rasid.reports.disclosure.claims import as_rows
from rasid.reports.disclosure.coarsening import Draft, proposals
from rasid.reports.disclosure.misreading import Misreading


def as_document(
    campaign_id: str, made: Draft, against: Against, misread: Sequence[Misreading]
) -> dict[str, Any]:
    """Return a draft and what was found; only `claims` may be handed on, the rest is of the home.

    `roster` and `known` are how many people can be meant, `people` how many are counted.
    """
    return {
        "campaign_id": campaign_id,
        "k": against.k,
        "passes": not (made.examined.findings or misread),
        "claims": as_rows(made.claims),
        "phrases": [_phrase(one, made) for one in made.examined.phrases],
        "deduced": _findings(made.examined.deduced, made),
        "misreadings": [{"text": one.text, "why": one.why} for one in misread],
        "coarsened": list(made.steps),
    }


def _phrase(phrase: Phrase, made: Draft) -> dict[str, Any]:
    claim = phrase.claim
    return {
        "number": claim.number,
        "of": claim.where.label,
        "low": claim.low,
        "high": claim.high,
        "people": phrase.people,
        "roster": phrase.roster,
        "known": phrase.known,
        "narrowed": list(phrase.narrowed) if phrase.narrowed else None,
        "findings": _findings(phrase.findings, made),
    }


def _findings(findings: Iterable[Finding], made: Draft) -> list[dict[str, Any]]:
    return [
        {
            "kind": one.kind,
            "number": one.number,
            "of": one.where.label,
            "size": one.size,
            "why": one.why,
            "earlier": one.earlier,
            "proposals": proposals(made.grouping, one),
        }
        for one in findings
    ]
