"""How a campaign's numbers differ from those of a report that was written before, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.reports.explain import NUMBERS
from rasid.reports.pseudonyms import read_pseudonyms
from rasid.reports.publications import (
    Basis,
    Inputs,
    Publication,
    kept_basis,
    read_inputs,
    read_numbers,
    read_publications,
)

_LABELS = {
    "attempts": "attempts to identify",
    "identified": "accounts identified",
    "attacked": "accounts attacked",
    "compromised": "accounts compromised",
}

_BEHIND = """
SELECT DISTINCT {what}, campaign_id, raw_file FROM hostile WHERE {condition} ORDER BY ALL
"""

_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Erratum:
    """One number that is no longer what was published, or no longer counts the same."""

    number: str
    label: str
    published: int
    now: int
    came: int
    went: int
    because: str

    def sentence(self) -> str:
        """Say it in one sentence."""
        then = f"now {self.now:,}" if self.now != self.published else "the same number now"
        return (
            f"{self.label}: {self.published:,}, {then} ({self.came:,} came, {self.went:,} went), "
            f"because {self.because}."
        )


@dataclass(frozen=True, slots=True)
class Errata:
    """What differs from the last report that said something else.

    `problem` says why that cannot be told; it is empty where it can.
    """

    publication: int
    published_at: datetime
    file: str
    numbers: tuple[Erratum, ...]
    problem: str = ""


def find_errata(
    engine: DuckDB, ledger: Engine, root: Path, campaign_id: str, inputs: Inputs
) -> Errata | None:
    """Compare a campaign with its last report that counted otherwise; None if none did.

    Nobody is named: people in decisions and file names stand under their pseudonyms.
    """
    published = read_publications(ledger, campaign_id)
    now = read_numbers(engine, campaign_id) if published else {}
    for publication in published:
        then = kept_basis(root, publication)
        if then is None:
            problem = "the record of what it counted is gone or was changed"
            return _errata(publication, (), problem)
        if any(then[number].keys() != now[number].keys() for number in NUMBERS):
            now |= read_inputs(engine)
            changed = _changed(then, now, publication.inputs, inputs)
            found = (_erratum(engine, campaign_id, n, then, now, changed) for n in NUMBERS)
            hide = read_pseudonyms(engine).hide
            told = (replace(one, because=hide(one.because)) for one in found if one)
            return _errata(publication, tuple(told))
    return None


def _errata(publication: Publication, numbers: tuple[Erratum, ...], problem: str = "") -> Errata:
    return Errata(publication.number, publication.published_at, publication.file, numbers, problem)


def _erratum(  # noqa: PLR0913, PLR0917 - one number before and after
    engine: DuckDB, campaign_id: str, number: str, then: Basis, now: Basis, changed: Sequence[str]
) -> Erratum | None:
    came = now[number].keys() - then[number].keys()
    went = then[number].keys() - now[number].keys()
    if not came | went:
        return None
    what = "event_uid" if number == "attempts" else "account"
    rows = engine.rows(_BEHIND.format(what=what, condition=NUMBERS[number]))
    new_files = {file: name for file, name in now["logs"].items() if file not in then["logs"]}
    by_file: dict[str, set[str]] = {}
    elsewhere: dict[str, set[str]] = {}
    for name, owner, file in rows:
        if owner == campaign_id and name in came and file in new_files:
            by_file.setdefault(new_files[file] or file[:12], set()).add(name)
        if owner != campaign_id and name in went:
            elsewhere.setdefault(owner, set()).add(name)
    told = {name for names in (*by_file.values(), *elsewhere.values()) for name in names}
    reasons = [_from_logs(by_file)] if by_file else []
    reasons += [f"{len(names):,} now count in {owner}" for owner, names in elsewhere.items()]
    anew = (came | went) - told
    if anew:
        since = f" since then changed: {'; '.join(changed)}" if changed else ""
        reasons.append(f"{len(anew):,} were judged anew{',' if since else ''}{since}")
    return Erratum(
        number,
        _LABELS[number],
        len(then[number]),
        len(now[number]),
        len(came),
        len(went),
        ", ".join(reasons),
    )


def _from_logs(by_file: Mapping[str, set[str]]) -> str:
    names = set().union(*by_file.values())
    return f"{len(names):,} are in logs imported since ({_listed(sorted(by_file))})"


def _changed(then: Basis, now: Basis, inputs_then: Inputs, inputs: Inputs) -> list[str]:
    """Say what the analysis rests on that was changed, as exactly as it is known."""
    told = []
    files = [name or file[:12] for file, name in now["logs"].items() if file not in then["logs"]]
    if files:
        told.append(f"logs ({_listed(sorted(files))})")
    decided = _difference(then.get("decisions", {}), now.get("decisions", {}))
    told += [*decided[0], *(f"undone: {text}" for text in decided[1])]
    came, went = _difference(then.get("roster", {}), now.get("roster", {}))
    if came or went:
        told.append(f"the roster ({len(came):,} rows came, {len(went):,} went)")
    listed = {"logs": bool(files), "roster": bool(came or went), "decisions": any(decided)}
    told += [
        f"the {name}"
        for name, state in inputs.hashes.items()
        if inputs_then.hashes.get(name) != state and not listed.get(name, False)
    ]
    if inputs_then.version != inputs.version:
        told.append(f"rasid ({inputs_then.version}, now {inputs.version})")
    return told


def _difference(then: Mapping[str, str], now: Mapping[str, str]) -> tuple[list[str], list[str]]:
    came = [detail for name, detail in now.items() if then.get(name) != detail]
    went = [detail for name, detail in then.items() if now.get(name) != detail]
    return came, went


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMES
    more = f" and {rest:,} more" if rest > 0 else ""
    return f"{', '.join(names[:_MOST_NAMES])}{more}"
