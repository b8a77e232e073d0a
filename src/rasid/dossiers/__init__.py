"""Dossiers of a group's websites, for counsel: what is known, what to ask for, whom it hurts."""

from rasid.dossiers.csv_file import write_csv
from rasid.dossiers.document import sections_of
from rasid.dossiers.facts import Dossier, Subject
from rasid.dossiers.gathering import Knows, Rests, gather_dossier, is_named
from rasid.dossiers.page import dossier_html, dossier_pdf

__all__ = [
    "Dossier",
    "Knows",
    "Rests",
    "Subject",
    "dossier_html",
    "dossier_pdf",
    "gather_dossier",
    "is_named",
    "sections_of",
    "write_csv",
]
