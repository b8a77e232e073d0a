"""What a saved page shows, read from its bytes: nothing of it is rendered, run or fetched.

Bytes are hostile: they are looked through once from the start to the end, and all is bounded.
"""

import base64
import binascii
import email
import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

LARGEST_PAGE = 4 << 20
"""Bytes of a page that are read; what comes after them is left out."""

MOST_TOKENS, MOST_SHINGLES, SHINGLE = 60_000, 1_000, 4
MOST_OF_A_KIND, LONGEST_SHOWN, SHORTEST_COMMENT = 10, 160, 20
SHORTEST_TITLE = 4
_HEAD = 8 << 10

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|form|meta)\b", re.IGNORECASE)
_MESSAGE = re.compile(rb"^(?:MIME-Version|Content-Type:\s*multipart)", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(r"</?([a-zA-Z][\w:-]{0,30})([^<>]{0,20000})>")
_ATTRIBUTE = re.compile(
    r"""([a-zA-Z][\w:-]{0,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"""
)
_WORD = re.compile(r"\w+")
_CHARSET = re.compile(
    rb"charset\s{0,9}=\s{0,9}[\"']?"
    rb"(utf-?8|windows-125\d|iso-8859-\d{1,2}|koi8-[ru]|gb2312|gbk|gb18030|big5|shift_jis|euc-\w\w)",
    re.IGNORECASE,
)
_TRACKER = re.compile(
    r"(?<![\w-])(?:UA-\d{5,10}-\d{1,3}|G-[A-Z0-9]{8,12}|GTM-[A-Z0-9]{5,9}|AW-\d{8,12}"
    r"|ca-pub-\d{10,20})(?![\w-])"
)
_UNSEEN = frozenset(("script", "style", "noscript", "template"))
_ASKING = frozenset(("input", "select", "textarea", "button"))


class Trait(NamedTuple):
    """One thing that a page shows, of a kind among TRAIT_KINDS."""

    kind: str
    shared: str


class _Token(NamedTuple):
    """A tag with its attributes, a comment (`!--`), or text between them (no name)."""

    name: str
    text: str
    attributes: dict[str, str]


def is_page(head: bytes) -> bool:
    """Say whether a file that begins so is HTML, or a page saved with its parts (MHTML)."""
    start = head[:_HEAD]
    return bool(_PAGE.search(start) or _MESSAGE.search(start))


def traits_of(raw: bytes) -> list[Trait]:
    """Return what a page shows, each once, in a stable order; nothing of what is no page."""
    if not is_page(raw):
        return []
    text = _text_of(raw[:LARGEST_PAGE])
    tokens = list(islice(_tokens(text), MOST_TOKENS))
    title = _title(tokens)
    trackers = _TRACKER.findall(text)
    found = [
        *([Trait("page title", title)] if len(title) >= SHORTEST_TITLE else ()),
        *(Trait("favicon", one) for one in _favicons(tokens)),
        *(Trait("page form", one) for one in _forms(tokens)),
        *(Trait("page comment", one) for one in _comments(tokens)),
        *(Trait("tracker", one) for one in islice(dict.fromkeys(trackers), MOST_OF_A_KIND)),
        *(Trait("page words", one) for one in _shingles(_told(tokens))),
    ]
    return list(dict.fromkeys(found))


def shown_as(text: str) -> str:
    """Return a text as one short line that any screen can show."""
    line = " ".join(text.split())[:LONGEST_SHOWN]
    return "".join(letter for letter in line if letter.isprintable()).strip()


def _text_of(raw: bytes) -> str:
    message, page = _MESSAGE.search(raw[:_HEAD]), _PAGE.search(raw[:_HEAD])
    if message and (page is None or message.start() < page.start()):
        raw = _page_in_message(raw)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    named = _CHARSET.search(raw[:_HEAD])
    try:
        return raw.decode(named[1].decode() if named else "utf-8", "replace")
    except LookupError:
        return raw.decode("utf-8", "replace")


def _page_in_message(raw: bytes) -> bytes:
    """Return the first page of a MIME message, as browsers save one with its parts."""
    try:
        for part in email.message_from_bytes(raw).walk():
            if part.get_content_type() == "text/html":
                body = part.get_payload(decode=True)
                return body if isinstance(body, bytes) else b""
    except (RecursionError, ValueError, LookupError, AssertionError, AttributeError, TypeError):
        return b""  # what the reader of messages trips over is no page
    return b""


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        start = text.find("<", at)
        if start < 0:
            start = len(text)
        if start > at:
            yield _Token("", text[at:start], {})
        if start == len(text):
            return
        if text.startswith("<!--", start):
            end = text.find("-->", start + 4)
            end = len(text) if end < 0 else end
            yield _Token("!--", text[start + 4 : end], {})
            at = end + 3
            continue
        tag = _TAG.match(text, start)
        if tag is None:
            at = start + 1
            continue
        name, at = tag[1].lower(), tag.end()
        if tag[0][1] == "/":
            yield _Token(f"/{name}", "", {})
            continue
        yield _Token(name, "", _attributes(tag[2]))
        if name in _UNSEEN:
            closed = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
            at = closed.start() if closed else len(text)


def _attributes(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), html.unescape(double or single or bare))
    return found


def _title(tokens: Sequence[_Token]) -> str:
    for place, token in enumerate(tokens):
        if token.name == "title":
            inner = tokens[place + 1] if place + 1 < len(tokens) else None
            is_text = inner is not None and not inner.name
            return shown_as(html.unescape(inner.text)).casefold() if inner and is_text else ""
    return ""


def _favicons(tokens: Sequence[_Token]) -> list[str]:
    """Return the SHA-256 of icons that stand in the page itself; a path says little."""
    found: dict[str, None] = {}
    for token in tokens:
        if token.name != "link" or "icon" not in token.attributes.get("rel", "").lower().split():
            continue
        before, comma, data = token.attributes.get("href", "").partition(",")
        if not comma or not before.startswith("data:") or not before.endswith("base64"):
            continue
        try:
            icon = base64.b64decode(data, validate=False)
        except (binascii.Error, ValueError):
            continue
        if icon:
            found.setdefault(hashlib.sha256(icon).hexdigest())
    return list(found)[:MOST_OF_A_KIND]


def _forms(tokens: Sequence[_Token]) -> list[str]:
    """Return where forms lead, without the host, and which fields they have."""
    found: dict[str, None] = {}
    fields: list[str] | None = None
    action = ""
    for token in (*tokens, _Token("/form", "", {})):
        if token.name in ("form", "/form"):
            if fields:
                found.setdefault(shown_as(f"{action or 'itself'}: {' '.join(fields)}"))
            fields = [] if token.name == "form" else None
            action = _path_of(token.attributes.get("action", ""))
        elif fields is not None and token.name in _ASKING and len(fields) < MOST_OF_A_KIND:
            named = token.attributes.get("name") or token.attributes.get("id")
            if named:
                fields.append(named)
    return list(found)[:MOST_OF_A_KIND]


def _comments(tokens: Sequence[_Token]) -> list[str]:
    """Return what comments say: tools that copy pages tell there from where, and when."""
    texts = (shown_as(token.text) for token in tokens if token.name == "!--")
    kept = (one for one in texts if len(one) >= SHORTEST_COMMENT and not one.startswith("[if"))
    return list(islice(dict.fromkeys(kept), MOST_OF_A_KIND))


def _path_of(link: str) -> str:
    """Return the path of a link; it tells the kit, its host only where the kit lies now."""
    try:
        return urlsplit(link.strip()).path.strip("/")[:LONGEST_SHOWN]
    except ValueError:
        return ""


def _told(tokens: Sequence[_Token]) -> Iterator[str]:
    """Yield what a page is made of: its tags, what they are called, files, and visible words."""
    for token in tokens:
        if token.name == "":
            yield from _WORD.findall(html.unescape(token.text).casefold())
        elif token.name == "!--" or token.name.startswith("/"):
            continue
        else:
            yield f"<{token.name}"
            yield from (f".{one}" for one in token.attributes.get("class", "").split()[:5])
            for name in ("id", "name", "placeholder"):
                if token.attributes.get(name):
                    yield f"{name}={token.attributes[name][:60]}"
            for name in ("src", "href", "action"):
                link = token.attributes.get(name, "")
                if link and not link.startswith("data:"):
                    yield f"@{_path_of(link)}"


def _shingles(told: Iterator[str]) -> list[str]:
    """Return hashes of tokens that follow each other; of many those that sort first.

    Every page keeps the same ones of those that it shares with another.
    """
    tokens = list(islice(told, MOST_TOKENS))
    runs = {
        "\0".join(tokens[place : place + SHINGLE]) for place in range(len(tokens) - SHINGLE + 1)
    }
    hashes = (hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=8) for run in runs)
    return sorted(one.hexdigest() for one in hashes)[:MOST_SHINGLES]
