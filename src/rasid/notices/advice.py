"""Which pieces of advice fit what was seen, in the order in which they are to be done."""

from collections.abc import Callable

from rasid.notices.facts import Facts

Fits = Callable[[Facts], bool]


def _found(*findings: str) -> Fits:
    return lambda facts: any(one.finding in findings for one in facts.accounts)


def _did(*acts: str) -> Fits:
    return lambda facts: any(act in acts for one in facts.accounts for act in one.acts)


def _has(kind: str) -> Fits:
    return lambda facts: any(one.kind == kind for one in facts.accounts)


def _at(provider: str) -> Fits:
    return lambda facts: any(one.provider == provider for one in facts.accounts)


def _always(_: Facts) -> bool:
    return True


def _recovery_tried(facts: Facts) -> bool:
    return any(one.kind == "recovery" and one.finding != "targeted" for one in facts.accounts)


_ENTERED = _found("compromised")
_TRIED = _found("attacked", "compromised")

_FOR_PEOPLE: tuple[tuple[str, Fits], ...] = (
    ("trusted-device", _ENTERED),
    ("not-in-the-account", _ENTERED),
    ("recovery-first", _recovery_tried),
    ("new-password", _ENTERED),
    ("end-sessions", _ENTERED),
    ("recovery-contact", _did("recovery_contact_change")),
    ("second-step-changed", _did("mfa_change")),
    ("app-password", _did("app_password")),
    ("forwarding-rule", _did("forwarding_rule")),
    ("delegate", _did("delegate")),
    ("consent", _did("consent")),
    ("mail-read", _ENTERED),
    ("google", _at("google")),
    ("microsoft", _at("microsoft")),
    ("strong-password", lambda facts: not _ENTERED(facts)),
    ("second-step", _always),
    ("unasked-prompts", _TRIED),
    ("lures", _always),
    ("work-account", _has("work")),
    ("personal-account", _has("personal")),
    ("keep-evidence", _always),
)

_FOR_ADMINISTRATORS: tuple[tuple[str, Fits], ...] = (
    ("administrator-quiet", _always),
    ("administrator-sessions", _ENTERED),
    ("administrator-look", _ENTERED),
    ("administrator-second-step", _always),
    ("administrator-logs", _always),
)


def advice_for(facts: Facts) -> tuple[str, ...]:
    """Return the names of the pieces that an addressee needs."""
    known = _FOR_PEOPLE if facts.audience == "person" else _FOR_ADMINISTRATORS
    return tuple(name for name, fits in known if fits(facts))


def known_advice() -> frozenset[str]:
    """Return the names of all pieces there must be."""
    return frozenset(name for name, _ in (*_FOR_PEOPLE, *_FOR_ADMINISTRATORS))
