"""Telling the public: statements about people, checked for whom they give away, then words."""

from rasid.reports.disclosure.affected import read_affected
from rasid.reports.disclosure.checking import DEFAULT_K, Against, Examination, Finding, examine
from rasid.reports.disclosure.claims import NUMBERS
from rasid.reports.disclosure.coarsening import Draft, coarsened, draft
from rasid.reports.disclosure.examined import as_document
from rasid.reports.disclosure.gathering import Cleared, gather
from rasid.reports.disclosure.grouping import finest
from rasid.reports.disclosure.keeping import (
    Judged,
    Kept,
    keep,
    read_disclosures,
    read_earlier,
    read_previous,
)
from rasid.reports.disclosure.knowledge import read_known
from rasid.reports.disclosure.misreading import Misreading, counted, misread_page, misread_text
from rasid.reports.disclosure.rendering import FORMATS, rendered
from rasid.reports.disclosure.showing import shown
from rasid.reports.disclosure.telling import Facts, called, phrase_of, tell
from rasid.reports.disclosure.texts import Texts, texts_in

__all__ = [
    "DEFAULT_K",
    "FORMATS",
    "NUMBERS",
    "Against",
    "Cleared",
    "Draft",
    "Examination",
    "Facts",
    "Finding",
    "Judged",
    "Kept",
    "Misreading",
    "Texts",
    "as_document",
    "called",
    "coarsened",
    "counted",
    "draft",
    "examine",
    "finest",
    "gather",
    "keep",
    "misread_page",
    "misread_text",
    "phrase_of",
    "read_affected",
    "read_disclosures",
    "read_earlier",
    "read_known",
    "read_previous",
    "rendered",
    "shown",
    "tell",
    "texts_in",
]
