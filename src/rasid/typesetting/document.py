"""A template and its data, set as PDF/A-2a: archival, tagged for screen readers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import as_file, files
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst

from rasid.languages import LANGUAGES, Language
from rasid.typesetting.letters import displayable

STANDARD: Final = "a-2a"
"""PDF/A-2a: all that 2b asks, and tagged."""

FRAME = files("rasid") / "typesetting" / "frame.typ"
_SPECIMEN = b"""#import "frame.typ": *
#show: framed
#for one in data.letters.clusters() [#one #text(weight: "bold", one) #code(one)
]
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What every document has: its language, its title as metadata, and the moment it states."""

    language: Language
    title: str
    made_at: datetime


def typeset(template: Traversable, page: Page, data: Mapping[str, Any]) -> bytes:
    """Set a template as PDF.

    A template begins with `#import "frame.typ": *` and has the data as `data`: JSON's values, so
    that no word in it can be markup or code. It sees no file but itself and the frame, and no
    network. Equal arguments give equal bytes.
    """
    shown = displayable({"title": page.title, "data": data}, _shows)
    return _set(template.read_bytes(), page, shown["title"], shown["data"])


@cache
def _shows(letters: str) -> bool:
    """Say whether the fonts have every letter, in each weight and language that a page uses."""
    page = Page(LANGUAGES["fa"], "", datetime(2000, 1, 1, tzinfo=UTC))
    try:
        _set(_SPECIMEN, page, "", {"letters": letters})
    except typst.TypstError:
        return False
    return True


def _set(template: bytes, page: Page, title: str, data: Mapping[str, Any]) -> bytes:
    with TemporaryDirectory(prefix="rasid-") as folder:
        root = Path(folder)
        (root / "frame.typ").write_bytes(FRAME.read_bytes())
        main = root / "main.typ"
        main.write_bytes(template)
        made = typst.compile(
            main,
            root=root,
            font_paths=_fonts(),
            format="pdf",
            sys_inputs={
                "data": json.dumps(data, ensure_ascii=False),
                "language": page.language.code,
                "direction": page.language.direction,
                "title": title,
            },
            pdf_standards=STANDARD,
            timestamp=page.made_at,
        )
    if not isinstance(made, bytes):
        raise TypeError("typst made no single document")
    return made


@cache
def _fonts() -> typst.Fonts:
    with as_file(files("rasid") / "typesetting" / "fonts") as folder:
        return typst.Fonts(include_system_fonts=False, font_paths=[folder])
