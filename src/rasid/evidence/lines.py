"""The lines of an evidence log, checked: each signature, and each line against the one before."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from rasid.errors import RasidError
from rasid.signing import canonical, fingerprint_of, verified

KIND = "evidence"
START = "0" * 64
"""What stands for the line before the first."""

_TEXTS = ("time", "who", "what", "why", "before")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the log; `digest` is the SHA-256 of its line, `signer` a key's fingerprint.

    Of one that a pack withholds, for it is of something else, only number and digest are known.
    """

    number: int
    time: str
    who: str
    what: str
    about: Mapping[str, str]
    why: str
    hashes: Mapping[str, str]
    before: str
    digest: str
    signer: str

    @property
    def withheld(self) -> bool:
        """Whether a pack left it out."""
        return not self.what

    @classmethod
    def of(cls, statement: Mapping[str, Any], digest: str, signer: str) -> Self:
        """Read a statement; ValueError for one that is no entry."""
        about, hashes = statement.get("about"), statement.get("hashes")
        texts = [statement.get(name) for name in _TEXTS]
        number = statement.get("number")
        if len(statement) != len(_TEXTS) + 3 or not (
            isinstance(number, int)
            and not isinstance(number, bool)
            and all(isinstance(text, str) for text in texts)
            and all(_is_texts(one) for one in (about, hashes))
            and statement["what"]
        ):
            raise ValueError("no entry")
        return cls(**statement, digest=digest, signer=signer)


@dataclass(frozen=True, slots=True)
class CheckedLog:
    """The entries of a log, and a sentence for each thing that is wrong with it."""

    entries: tuple[Entry, ...]
    findings: tuple[str, ...]

    @property
    def head(self) -> str:
        """The digest of the last line."""
        return self.entries[-1].digest if self.entries else START


def digest_of(line: bytes) -> str:
    """Return the SHA-256 of a line without its end."""
    return hashlib.sha256(line).hexdigest()


def withheld_line(entry: Entry) -> bytes:
    """Return what stands in a pack for an entry that is of something else."""
    return canonical({"number": entry.number, "sha256": entry.digest, "withheld": True})


def check_lines(
    raw: bytes, place: str, *, trusted: str | None = None, withholding: bool = False
) -> CheckedLog:
    """Check a log from its first line to its last.

    `trusted` is the key that must have signed; without it all must be by the key of the first.
    `withholding` lets entries be left out as packs do.
    """
    findings: list[str] = []
    entries: list[Entry] = []
    *lines, torn = raw.split(b"\n")
    before, expected = START, 1
    for place_of, line in enumerate(lines, 1):
        where = f"{place}:{place_of}"
        try:
            entry = _entry(line, where, trusted, withholding=withholding)
        except (RasidError, ValueError, TypeError, RecursionError) as error:
            said = str(error) if isinstance(error, RasidError) else f"{where}: no entry of the log."
            findings.append(said)
            before, expected = digest_of(line), expected + 1
            continue
        follows = entry.withheld or entry.before == before
        if entry.number != expected or not follows:
            findings.append(
                f"{where}: entry {entry.number} does not follow the line before it; "
                "a line was changed, removed, added or moved."
            )
        elif trusted is None and _another_key(entries, entry):
            findings.append(f"{where}: signed by another key than the entries before.")
        entries.append(entry)
        before, expected = entry.digest, entry.number + 1
    if torn:
        findings.append(
            f"{place}:{len(lines) + 1}: the last line is torn, as by a crash; the next entry "
            "repairs it and says so."
        )
    return CheckedLog(tuple(entries), tuple(findings))


def _entry(line: bytes, where: str, trusted: str | None, *, withholding: bool) -> Entry:
    envelope = json.loads(line)
    if canonical(envelope) != line:
        raise ValueError("not as it was written")
    if withholding:
        match envelope:
            case {"number": int(number), "sha256": str(digest), "withheld": True, **rest} if (
                not rest
            ):
                return Entry(number, "", "", "", {}, "", {}, "", digest, "")
    statement = verified(envelope, KIND, trusted=trusted, place=where)
    signer = fingerprint_of(envelope["signature"]["public_key"])
    return Entry.of(statement, digest_of(line), signer)


def _another_key(entries: list[Entry], entry: Entry) -> bool:
    known = next((one.signer for one in entries if one.signer), entry.signer)
    return bool(entry.signer) and entry.signer != known


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(part, str) for pair in value.items() for part in pair
    )
