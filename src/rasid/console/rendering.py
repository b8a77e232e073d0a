"""Pages as HTML: every value is escaped, whatever its log says, and kept apart in its sentence."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request

from rasid import __version__
from rasid.accounts import Role
from rasid.console.assets import asset_link
from rasid.console.cells import rows
from rasid.console.speech import Speech
from rasid.console.visit import link
from rasid.languages import LANGUAGES
from rasid.reports.charts import share_bar
from rasid.visible_text import isolated

AREAS = {
    "overview": "/",
    "campaigns": "/campaigns",
    "people": "/people",
    "actors": "/actors",
    "websites": "/websites",
    "signals": "/signals",
    "coverage": "/coverage",
    "decisions": "/decisions",
    "notices": "/notices",
    "published": "/published",
    "evidence": "/evidence",
}
"""The navigation."""


DUTIES = {
    "reveals": ("/reveals", Role.ANALYST),
    "approvals": ("/approvals", Role.APPROVER),
    "accounts": ("/accounts", Role.ADMIN),
    "audit": ("/audit", Role.ADMIN),
}
"""More of the navigation, each with the least role that sees it."""

_IN_PLACE = Markup(
    """data-hx-boost:inherited='target:"#content", select:"#content", swap:"outerHTML", """
    """selectOOB:"#areas,#tongues"'"""
)
"""Lets htmx follow links and send forms by putting what changes in place of what is there."""

_MARKS = re.compile("[\u2066-\u2069]")


@cache
def _environment() -> Environment:
    """Return the templates; a process reads each of them once."""
    environment = Environment(
        loader=PackageLoader("rasid.console"),
        autoescape=True,
        auto_reload=False,
        finalize=_shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(without_tags=_without_tags, as_name=_as_name)
    environment.globals.update(
        areas=AREAS,
        asset=asset_link,
        bar=share_bar,
        command=_command,
        duties=DUTIES,
        in_place=_IN_PLACE,
        roles=Role,
        rows=rows,
        languages=LANGUAGES,
        link=link,
        version=__version__,
    )
    return environment


def template_names() -> list[str]:
    """Return the names of all templates."""
    return _environment().list_templates()


def read_template(name: str) -> None:
    """Read a template, so that whoever asks for a page of it need not wait for that."""
    _environment().get_template(name)


def filled(template: str, request: Request, speech: Speech, data: Mapping[str, Any]) -> str:
    """Return a page: the template with what it shows."""
    told = {
        "speech": speech,
        "say": speech.say,
        "here": lambda **changes: _here(request, changes),
        "path": request.url.path,
        "query": dict(request.query_params),
        "inside": getattr(request.state, "session", None),
        **data,
    }
    return _environment().get_template(template).render(told)


def _here(request: Request, changes: Mapping[str, object]) -> str:
    """Return the address of this page with other values in its query; an empty one leaves it."""
    told = {**request.query_params, **{name: str(value) for name, value in changes.items()}}
    asked = {name: value for name, value in told.items() if value and name != "token"}
    return f"{request.url.path}?{urlencode(asked)}" if asked else request.url.path


def _shown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return isolated(value)
    return value


def _without_tags(text: str) -> Markup:
    """Return a text for an attribute; what our own sentences keep apart stays apart."""
    return escape(text.striptags()) if isinstance(text, Markup) else escape(isolated(text))


def _as_name(text: str) -> Markup:
    """Return a text as somebody might have typed it: without tags, and without isolating marks."""
    return Markup(_MARKS.sub("", _without_tags(text)))  # noqa: S704 - escaped above


def _command(text: str) -> Markup:
    """Return a command as it is typed."""
    return Markup('<kbd dir="ltr">{}</kbd>').format(isolated(text))
