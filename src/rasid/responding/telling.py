"""The plan as plain JSON values and as text."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from rasid.languages import clean
from rasid.responding.affected import Deed
from rasid.responding.exposure import Exposure
from rasid.responding.handing_off import FORM, HandOff
from rasid.responding.marking import Mark, Standing
from rasid.responding.plan import Plan, PlannedAccount
from rasid.responding.planning import Step
from rasid.responding.quoting import refusal
from rasid.responding.vendors import GENERIC, Vendor, step_in_words

_UNREVIEWED = (
    "The words in another language than English have not been reviewed by a native speaker."
)


def plan_document(
    plan: Plan, said: Mapping[tuple[str, str], Mark], *, accounts: bool
) -> dict[str, Any]:
    """Return the plan as JSON values.

    Without `accounts`, addresses and what a log says in its own words are null.
    """
    return {
        "campaign_id": plan.campaign_id,
        "accounts": [_account(one, said, accounts=accounts) for one in plan.accounts],
        "absent": plan.absent,
        "hand_offs": [
            {"provider": one.provider if accounts else None, "accounts": len(one.accounts)}
            for one in plan.hand_offs.providers
        ],
        "held_back": plan.hand_offs.held_back,
    }


def _account(
    one: PlannedAccount, said: Mapping[tuple[str, str], Mark], *, accounts: bool
) -> dict[str, Any]:
    affected = one.affected
    return {
        "reference": one.reference,
        "account": affected.account if accounts else None,
        "person_id": affected.person_id,
        "category": affected.category,
        "standing": affected.standing,
        "bits": affected.surest.bits,
        "needed": affected.surest.needed,
        "vendors": [vendor.vendor for vendor in one.vendors],
        "no_command": refusal(affected.account),
        "steps": [
            _step(step, one.standing(step.step, said), accounts=accounts) for step in one.steps
        ],
        "exposure": _exposure(one.exposure, accounts=accounts) if one.exposure else None,
    }


def _step(step: Step, standing: Standing, *, accounts: bool) -> dict[str, Any]:
    told: dict[str, Any] = _json(asdict(step))
    if not accounts:
        for left in told["left"]:
            left["what"] = None
    how_far = _json(asdict(standing))
    return {
        **told,
        "state": how_far["state"],
        "state_at": how_far["at"],
        "state_by": how_far["by"],
        "state_why": how_far["why"] if accounts else None,
        "suggested": how_far["suggested"],
        "suggested_because": how_far["because"],
        "suggested_by": how_far["events"],
    }


def _exposure(exposure: Exposure, *, accounts: bool) -> dict[str, Any]:
    told: dict[str, Any] = _json(asdict(exposure))
    hidden = {"correspondents": None, "recipients": None}
    return told if accounts else told | hidden


def hand_off_document(handed: HandOff, campaign_id: str, made_at: datetime) -> dict[str, Any]:
    """Return what one provider gets as JSON values: its own accounts and nothing else."""
    told: dict[str, Any] = _json(asdict(handed))
    return {"form": FORM, "reference": campaign_id, "made_at": _moment(made_at), **told}


def hand_off_text(handed: HandOff, campaign_id: str, made_at: datetime) -> str:
    """Return the same as a letter in plain text."""
    lines = [
        f"To the abuse or security desk of {clean(handed.provider)}",
        f"Reference {campaign_id}, {_minute(made_at)}",
        "",
        "In the logs of another service we see an intruder go after people who have accounts",
        "with you. Below are these accounts of yours, and what was done elsewhere to their owners.",
        "Times are UTC. Addresses may be shared with people who have nothing to do with it.",
    ]
    for one in handed.accounts:
        where = ", ".join(one.source_ips) or "addresses that are not logged"
        span = f"from {_minute(one.first_at)} to {_minute(one.last_at)}, from {where}"
        lines += ["", clean(one.account), f"  {one.says}", f"  {span}"]
        lines += [
            f"  {seen.time:%Y-%m-%d %H:%M:%S} {seen.action} {seen.outcome} {seen.source_ip}"
            for seen in one.seen
        ]
    return "".join(f"{line}\n" for line in lines)


def plan_text(
    plan: Plan, said: Mapping[tuple[str, str], Mark], made_at: datetime, lang: str
) -> str:
    """Return the plan as text, each step in a language and in English; it holds accounts."""
    lines = [
        f"Response to {plan.campaign_id}, {_minute(made_at)}",
        "This file holds accounts and what logs say of them: keep it among those who must act.",
        "Accounts are in the order to act in, and so are the steps of each.",
        *([_UNREVIEWED] if lang != "en" else []),
    ]
    for one in plan.accounts:
        lines += ["", *_account_lines(one, said, lang)]
    return "".join(f"{line}\n" for line in lines)


def _account_lines(
    one: PlannedAccount, said: Mapping[tuple[str, str], Mark], lang: str
) -> Iterator[str]:
    affected = one.affected
    who = ", ".join(filter(None, (affected.person_id, affected.category)))
    yield f"{one.reference}  {clean(affected.account)}  ({clean(who)}): {affected.standing}"
    yield f"  evidence of that: {_evidence(affected.surest)}"
    for number, step in enumerate(one.steps, start=1):
        standing = one.standing(step.step, said)
        yield f"  {number}. {step.step} [{standing.state}]"
        yield from (f"     {words}" for words in _words(step.step, lang))
        yield f"     asked for by {step.why}: {' '.join(map(clean, step.events))}"
        for left in step.left:
            yield f"     left {left.time:%Y-%m-%d %H:%M:%S} from {left.source_ip}: {left.what}"
        yield from (f"     {note}" for note in step.notes)
        yield from _consoles(one.vendors, step.step)
        if standing.suggested:
            yield f"     the logs suggest {standing.suggested}: {standing.because}"
    if one.exposure:
        yield from _exposure_lines(one.exposure)


def _evidence(surest: Deed) -> str:
    needed = "" if surest.needed is None else f", more than {surest.needed:.1f} are needed"
    return f"{surest.bits:.1f} bits{needed}"


def _words(step: str, lang: str) -> Iterator[str]:
    yield from dict.fromkeys(step_in_words(step, code) for code in (lang, "en"))


def _consoles(vendors: tuple[Vendor, ...], step: str) -> Iterator[str]:
    for vendor in vendors:
        if step in vendor.steps:
            where = "in the console" if vendor.vendor == GENERIC else vendor.name
            yield f"     {where}: {vendor.steps[step].console}"


def _exposure_lines(exposure: Exposure) -> Iterator[str]:
    yield f"  What was within reach, from {_minute(exposure.entered_at)} on:"
    yield f"     {exposure.last_safe}"
    for act in exposure.acts:
        yield (
            f"     {act.action} {act.outcome}, {act.times} in all, {_minute(act.first_at)} to "
            f"{_minute(act.last_at)}, from {', '.join(act.source_ips) or 'unknown addresses'}"
        )
    if exposure.correspondents:
        yield f"     mail of or to {', '.join(exposure.correspondents)}"
    if exposure.recipients:
        yield f"     mail may have gone to {', '.join(exposure.recipients)}"
    yield from (f"     {sentence}" for sentence in exposure.unknown)


def _json(value: Any) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return _moment(value) if isinstance(value, datetime) else value


def _moment(time: datetime) -> str:
    return _utc(time).isoformat() + "Z"


def _minute(time: datetime) -> str:
    return f"{_utc(time):%Y-%m-%d %H:%M} UTC"


def _utc(time: datetime) -> datetime:
    return time.astimezone(UTC).replace(tzinfo=None) if time.tzinfo else time
