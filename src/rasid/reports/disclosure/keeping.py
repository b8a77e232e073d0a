"""What was told to the public before: kept in the ledger, and read back to be told apart from."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select

from rasid.errors import InputError
from rasid.json_file import decoded, parse_json, read_unpacked
from rasid.ledger import disclosures
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
    with ledger.begin() as connection:
        connection.execute(disclosures.insert(), values)


def read_earlier(ledger: Engine, root: Path, campaign_id: str) -> tuple[Earlier, ...]:
    """Return what was told before, of this campaign and others; the same only once."""
    with ledger.connect() as connection:
        query = select(disclosures).order_by(disclosures.c.disclosure)
        rows = connection.execute(query).mappings().all()
    found: dict[tuple[str, str], Earlier] = {}
    for row in rows:
        same = row["campaign_id"] == campaign_id
        name = f"disclosure {row['disclosure']} of {row['made_at'][:10]}"
        claims = from_rows(json.loads(row["claims"]))
        kept = {} if same else _accounts(ledger, root, row["campaign_id"], row["publication"])
        found[row["campaign_id"], row["claims"]] = Earlier(name, claims, same, kept)
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
