"""Telling the public: statements about people, checked for whom they give away, then words."""

from rasid.reports.disclosure.checking import DEFAULT_K, Against
from rasid.reports.disclosure.claims import NUMBERS
from rasid.reports.disclosure.coarsening import Draft, coarsened, draft
from rasid.reports.disclosure.examined import as_document
from rasid.reports.disclosure.gathering import Cleared, gather
from rasid.reports.disclosure.grouping import finest
from rasid.reports.disclosure.keeping import Judged, keep, read_earlier, read_previous
from rasid.reports.disclosure.knowledge import read_known
from rasid.reports.disclosure.misreading import Misreading, counted, misread_page, misread_text
from rasid.reports.disclosure.rendering import FORMATS, rendered
from rasid.reports.disclosure.showing import shown
from rasid.reports.disclosure.telling import Facts, tell
from rasid.reports.disclosure.texts import Texts, texts_in

__all__ = [
    "DEFAULT_K",
    "FORMATS",
    "NUMBERS",
    "Against",
    "Cleared",
    "Draft",
    "Facts",
    "Judged",
    "Misreading",
    "Texts",
    "as_document",
    "coarsened",
    "counted",
    "draft",
    "finest",
    "gather",
    "keep",
    "misread_page",
    "misread_text",
    "read_earlier",
    "read_known",
    "read_previous",
    "rendered",
    "shown",
    "tell",
    "texts_in",
]
