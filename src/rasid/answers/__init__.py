"""Answers to organisations that ask whether they were targeted: signed, with what they rest on."""

from rasid.answers.checking import KIND, checked_answer, envelope_of
from rasid.answers.document import Told, answer_pdf, statement_of, write_text
from rasid.answers.facts import Answer, Basis, find_answer
from rasid.answers.statement import PDF_HASH, digest_of
from rasid.answers.texts import Texts, texts_in

__all__ = [
    "KIND",
    "PDF_HASH",
    "Answer",
    "Basis",
    "Texts",
    "Told",
    "answer_pdf",
    "checked_answer",
    "digest_of",
    "envelope_of",
    "find_answer",
    "statement_of",
    "texts_in",
    "write_text",
]
