"""The page that says, in three languages, that a website was taken over and what to do now."""

import base64
import hashlib
from html import escape
from importlib.resources import files
from string import Template

STYLE = (
    "body{margin:0;background:#fff;color:#111;font:1.05rem/1.6 sans-serif}"
    "main{max-width:42rem;margin:auto;padding:1rem}"
    "section{padding:1rem 0;border-bottom:2px solid #111}"
    "section:last-child{border:0}h1{font-size:1.5rem;line-height:1.3}h2{font-size:1.15rem}"
)
_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_NOTHING = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

HEADERS = (
    ("Cache-Control", "no-store"),
    (
        "Content-Security-Policy",
        f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; {_NOTHING}; sandbox",
    ),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("X-Robots-Tag", "noindex"),
    ("Connection", "close"),
)
CLEARING = ("Clear-Site-Data", '"cache", "cookies", "storage"')
"""Over HTTPS: what the group's pages left in a browser goes, their service workers too."""


def notice(operator: str) -> bytes:
    """Return the page; where an operator is given it says who that is."""
    page = Template((files(__package__) / "notice.html").read_text(encoding="utf-8"))
    named = f": <bdi>{escape(operator)}</bdi>" if operator else ""
    return page.substitute(style=STYLE, operator=named).encode()
