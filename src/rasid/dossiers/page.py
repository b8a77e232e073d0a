"""A dossier as one HTML file without scripts, or as PDF."""

import hashlib
from base64 import b64encode
from datetime import datetime
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rasid.dossiers.document import sections_of
from rasid.dossiers.facts import Dossier
from rasid.dossiers.words import WORDS
from rasid.languages import LANGUAGES
from rasid.typesetting import Page, typeset
from rasid.visible_text import isolated


def dossier_html(dossier: Dossier, made_at: datetime) -> str:
    """Return a dossier as HTML; the same facts give the same text."""
    environment = Environment(
        loader=PackageLoader("rasid.dossiers", "."),
        autoescape=True,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    style = (files("rasid.dossiers") / "dossier.css").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return environment.get_template("dossier.html.j2").render(
        title=_title(dossier),
        confidential=_footer(dossier),
        sections=sections_of(dossier, made_at),
        version=dossier.version,
        style=Markup(style),  # noqa: S704 - packaged with rasid
        style_hash=f"sha256-{digest}",
    )


def dossier_pdf(dossier: Dossier, made_at: datetime) -> bytes:
    """Return a dossier as PDF/A; the same facts give the same bytes."""
    title = _title(dossier)
    data = {
        "title": title,
        "confidential": _footer(dossier),
        "sections": [section.plain() for section in sections_of(dossier, made_at)],
    }
    template = files("rasid.dossiers") / "dossier.typ"
    return typeset(template, Page(LANGUAGES["en"], title, made_at), data)


def _title(dossier: Dossier) -> str:
    return WORDS.title.format(title=dossier.subject.title)


def _footer(dossier: Dossier) -> str:
    """Return what stands below every page."""
    return f"SIMULATED. {WORDS.confidential}" if dossier.simulated else WORDS.confidential


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return isolated(value)
    return value
