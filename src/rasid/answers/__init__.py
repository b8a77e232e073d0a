"""Answers to organisations that ask whether they were targeted: signed, with what they rest on."""

from rasid.answers.document import answer_pdf, statement_of, write_text
from rasid.answers.facts import Answer, find_answer
from rasid.answers.texts import Texts, texts_in

__all__ = ["Answer", "Texts", "answer_pdf", "find_answer", "statement_of", "texts_in", "write_text"]
