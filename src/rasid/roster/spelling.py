"""The rule by which two spellings are one address; docs/accounts.md tells it in words.

The roster's side of it is here. The logs' side is `spelling.sql`, which leaves internationalised
domains as they are written: `spellings` makes every form of a roster address for it to find.
"""

import re
import unicodedata

LONGEST = 512
"""An account of more characters than this is nobody's."""

_PREFIX = re.compile(r"^(?:smtp:|mailto:|(?:live\.com|google\.com|mail)#|i:0.\.[a-z]\|[^|]*\|)")
_GUEST = re.compile(
    r"^([^@#]+)_([^_@#]+)#ext#@[a-z0-9-]+\.(?:onmicrosoft\.(?:com|us|de)|partner\.onmschina\.cn)$"
)
_WIDE = "ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚ０１２３４５６７８９－．。｡"  # noqa: RUF001
_NARROW = str.maketrans(_WIDE, "abcdefghijklmnopqrstuvwxyz0123456789-...")
_DOTLESS = ("gmail.com", "googlemail.com")


def canonical(account: str) -> str:
    """Return the one spelling of an address, a plus-tag kept; empty for what is no address."""
    local, domain = _parts(account)
    return f"{local}@{_in_ascii(domain)}" if domain else ""


def spellings(account: str) -> frozenset[str]:
    """Return the forms under which the logs' side of the rule finds an address."""
    local, domain = _parts(account)
    domains = {domain, _in_ascii(domain), _in_unicode(domain)} - {""}
    return frozenset(f"{local}@{one}" for one in domains)


def bare(account: str) -> str:
    """Return an address in lower case, without what a log puts before it."""
    return _PREFIX.sub("", _lowered(account))


def _parts(account: str) -> tuple[str, str]:
    """Return local part and domain, both empty for what is no address."""
    text = _GUEST.sub(r"\1@\2", bare(account)) if len(account) <= LONGEST else ""
    local, at, domain = unicodedata.normalize("NFC", text).partition("@")
    domain = unicodedata.normalize("NFC", domain.translate(_NARROW)).removesuffix(".")
    if not (local and at and domain) or "@" in domain:
        return "", ""
    if domain in _DOTLESS:
        local, domain = local.replace(".", ""), _DOTLESS[0]
    return (local, domain) if local else ("", "")


def _lowered(text: str) -> str:
    """Return lower case letter by letter, as the engine makes it."""
    return "".join(letter.lower() for letter in text)


def _in_ascii(domain: str) -> str:
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode()
        for label in domain.split(".")
    )


def _in_unicode(domain: str) -> str:
    return ".".join(_label_in_unicode(label) for label in domain.split("."))


def _label_in_unicode(label: str) -> str:
    """Decode a label only where encoding it again gives the same."""
    if not label.startswith("xn--") or not label.isascii():
        return label
    try:
        decoded = label.removeprefix("xn--").encode().decode("punycode")
    except UnicodeError:
        return label
    composed = unicodedata.normalize("NFC", _lowered(decoded))
    return decoded if decoded == composed and _in_ascii(decoded) == label else label
