from typing import Annotated

import typer

from rasid.attribution import CALLED, FAMILIES, MOST_BITS, VERBS, ClaimedActor
from rasid.campaigns import About, OfActor
from rasid.case import open_case
from rasid.cli.decide import By, Campaign, Why, record
from rasid.cli.known import known_claims, remember_now
from rasid.errors import UsageError
from rasid.reports import actors_named
from rasid.reports.history import require_campaign
from rasid.reports.naming import NOBODY
from rasid.settings import Home

Actor = Annotated[str, typer.Argument(metavar="ACTOR", help="A name or an id.")]
Verb = Annotated[str, typer.Argument(metavar="called|same-as|overlaps|part-of")]
Other = Annotated[str, typer.Argument(metavar="OTHER", help="A name, or another actor.")]


def claim(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context, actor: Actor, verb: Verb, other: Other, *, why: Why, by: By = None
) -> None:
    """Claim a name of an actor, or how it is related to another; nothing is merged."""
    _rule(ctx.obj, "claim", (actor, verb, other), why, by)


def reject(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context, actor: Actor, verb: Verb, other: Other, *, why: Why, by: By = None
) -> None:
    """Reject such a claim, whoever makes it; it stays shown, as rejected."""
    _rule(ctx.obj, "reject", (actor, verb, other), why, by)


def attribute(
    ctx: typer.Context, campaign_id: Campaign, actor: Actor, *, why: Why, by: By = None
) -> None:
    """Say whose work a campaign is; once it is confirmed too, it adds to the actor's profile."""
    with open_case(ctx.obj) as case:
        require_campaign(case.engine, campaign_id)
    found = one_actor(known_claims(ctx.obj), actor)
    about = About(of_actor=OfActor(found.stix_id, found.name))
    record(ctx.obj, "attribute", why, by, campaign_id=campaign_id, about=about)
    remember_now(ctx.obj)


def challenge(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    family: Annotated[str, typer.Argument(metavar="|".join(FAMILIES))],
    *,
    actor: Annotated[
        str, typer.Option(metavar="ACTOR", help="Only for this candidate.", show_default="all")
    ] = "",
    why: Why,
    by: By = None,
) -> None:
    """Let one kind of evidence on who is behind a campaign count for nothing."""
    if family not in FAMILIES:
        kinds = ", ".join(FAMILIES)
        raise UsageError(f"{family!r} is no evidence on actors; expected one of {kinds}.")
    with open_case(ctx.obj) as case:
        require_campaign(case.engine, campaign_id)
    found = candidate(ctx.obj, actor) if actor else ("", "")
    about = About(of_actor=OfActor(*found, family=family))
    record(ctx.obj, "challenge", why, by, campaign_id=campaign_id, about=about)


def add(  # noqa: PLR0913 - the options of the command
    ctx: typer.Context,
    campaign_id: Campaign,
    actor: Annotated[
        str, typer.Argument(metavar="ACTOR", help="A name, an id, unknown, or 'new group'.")
    ],
    *,
    bits: Annotated[float, typer.Option(metavar="N", help="How much; below zero against.")],
    why: Why,
    by: By = None,
) -> None:
    """Add evidence for or against an actor, in bits: each doubles the odds."""
    if not 0.0 < abs(bits) <= MOST_BITS:
        raise UsageError(f"--bits got {bits:g}, expected up to {MOST_BITS:g} either way, not 0.")
    with open_case(ctx.obj) as case:
        require_campaign(case.engine, campaign_id)
    about = About(of_actor=OfActor(*candidate(ctx.obj, actor), bits=bits))
    record(ctx.obj, "add", why, by, campaign_id=campaign_id, about=about)


def candidate(home: Home, actor: str) -> tuple[str, str]:
    """Return id and name of a candidate, the unknown and a new group being two."""
    nobody = actor.strip().lower()
    if nobody in NOBODY:
        return nobody, nobody
    found = one_actor(known_claims(home), actor)
    return found.stix_id, found.name


def one_actor(claimed: list[ClaimedActor], name: str) -> ClaimedActor:
    """Return the actor of a name or an id; UsageError where it is nobody's or several's."""
    found = [one for one in actors_named(claimed, name) if one.holds or one.stix_id == name]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f"nobody tells of {name!r} any more; name an actor by its id.")
    listed = ", ".join(f"{one.stix_id} ({one.name}, {one.by})" for one in found)
    raise UsageError(f"{len(found)} actors are called {name!r}: {listed}; name one by its id.")


def _rule(home: Home, kind: str, said: tuple[str, str, str], why: str, by: str | None) -> None:
    claimed = known_claims(home)
    actor, verb = one_actor(claimed, said[0]), said[1].strip().lower().replace("-", " ")
    if verb not in (CALLED, *VERBS):
        verbs = ", ".join(known.replace(" ", "-") for known in (CALLED, *VERBS))
        raise UsageError(f"{said[1]!r} is no claim; expected one of {verbs}.")
    about = _about(claimed, actor, verb, said[2], is_new=kind == "claim")
    record(home, kind, why, by, about=About(of_actor=about))


def _about(
    claimed: list[ClaimedActor], actor: ClaimedActor, verb: str, other: str, *, is_new: bool
) -> OfActor:
    if verb == CALLED:
        return OfActor(actor.stix_id, actor.name, verb, _name(actor, other, is_new=is_new))
    related = one_actor(claimed, other)
    if related.stix_id == actor.stix_id:
        raise UsageError(f"{actor.name} cannot be related to itself.")
    made = {(claim.verb, claim.other) for claim in actor.relations}
    if not is_new and (verb, related.stix_id) not in made:
        raise UsageError(f"nobody claims that {actor.name} is {verb} {related.name}.")
    return OfActor(actor.stix_id, actor.name, verb, related.stix_id, related.name)


def _name(actor: ClaimedActor, name: str, *, is_new: bool) -> str:
    """Return a name as it is claimed, or as it is to be."""
    if is_new:
        if not name.strip():
            raise UsageError("a name is empty.")
        return name.strip()
    for claim in actor.names:
        if claim.name.casefold() == name.strip().casefold():
            return claim.name
    raise UsageError(f"nobody calls {actor.name} {name!r}.")
