"""From what a feed writes to a host and its registered domain; what is no name says why."""

import re
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from publicsuffixlist import PublicSuffixList

from rasid.websites.link_protection import protected_link

LONGEST_HOST = 253
LONGEST_LABEL = 63
LONGEST_TEXT = 8_192
"""Characters of a field that are looked at at all; longer ones are rejected unread."""

MOST_SUFFIXES = 1 << 14
"""Suffixes that are remembered: more than the list has, and those that nobody knows."""

MOST_WRAPPINGS = 3
"""Mail gateways that may stand one behind the other."""

_PLAIN = re.compile(
    r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+"
    r"(?!\d+\Z)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
)
_PLAIN_LABEL = re.compile(r"(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_OF_ADDRESSES = ("in-addr.arpa", "ip6.arpa")
_BELOW_THESE = tuple(f".{ending}" for ending in _OF_ADDRESSES)
_DEFANGED_DOT = re.compile(
    r" ?[\[({] ?(?:\.|d[o0]t|punkt|point|punto) ?[\])}] ?| dot |\\\.|\[\.(?!\d)|\.\]", re.IGNORECASE
)
_DEFANGED_MARK = re.compile(r"[\[({](:|@|/|://|at)[\])}]", re.IGNORECASE)
_SCHEME = re.compile(
    r"^(?:h[tx]{2}ps?|ftps?|f[tx]p|[a-z][a-z0-9+.-]{1,20})\s*:\s*(?://|\\\\)+", re.IGNORECASE
)
_ADDRESS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?=[^:]*:[^:]*:)[0-9a-f:.]+")
_DOTS = str.maketrans("。．｡", "...")  # noqa: RUF001 - the dots that browsers take for one
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class NotAName(ValueError):  # noqa: N818 - what it is, not that it is an error
    """What a field holds is not the name of a website; the message is one clause."""


class Host(NamedTuple):
    """A host in lower-case ASCII (A-labels) and the domain that somebody registered for it."""

    host: str
    domain: str

    @property
    def label(self) -> str:
        """The part of the domain that its owner chose."""
        return self.domain.partition(".")[0]

    @property
    def suffix(self) -> str:
        """The public suffix below which the domain was registered."""
        return self.domain.partition(".")[2]


def read_host(text: str) -> Host:
    """Read a host, URL or mail address, defanged or not; raises NotAName."""
    label, _, ending = text.partition(".")
    if _suffixes().hands_out(text, ending) and _PLAIN_LABEL.fullmatch(label):
        return Host(text, text)  # most of what is read
    host = text
    if not _PLAIN.fullmatch(text):
        host = _cleaned(text)
        if _ADDRESS.fullmatch(host):
            raise NotAName("an address, not a name")
    if len(host) > LONGEST_HOST:
        raise NotAName(f"a host of {len(host)} characters, expected at most {LONGEST_HOST}")
    domain = registered_domain(host)
    if domain is None:
        raise NotAName("a public suffix, below which nothing is named")
    if host.endswith(_BELOW_THESE):
        raise NotAName("an address that was looked up for its name")
    if "xn--" in host:
        for label in host.split("."):
            decoded(label)
    return Host(host, domain)


def registered_domain(host: str) -> str | None:
    """Return the registered domain of a host in lower-case ASCII; None for a suffix itself."""
    return _suffixes().registered(host)


def company_suffix(domain: str) -> str:
    """Return the ending below which a company hands out names itself; empty for a registry's."""
    registry_s: str | None = _suffixes_of_registries().privatesuffix(domain)
    return "" if registry_s in (None, domain) else domain.partition(".")[2]


@lru_cache(MOST_SUFFIXES)
def registry_suffix(suffix: str) -> str:
    """Return the part of a public suffix that is a registry's, without a company's own name."""
    return str(_suffixes_of_registries().publicsuffix(suffix) or suffix)


def decoded(label: str) -> str:
    """Return a label in the script that people read; raises NotAName for bad punycode."""
    if not label.startswith("xn--"):
        return label
    try:
        text = label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, OverflowError, ValueError):
        raise NotAName("bad punycode") from None
    if not text or text.isascii() or _CONTROL.search(text) or _has_surrogate(text):
        raise NotAName("bad punycode")
    return text


class _Suffixes(PublicSuffixList):
    """The public suffix list that the library packages; nothing is fetched."""

    def __init__(self) -> None:
        super().__init__()
        self._named = frozenset(rule.lstrip("!").removeprefix("*.") for rule in self._publicsuffix)
        starred = {rule[2:] for rule in self._publicsuffix if rule.startswith("*.")}
        self._plain = (self._publicsuffix - starred).difference(_OF_ADDRESSES)

    def hands_out(self, host: str, ending: str) -> bool:
        """Say whether a host is one label below an ending that no rule divides further."""
        return ending in self._plain and host not in self._named

    def registered(self, host: str) -> str | None:
        """Return the registered domain of a host; most are one and need no search."""
        if self.hands_out(host, host.partition(".")[2]):
            return host
        found = self.privatesuffix(host)
        return None if found is None else str(found)


@cache
def _suffixes() -> _Suffixes:
    return _Suffixes()


@cache
def _suffixes_of_registries() -> PublicSuffixList:
    return PublicSuffixList(only_icann=True)


def _cleaned(text: str) -> str:
    """Return the host within a field, as A-labels."""
    if len(text) > LONGEST_TEXT:
        raise NotAName(f"a field of {len(text)} characters")
    text = text.strip()
    if _CONTROL.search(text):
        raise NotAName("a control character in a name")
    host = _named(" ".join(text.split()))
    if not host:
        raise NotAName("nothing")
    if not host.isascii():
        host = ".".join(_a_label(label) for label in host.split("."))
    if _ADDRESS.fullmatch(host):
        return host
    if "." not in host:
        raise NotAName("no dot in it")
    if host.replace(".", "").isdigit():
        raise NotAName("a number, not a name")
    if not _PLAIN.fullmatch(host):
        raise NotAName("letters that no host has, or labels of a wrong length")
    return host


def _named(text: str) -> str:
    """Return what stands where a field names a host, in lower case."""
    url = _DEFANGED_MARK.sub(_mark, _DEFANGED_DOT.sub(".", text)).strip("<>\"'")
    for _ in range(MOST_WRAPPINGS):
        url = protected_link(url) or url
    return _without_url(url).translate(_DOTS).removeprefix("*.").strip(".,;").strip("[]").lower()


def _mark(found: re.Match[str]) -> str:
    mark = found[1].lower()
    return "@" if mark == "at" else mark


def _without_url(text: str) -> str:
    """Leave of a URL or a mail address only the host."""
    bare = _SCHEME.sub("", text)
    bare = re.split(r"[/?#\\\s]", bare.lstrip("/"), maxsplit=1)[0]
    bare = bare.rpartition("@")[2]
    if "%" in bare:
        bare = unquote(bare)
    head, colon, port = bare.rpartition(":")
    return head if colon and port.isdigit() and ":" not in head.strip("[]") else bare


def _a_label(label: str) -> str:
    """Return one label as DNS carries it."""
    if label.isascii():
        return label
    try:
        return label.encode("idna").decode("ascii")
    except (UnicodeError, ValueError):
        raise NotAName("a label that cannot be carried in DNS") from None


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)
