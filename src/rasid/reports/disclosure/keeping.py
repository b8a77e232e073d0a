"""What was told to the public before: kept in the ledger, and read back to be told apart from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, RowMapping, select

from rasid.errors import InputError
from rasid.json_file import decoded, parse_json, read_unpacked
from rasid.ledger import disclosures, writing_alone
from rasid.reports.disclosure.checking import Earlier, Finding
from rasid.reports.disclosure.claims import NUMBERS, Claim, as_rows, from_rows
from rasid.reports.publications import kept_basis, read_publications

_EXPECTED = "expected what `rasid report --check --json` prints."


@dataclass(frozen=True, slots=True)
class Judged:
    """What was said of people, and what the checks had against it; `why` it was told all the same.

    `why` is empty where they had nothing against it.
    """

    claims: Sequence[Claim]
    k: int
    findings: Sequence[Finding | object]
    why: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A disclosure as it was written; `objections` are what the checks had against it, as JSON."""

    number: int
    publication: int
    campaign_id: str
    made_at: datetime
    made_by: str
    k: int
    claims: tuple[Claim, ...]
    objections: tuple[Mapping[str, Any], ...]
    why: str


def keep(  # noqa: PLR0913 - what is recorded of a disclosure
    ledger: Engine, publication: int, campaign_id: str, judged: Judged, *, by: str, now: datetime
) -> None:
    """Record that a disclosure was written."""
    values = {
        "publication": publication,
        "campaign_id": campaign_id,
        "made_at": now.astimezone(UTC).isoformat(timespec="seconds"),
        "made_by": by,
        "k": judged.k,
        "claims": json.dumps(as_rows(judged.claims)),
        "findings": json.dumps([_told(one) for one in judged.findings]),
        "why": judged.why,
    }
    with writing_alone(ledger) as connection:
        connection.execute(disclosures.insert(), values)


def read_disclosures(ledger: Engine) -> list[Kept]:
    """Return every disclosure that was written, the oldest first."""
    with ledger.connect() as connection:
        query = select(disclosures).order_by(disclosures.c.disclosure)
        return [_kept(row) for row in connection.execute(query).mappings()]


def read_earlier(
    ledger: Engine, root: Path, campaign_id: str, before: int | None = None
) -> tuple[Earlier, ...]:
    """Return what was told before, of this campaign and others; the same only once.

    `before` is the number of a disclosure that was made after all of these.
    """
    found: dict[tuple[str, tuple[Claim, ...]], Earlier] = {}
    for one in read_disclosures(ledger):
        if before is not None and one.number >= before:
            break
        same = one.campaign_id == campaign_id
        name = f"disclosure {one.number} of {one.made_at:%F}"
        kept = {} if same else _accounts(ledger, root, one.campaign_id, one.publication)
        found[one.campaign_id, one.claims] = Earlier(name, one.claims, same, kept)
    return tuple(found.values())


def read_previous(path: Path) -> Earlier:
    """Read a disclosure that was told elsewhere: the document of `report --check --json`.

    Raises InputError or UsageError in one sentence.
    """
    raw = read_unpacked(path, "earlier disclosure")
    value = parse_json(path, decoded(path, raw), "for a disclosure")
    rows = value.get("claims") if isinstance(value, dict) else None
    if not isinstance(rows, list):
        raise InputError(path, f"no list `claims`; {_EXPECTED}")
    try:
        claims = from_rows(rows)
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(path, f"{error} in a claim; {_EXPECTED}") from None
    return Earlier(path.name, claims, same_campaign=True)


def _kept(row: RowMapping) -> Kept:
    return Kept(
        number=row["disclosure"],
        publication=row["publication"],
        campaign_id=row["campaign_id"],
        made_at=datetime.fromisoformat(row["made_at"]),
        made_by=row["made_by"],
        k=row["k"],
        claims=from_rows(json.loads(row["claims"])),
        objections=tuple(json.loads(row["findings"])),
        why=row["why"],
    )


def _accounts(
    ledger: Engine, root: Path, campaign_id: str, publication: int
) -> dict[str, frozenset[str]]:
    """Return the accounts that were counted; none where the record of them is gone."""
    for one in read_publications(ledger, campaign_id):
        if one.number == publication:
            basis = kept_basis(root, one) or {}
            return {number: frozenset(basis.get(number, ())) for number in NUMBERS}
    return {}


def _told(finding: object) -> dict[str, object]:
    if not isinstance(finding, Finding):
        return {"kind": "misreading", "why": str(finding)}
    told = asdict(finding)
    return {key: told[key] for key in ("kind", "number", "size", "why", "earlier")} | {
        "where": finding.where.label
    }
