"""SVG that stretches with its place: lengths across are per cent, heights are pixels.

Text therefore keeps its size on a phone, and colours come from the page's classes.
"""

from functools import cache

from markupsafe import Markup, escape

Attribute = str | int | float


def element(name: str, *children: Markup, **attributes: Attribute) -> Markup:
    """Return one element; `class_` and `text_anchor` become `class` and `text-anchor`."""
    written = "".join(f' {_name(key)}="{_text(value)}"' for key, value in attributes.items())
    inside = "".join(map(escape, children))
    return Markup(f"<{name}{written}>{inside}</{name}>")  # noqa: S704 - all of it is escaped


def label(text: str) -> Markup:
    """Return text as the content of an element."""
    return escape(text)


def across(share: float) -> str:
    """Return a share of the width, 0 to 1, as per cent."""
    return f"{share * 100:.2f}%"


@cache
def _name(key: str) -> str:
    return str(escape(key.rstrip("_").replace("_", "-")))


def _text(value: Attribute) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(escape(value)) if isinstance(value, str) else str(value)
