"""Patterns of STIX: text is quoted, never pasted."""

from ipaddress import ip_address

from rasid.sharing.facts import TraceKind

_PATHS = {
    "fingerprint": "network-traffic:x_rasid_fingerprint",
    "client": "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'",
}
"""STIX has no property for JA4 and its like; a custom one says so by its prefix."""


def literal(text: str) -> str:
    """Return a text as a string literal of a pattern."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def pattern(kind: TraceKind, value: str) -> str:
    """Return the pattern that finds a trace."""
    if kind == "address":
        return f"[{address_type(value)}:value = {literal(value)}]"
    return f"[{_PATHS[kind]} = {literal(value)}]"


def address_type(value: str) -> str:
    """Return the type of STIX's observable for an address."""
    return f"ipv{ip_address(value).version}-addr"
