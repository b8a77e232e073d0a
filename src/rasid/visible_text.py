"""Hostile text made visible: what a log says is shown, never obeyed."""

import re
import unicodedata

_KEPT_JOINERS = frozenset("\u200c\u200d")  # Persian and Indic spelling needs them
_SILENT = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})
_RIGHT_TO_LEFT = frozenset({"R", "AL", "AN"})
_MARKDOWN = re.compile(r"([\\`*_{}\[\]#|~!$^])")
_BLOCK_START = re.compile(r"^\s*(?:\d+(?=[.)](?:\s|$))|(?=[-+=](?:\s|$|[-=])))")


def visible(text: str) -> str:
    """Write control, bidi and other invisible characters as their escaped code."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible_character(character) for character in text)


def isolated(text: str) -> str:
    """Return visible text whose right-to-left parts cannot reorder what stands beside them."""
    shown = visible(text)
    if shown.isascii():
        return shown
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in shown):
        return f"\u2068{shown}\u2069"
    return shown


def markdown(text: str) -> str:
    """Return visible text that Markdown and HTML read as text only; links are defanged."""
    shown = visible(text).replace("://", "[:]//").replace("www.", "www[.]")
    plain = shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _BLOCK_START.sub(r"\g<0>\\", _MARKDOWN.sub(r"\\\1", plain))


def _visible_character(character: str) -> str:
    if character in _KEPT_JOINERS or unicodedata.category(character) not in _SILENT:
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
