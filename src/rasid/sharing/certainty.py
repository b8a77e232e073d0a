"""How sure each thing is, in numbers and words that every format uses alike."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from rasid.icd203 import likelihood_phrase
from rasid.sharing.facts import NEW_GROUP, UNKNOWN, Candidate, Number, Trace
from rasid.sharing.plan import Outgoing

KEPT_DAYS = {"address": 30, "client": 90, "fingerprint": 180}
"""For how long after it was last seen a trace is still taken for the group's. Rented servers go
to somebody else within weeks, browsers renew themselves each quarter, tools change by the year."""

MOST_SURE = 95
"""The highest confidence that a trace gets: an address is evidence and never proof."""

_OPINIONS = (
    (0.20, "strongly-disagree"),
    (0.45, "disagree"),
    (0.55, "neutral"),
    (0.80, "agree"),
    (1.01, "strongly-agree"),
)
"""STIX's five degrees, at bounds of ICD 203's seven."""

NEVER_PROOF = "A hit is evidence and never proof: others may share it, or take it over later."


def confidence(out: Outgoing, trace: Trace) -> int:
    """Return from 0 to 100 how sure it is that what shows a trace is the campaign's.

    That the campaign is one, shared among it and the other accounts that come with the same.
    """
    return min(round(100.0 * out.probability / (1 + trace.others)), MOST_SURE)


def score(probability: float) -> int:
    """Return a probability from 0 to 99: nothing that is inferred is certain."""
    return min(round(100.0 * probability), 99)


def valid_until(trace: Trace) -> datetime:
    """Return until when a trace is taken for the group's."""
    return trace.last_seen + timedelta(days=KEPT_DAYS[trace.kind])


def opinion(probability: float) -> str:
    """Return STIX's degree of agreement with a claim of this probability."""
    return next(degree for below, degree in _OPINIONS if probability < below)


def share(probability: float) -> str:
    """Return a probability as text that small changes do not change."""
    if probability > 0.99:
        return "above 99 %"
    return "below 1 %" if probability < 0.01 else f"{probability:.0%}".replace("%", " %")


def worded(probability: float) -> str:
    """Return a probability with its phrase of ICD 203."""
    return f"{likelihood_phrase(min(probability, 1.0))} ({share(probability)})"


def number(name: str, told: Number) -> str:
    """Return one of the four numbers in words, with its bounds."""
    what = {
        "attempts": "attempts to identify accounts",
        "identified": "accounts identified",
        "attacked": "accounts attacked",
        "compromised": "accounts compromised",
    }[name]
    return f"{told.count:,} {what} (between {told.low:,} and {told.high:,} with 90 %)"


def sentences(out: Outgoing) -> Iterator[str]:
    """Yield what is known of how sure all this is."""
    yield f"That this is one campaign: {worded(out.probability)}."
    for name, told in out.numbers.items():
        yield f"{number(name, told)[0].upper()}{number(name, told)[1:]}."
    for candidate in out.candidates:
        yield f"{claim(candidate.actor)}: {worded(candidate.probability)}."
        if candidate.weights:
            yield f"What speaks for it, in bits by kind of evidence: {weights(candidate)}."
    yield NEVER_PROOF


def claim(actor: str) -> str:
    """Return what a candidate stands for."""
    nobody = {
        UNKNOWN: "a group of which it cannot be told whether it is known by name",
        NEW_GROUP: "a group that no actor known to the producer is",
    }
    return f"That {nobody.get(actor, actor)} is behind it"


def weights(candidate: Candidate) -> str:
    """Return a candidate's evidence as one line."""
    return ", ".join(f"{family} {bits:+.1f}" for family, bits in candidate.weights.items())


def summary(out: Outgoing) -> str:
    """Return what a campaign did in one sentence."""
    counted = "; ".join(number(name, told) for name, told in out.numbers.items())
    seen = f"seen from {out.first_seen:%Y-%m-%d} to {out.last_seen:%Y-%m-%d}"
    return f"A patient group that goes after accounts, {seen}{': ' if counted else ''}{counted}."
