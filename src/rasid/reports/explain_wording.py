"""The sentences that say why something was not called hostile."""

from collections.abc import Sequence

from rasid.reports.explain_asked import AskedVisit
from rasid.reports.explain_known import KnownBy
from rasid.reports.explain_left_out import Crime, Crowd, HomeCrowd, LeftOut
from rasid.reports.explain_turning import turning_sentence, visit_threshold
from rasid.reports.wording import bits, counted, minute
from rasid.tables.sessions import HOME_BITS

STEP_WORDS = {
    "member": "a campaign's",
    "unlikely": "of a candidate that is judged to be no campaign",
    "weighed": "suspect, weighed, and too light for any campaign",
    "unsought": "suspect, but nobody was surely after protected people, so nothing was weighed",
    "unsampled": "suspect, but plain: others like it were weighed for it",
    "crime": "of a source of untargeted crime",
    "innocent": "called innocent by a decision",
    "slip": "a misspelt address next to the one that was meant",
    "quiet": "not at home, but quiet: no trouble in it, and nobody listed or troubled concerned",
    "home": "at home there",
}
"""What each step means of a visit."""


def left_out_sentence(found: LeftOut) -> str:
    """Say what was asked about, and how much that is."""
    events = sum(visit.events for visit in found.visits)
    return (
        f"{found.asked.describe()}: {counted(events, 'event')} in "
        f"{counted(found.sessions, 'session')} on {counted(found.accounts, 'account')}, "
        f"from {minute(found.first_at)} to {minute(found.last_at)} UTC."
    )


def crowd_sentence(found: Crowd) -> str:
    """Say whether protected people were gone for beyond chance."""
    if not found.tried:
        return "In none of it a stranger tried anything."
    verb = "is" if found.protected == 1 else "are"
    return (
        f"Strangers' tries went for {counted(found.tried, 'account')}; {found.protected:,} of them "
        f"{verb} protected, and {found.expected:.1f} would be by chance."
    )


def home_crowd_sentence(found: HomeCrowd) -> str:
    """Say by what those at home are known."""
    shared = ("device", "client", "address", "network", "country")
    alike = [f"{number:,} in {name}" for name in shared if (number := getattr(found, name))]
    parts = [f"{', '.join(alike)} agree with other sign-ins of the account"] if alike else []
    if found.colleagues:
        where = "an address where others of the account's mail domain sign in"
        parts.append(f"{found.colleagues:,} came from {where}")
    if found.done_by_others:
        parts.append(f"{found.done_by_others:,} were somebody else's doing, who was signed in")
    said = "; ".join(parts) or "the sessions do not show by what they are known"
    return f"Of {counted(found.visits, 'visit')} at home: {said}."


def crime_sentence(found: Crime) -> str:
    """Say what untargeted crime it is part of, and why that is no campaign."""
    return (
        f"{found.kind} by {found.source}: {counted(found.sessions, 'session')} went for "
        f"{counted(found.accounts, 'account')}, {found.protected:,} of them protected, and "
        f"{found.expected_protected:.1f} would be by chance; it got into {found.entered:,}."
    )


def visit_sentence(visit: AskedVisit) -> str:
    """Say what became of one visit, and by how much."""
    if visit.step == "home":
        return home_sentence(visit)
    said = _by_step(visit)
    if visit.turning:
        whose = "" if visit.step in ("member", "unlikely") else f"for {visit.candidate} it is "
        told = turning_sentence(visit.turning, visit_threshold(visit.turning.needed))
        said = f"{said}: {whose}{told}"
    else:
        said = f"{said}."
    if visit.step in ("slip", "innocent"):
        return said
    return f"{said} {home_sentence(visit)}"


def _by_step(visit: AskedVisit) -> str:
    told = {
        "member": f"a visit of {visit.candidate}",
        "unlikely": f"of {visit.candidate}, a candidate that is judged to be no campaign",
        "slip": f"a slip: {visit.meant} was meant",
        "innocent": f"called innocent by decision {visit.decision}",
        "crime": f"untargeted crime ({visit.tactic})",
        "weighed": f"{STEP_WORDS['weighed']} ({visit.tactic})",
        "unsought": f"{STEP_WORDS['unsought']} ({visit.tactic})",
        "unsampled": f"{STEP_WORDS['unsampled']} ({visit.tactic})",
    }
    return told.get(visit.step) or STEP_WORDS[visit.step]


def home_sentence(visit: AskedVisit) -> str:
    """Say how far the account is at home there, and what that rests on."""
    weight = bits(visit.home_bits)
    if visit.home_bits < HOME_BITS:
        said = f"The account is not at home there, {weight} of {HOME_BITS:.0f} bits"
    elif visit.step == "home":
        said = f"The account is at home there, {weight} bits where {HOME_BITS:.0f} are enough"
    else:
        said = f"The account is half at home there, {weight} bits, too few where there is trouble"
    return f"{said}: {_known(visit.known)}."


def _known(known: KnownBy) -> str:
    if known.done_by:
        return f"what was done to it was done by {known.done_by}, who was signed in there"
    parts = [_own(known)]
    if known.colleagues:
        others = counted(known.colleagues, "other account")
        verb = "signs" if known.colleagues == 1 else "sign"
        parts.append(f"{others} of its mail domain {verb} in from that address")
    return "; ".join(parts)


def _own(known: KnownBy) -> str:
    if not known.signins:
        return "the logs hold no other sign-in of it"
    when = "earlier" if known.earlier else "later"
    signins = counted(known.signins, f"{when} sign-in")
    agreeing = [
        *_first(known, ("device", "client")),
        *_first(known, ("address", "network", "country")),
    ]
    if not agreeing:
        return f"none of its {signins} agrees with it in device, client, address or country"
    return f"of its {signins} {' and '.join(agreeing)}"


def _first(known: KnownBy, names: Sequence[str]) -> list[str]:
    """Return the narrowest thing that any sign-in shares, with how many do."""
    for name in names:
        number: int = getattr(known, name)
        if number:
            verb = "has" if number == 1 else "have"
            return [f"{number:,} {verb} the same {name}"]
    return []
