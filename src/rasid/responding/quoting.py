"""An account's address as one value within a command: whatever it holds, it stays a value."""

import re
import shlex
import unicodedata
from urllib.parse import quote

_LONGEST = 254
"""RFC 5321: a path has 256 octets, with its angle brackets."""

_MEANT_OTHERWISE = re.compile(r"[*?\[\],;:<>\\\"]")
"""What the tools themselves, once their shell has let it through, take for patterns or lists."""


def refusal(account: str) -> str:
    """Say why no command may name this account, as a clause; empty where one may."""
    if not account or len(account) > _LONGEST:
        return "it is empty or longer than an address can be"
    if any(one.isspace() or unicodedata.category(one)[0] == "C" for one in account):
        return "it holds white space or characters that are not seen"
    if account.startswith("-"):
        return "a tool would take it for an option, as it begins with a dash"
    if _MEANT_OTHERWISE.search(account):
        return "it holds a character that a tool takes for a pattern, a list or a quotation"
    local, at, domain = account.rpartition("@")
    if not (local and at and domain):
        return "it is no address"
    return ""


def for_powershell(text: str) -> str:
    """Return text as a PowerShell expression of ASCII, so that no code page can change it.

    Raises ValueError for text that holds a line break or a control character.
    """
    _require_plain(text)
    parts = re.findall(r"[\x20-\x7e]+|[^\x20-\x7e]", text) or [""]
    told = [
        f"'{part.replace(chr(39), chr(39) * 2)}'" if part.isascii() else _code(part)
        for part in parts
    ]
    if len(told) == 1 and (not text or text.isascii()):
        return told[0]
    return f"('' + {' + '.join(told)})"


def for_sh(text: str) -> str:
    """Return text as one word of a POSIX shell; raises ValueError as `for_powershell` does."""
    _require_plain(text)
    return shlex.quote(text)


def for_url(text: str) -> str:
    """Return text as one segment of a URL's path, which is also one within double quotes."""
    return quote(text, safe="")


def comment(text: str) -> str:
    """Return text as what may stand in a comment of either shell: one line of plain letters.

    What a shell would act on is escaped too: an interactive zsh knows no comments.
    """
    spaced = " ".join(text.split())
    return "".join(one if one in _HARMLESS else _escaped(one) for one in spaced)


_HARMLESS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 @._:+,/-")


def _escaped(character: str) -> str:
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _require_plain(text: str) -> None:
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in text):
        raise ValueError("a value of a command holds a control character")


def _code(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"[char]::ConvertFromUtf32(0x{code:X})"
    return f"[string][char]0x{code:X}"
