"""What may leave: a redaction profile says which kinds, the TLP level how far they may go."""

from dataclasses import dataclass

from rasid.errors import UsageError
from rasid.sharing.tlp import is_as_close, label, require_level

DEFAULT_TLP = "amber"
DEFAULT_PROFILE = "peers"

_INDICATORS = frozenset({"campaign", "technique", "address", "fingerprint"})
_PEERS = _INDICATORS | {
    "client",
    "actor",
    "numbers",
    "category",
    "infrastructure",
    "sighting",
    "certainty",
}
_TRUSTED = _PEERS | {"shared address", "pseudonym"}

PROFILES = {"indicators": _INDICATORS, "peers": _PEERS, "trusted": _TRUSTED}
"""The kinds that each profile lets leave."""

LEAST_TLP = {
    "campaign": "clear",
    "technique": "clear",
    "address": "clear",
    "fingerprint": "clear",
    "actor": "clear",
    "numbers": "clear",
    "client": "green",
    "category": "green",
    "infrastructure": "green",
    "sighting": "green",
    "certainty": "green",
    "shared address": "amber",
    "pseudonym": "amber",
}
"""The most open level at which a kind may leave."""

_TRACES = frozenset({"campaign", "address", "shared address", "fingerprint", "client"})
_WHOLE = frozenset(LEAST_TLP) | {"named person"}

CARRIED = {
    "stix": _WHOLE,
    "taxii": _WHOLE,
    "misp": _WHOLE,
    "ocsf": _WHOLE,
    "navigator": frozenset({"campaign", "technique"}),
    "csv": _TRACES,
}
"""The kinds that each format has a place for."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Under what something is shared.

    `named` are the people whom somebody chose to name, `received` the levels under which names of
    actors came here.
    """

    tlp: str = DEFAULT_TLP
    profile: str = DEFAULT_PROFILE
    named: frozenset[str] = frozenset()
    form: str = "stix"
    received: tuple[tuple[str, str], ...] = ()

    @property
    def variant(self) -> str:
        """What tells one kind of recipient, and one format, from another."""
        return f"{self.form}/{self.tlp}/{self.profile}"

    def refusal(self, kind: str) -> str:
        """Return why a kind stays here; empty where it may leave."""
        unfit = self.unfit(kind)
        if unfit:
            return unfit
        if kind not in PROFILES[self.profile]:
            return f"the profile {self.profile} leaves it out"
        least = LEAST_TLP[kind]
        if not is_as_close(self.tlp, least):
            return f"{label(self.tlp)} is too open for it; {label(least)} is not"
        return ""

    def actor_refusal(self, name: str) -> str:
        """Return why an actor's name stays here; empty where it may leave."""
        level = dict(self.received).get(name, "")
        if level and not is_as_close(self.tlp, level):
            return f"it came here under {label(level)}"
        return self.refusal("actor")

    def unfit(self, kind: str) -> str:
        """Return why the format has no place for a kind; empty where it has."""
        return "" if kind in CARRIED[self.form] else f"{self.form} has no place for it"


EVERYTHING = Rules("red", "trusted")
"""What leaves at most; whatever even this holds back is gone or must not be told."""


def asked_rules(form: str, tlp: str, profile: str, named: list[str]) -> Rules:
    """Return the rules that a person asked for; raises UsageError for an unknown word."""
    if profile not in PROFILES:
        raise UsageError(f"--profile got {profile!r}, expected one of: {', '.join(PROFILES)}.")
    return Rules(require_level(tlp), profile, frozenset(named), form)
