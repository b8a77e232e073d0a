import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.exc import IntegrityError as Refused

from rasid.errors import InputError
from rasid.ledger import disclosures, open_ledger
from rasid.reports.disclosure.checking import Finding
from rasid.reports.disclosure.claims import Where, as_rows
from rasid.reports.disclosure.keeping import Judged, keep, read_earlier, read_previous
from rasid.reports.publications import Inputs, publish
from rasid.settings import Home
from reports.disclosure.planted import exact, of

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
CLAIMS = (exact("attacked", 12, of("lawyer")),)
FOUND = Finding("few are counted", "attacked", of("lawyer"), 1, "why")


def told(ledger: Engine, root: Path, campaign_id: str) -> None:
    report = root / "report.html"
    report.write_text("told")
    basis = {"attempts": {}, "identified": {}, "attacked": {"a@mail.example": ""}, "logs": {}}
    basis["compromised"] = {}
    published = publish(
        ledger,
        root,
        campaign_id,
        report,
        numbers={},
        basis=basis,
        inputs=Inputs({}, "0"),
        now=AT,
    )
    judged = Judged(CLAIMS, 5, (FOUND,), "the board decided")
    keep(ledger, published.number, campaign_id, judged, by="ada", now=AT)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_what_was_told_is_read_back(home: Home) -> None:
    with open_ledger(home) as ledger:
        for campaign_id in ("C-1", "C-1", "C-2"):
            told(ledger, home.root, campaign_id)
        own, other = read_earlier(ledger, home.root, "C-1")

    assert ("disclosure 2 of 2026-04-01", CLAIMS, True, {}) == (
        own.name,
        own.claims,
        own.same_campaign,
        own.accounts,
    )
    assert not other.same_campaign
    assert frozenset({"a@mail.example"}) == other.accounts["attacked"]


def test_who_decided_and_why_is_kept_for_good(home: Home) -> None:
    with open_ledger(home) as ledger:
        told(ledger, home.root, "C-1")
        with ledger.connect() as connection:
            row = connection.execute(disclosures.select()).mappings().one()
            with pytest.raises(Refused, match="only ever added"):
                connection.execute(delete(disclosures))

    assert ("ada", "the board decided", 5) == (row["made_by"], row["why"], row["k"])
    assert [
        {
            "kind": "few are counted",
            "number": "attacked",
            "size": 1,
            "why": "why",
            "earlier": "",
            "where": "lawyer",
        }
    ] == json.loads(row["findings"])


def test_disclosure_of_elsewhere_is_read(tmp_path: Path) -> None:
    path = tmp_path / "before.json"
    path.write_text(json.dumps({"claims": as_rows(CLAIMS), "passes": True}))
    earlier = read_previous(path)

    assert ("before.json", CLAIMS, True) == (earlier.name, earlier.claims, earlier.same_campaign)
    assert Where(frozenset({"lawyer"})) == earlier.claims[0].where


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "no list `claims`"),
        ('{"claims": 1}', "no list `claims`"),
        ('{"claims": [1]}', "in a claim"),
        ('{"claims": [{"number": "attacked"}]}', "in a claim"),
        ("{", "not JSON"),
    ],
)
def test_file_that_is_no_disclosure_is_one_sentence(
    tmp_path: Path, text: str, problem: str
) -> None:
    path = tmp_path / "before.json"
    path.write_text(text)

    with pytest.raises(InputError, match=problem):
        read_previous(path)
