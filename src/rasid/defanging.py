"""Addresses and domains written so that nothing follows them, and back again."""

import re

_DOT = re.compile(
    r"\s*(?:\[\s*(?:\.|dot)\s*\]|\(\s*(?:\.|dot)\s*\)|\{\s*(?:\.|dot)\s*\}|\\\.)\s*", re.IGNORECASE
)
_COLON = re.compile(r"\[\s*:\s*\]|\(\s*:\s*\)|\{\s*:\s*\}")
_SLASH = re.compile(r"\[\s*/\s*\]")
_AT = re.compile(r"\s*(?:\[\s*(?:@|at)\s*\]|\(\s*(?:@|at)\s*\))\s*", re.IGNORECASE)
_SCHEME = re.compile(
    r"^\s*(?:h(?:xx|tt|\*\*|__)p(s?)|f[xt]p(s?))\s*(?:\[:\]|\(:\)|:)\s*(?:\[?//\]?)", re.IGNORECASE
)
_WHOLE = re.compile(r"\[\s*:\s*//\s*\]")

LONGEST = 2_000
"""No address, domain or URL that anybody shares is longer."""


def refang(text: str) -> str:
    """Return what a defanged address, domain or URL stands for; other text stays as it is."""
    if len(text) > LONGEST:
        return text
    plain = _WHOLE.sub("://", text.strip())
    plain = _AT.sub("@", _SLASH.sub("/", _COLON.sub(":", _DOT.sub(".", plain))))
    return _SCHEME.sub(lambda found: _scheme(found.group()), plain)


def defang(text: str) -> str:
    """Return an address or a domain that no program makes a link of."""
    return text.replace(":", "[:]").replace(".", "[.]")


def _scheme(text: str) -> str:
    lowered = text.strip().lower()
    name = "ftp" if lowered.startswith("f") else "http"
    secure = "s" if lowered[len(name)] == "s" else ""
    return f"{name}{secure}://"
