"""Checking an answer: who signed it, and whether it is what was signed."""

import hashlib
from pathlib import Path
from typing import Any

from rasid.answers.statement import PDF_HASH
from rasid.errors import IntegrityError
from rasid.json_file import decoded, parse_json, read_unpacked
from rasid.signing import fingerprint_of, verified

KIND = "answer"
"""What is signed is of this kind."""

_PDF = b"%PDF-"


def envelope_of(pdf: Path) -> Path:
    """Return where the signed answer lies that vouches for a PDF."""
    return pdf.with_name(f"{pdf.name}.json")


def checked_answer(path: Path, trusted: str = "") -> tuple[dict[str, Any], str]:
    """Return the statement of a JSON or PDF that holds, and the fingerprint of who signed it.

    `trusted` is the key that must have signed, where one must. Raises InputError or IntegrityError
    for one that does not hold.
    """
    told = read_unpacked(path, "answer")
    is_pdf = told.startswith(_PDF) or path.suffix.lower() == ".pdf"
    envelope = envelope_of(path) if is_pdf else path
    raw = decoded(envelope, read_unpacked(envelope, "answer") if is_pdf else told)
    signed: Any = parse_json(envelope, raw, "to check")
    statement = verified(signed, KIND, trusted=trusted or None, place=envelope)
    if is_pdf and hashlib.sha256(told).hexdigest() != statement.get(PDF_HASH):
        raise IntegrityError(f"{path}: it is not the PDF that was signed; it was changed.")
    return statement, fingerprint_of(signed["signature"]["public_key"])
