"""What was told: reports as they were frozen, what no longer holds of them, and disclosures."""

import hashlib
from collections.abc import Sequence
from typing import Any

from rasid.console.listing import Column, Row, Table, paged
from rasid.console.pages.campaigns import campaign_link, listed
from rasid.console.visit import NotThereError, Page, Visit, link
from rasid.ledger import open_ledger
from rasid.reports.disclosure import (
    Against,
    Examination,
    Finding,
    Kept,
    Texts,
    called,
    examine,
    phrase_of,
    read_affected,
    read_disclosures,
    read_earlier,
    texts_in,
)
from rasid.reports.errata import Errata
from rasid.reports.explain import NUMBERS
from rasid.reports.publications import Publication, read_publications
from rasid.settings import Home


def published(visit: Visit) -> Page:
    """List every report that was written, and what of the last ones is no longer so."""
    reports, told = publications_of(visit), _disclosures(visit)
    of = {one.publication: one.number for one in told}
    rows = [
        {
            "publication": one.number,
            "published_at": one.published_at,
            "campaign_id": one.campaign_id,
            "file": one.file,
            "kind": "disclosure" if one.number in of else "report",
            "disclosure": of.get(one.number),
            **{number: _span(visit, one, number) for number in NUMBERS},
            "on_disk": _on_disk(visit.case.home, one, reports),
            "version": one.inputs.version,
            "sha256": one.file_sha256,
        }
        for one in reports
    ]
    columns = (
        Column("publication", "count", head=True),
        Column("published_at", "moment"),
        Column("campaign_id", "code", link=campaign_link(visit)),
        Column("kind", "word", "publications", link=_disclosure),
        Column("on_disk", "word", "on_disk"),
        *(Column(number, "text") for number in NUMBERS),
        Column("file", "code"),
        Column("version", "code"),
        Column("sha256", "code"),
    )
    tables = [paged("reports", columns, rows, visit.page, "published.none"), _errata(visit)]
    title = visit.speech.say("published.title")
    return Page("published.html.j2", "published", title, {}, tables)


def disclosure(visit: Visit) -> Page:
    """Tell what one disclosure says of people, and whom each statement could mean today."""
    number = visit.names["disclosure"]
    kept = next((one for one in _disclosures(visit) if str(one.number) == number), None)
    if kept is None:
        raise NotThereError("there is no such disclosure.")
    known = kept.campaign_id in {row["campaign_id"] for row in listed(visit)}
    texts = texts_in(visit.speech.language)
    found = visit.snapshot.once(("disclosure", number), lambda: _examined(visit, kept, known=known))
    told = {
        "kept": kept,
        "is_known": known,
        "why": visit.mask.hide(kept.why),
        "small": sum(bool(one.findings) for one in found.phrases),
        "deduced": len(found.deduced),
    }
    tables = [
        _phrases(found, texts, kept.k),
        _findings("deduced", found.deduced, texts),
        _objections(visit, kept),
    ]
    title = visit.speech.say("disclosure.title", n=kept.number)
    return Page("disclosure.html.j2", "published", title, told, tables)


def publications_of(visit: Visit) -> list[Publication]:
    """Return every report that was written, the latest first."""

    def read() -> list[Publication]:
        with open_ledger(visit.case.home) as ledger:
            return read_publications(ledger)

    return visit.snapshot.once("publications", read)


def _disclosures(visit: Visit) -> list[Kept]:
    def read() -> list[Kept]:
        with open_ledger(visit.case.home) as ledger:
            return read_disclosures(ledger)

    return visit.snapshot.once("disclosures", read)


def _examined(visit: Visit, kept: Kept, *, known: bool) -> Examination:
    """Judge a disclosure by the roster and the campaign as they are now."""
    if not known:
        return Examination((), ())
    with open_ledger(visit.case.home) as ledger:
        earlier = read_earlier(ledger, visit.case.home.root, kept.campaign_id, kept.number)
    labels = {one.where.label for one in kept.claims}
    names = frozenset(label for label in labels if visit.mask.guard.refusal(label))
    affected = read_affected(visit.engine, kept.campaign_id)
    return examine(kept.claims, Against(affected, kept.k, None, earlier, names))


def _phrases(found: Examination, texts: Texts, k: int) -> Table:
    rows = [
        {
            "statement": phrase_of(one.claim, texts),
            "people": one.people,
            "roster": one.roster,
            "below_k": 0 < one.people < k or one.roster < k,
            "finding_kinds": list(dict.fromkeys(finding.kind for finding in one.findings)),
            "reason": [finding.why for finding in one.findings],
        }
        for one in found.phrases
    ]
    columns = (
        Column("statement", "phrase", head=True),
        Column("people", "count", title="people_counted", bar="attacked"),
        Column("roster", "count", title="can_be_meant", bar="probability"),
        Column("finding_kinds", "word", "recognised"),
        Column("reason", "own"),
    )
    return Table("phrases", columns, rows, empty="disclosure.no_phrase")


def _findings(name: str, found: Sequence[Finding], texts: Texts) -> Table:
    rows = [
        {
            "kind": one.kind,
            "number": one.number,
            "whom": called(one.where, texts),
            "size": one.size,
            "beside": one.earlier,
            "reason": one.why,
        }
        for one in found
    ]
    columns = (
        Column("kind", "word", "recognised", head=True),
        Column("number", "word", "numbers"),
        Column("whom", "phrase"),
        Column("size", "count"),
        Column("beside", "own"),
        Column("reason", "own"),
    )
    return Table(name, columns, rows, empty="disclosure.nothing_deduced")


def _objections(visit: Visit, kept: Kept) -> Table:
    rows = [
        {
            "kind": str(one.get("kind", "")),
            "number": str(one.get("number", "")),
            "whom": str(one.get("where", "")),
            "reason": visit.mask.hide(str(one.get("why", ""))),
        }
        for one in kept.objections
    ]
    columns = (
        Column("kind", "word", "recognised", head=True),
        Column("number", "word", "numbers"),
        Column("whom"),
        Column("reason", "own"),
    )
    return Table("objections", columns, rows, empty="disclosure.no_objection")


def _errata(visit: Visit) -> Table:
    """Tell of each campaign that was reported on what its last report said otherwise."""
    known = {row["campaign_id"] for row in listed(visit)}
    told = dict.fromkeys(one.campaign_id for one in publications_of(visit))
    rows: list[dict[str, Any]] = []
    for campaign_id in told:
        errata = _errata_of(visit, campaign_id) if campaign_id in known else None
        if errata is None:
            continue
        of = {"campaign_id": campaign_id, "publication": errata.publication}
        rows += [
            {
                **of,
                "number": one.number,
                "published": one.published,
                "now": one.now,
                "came": one.came,
                "went": one.went,
                "because": one.because,
            }
            for one in errata.numbers
        ]
        if errata.problem:
            nothing = dict.fromkeys(("published", "now", "came", "went"))
            rows.append({**of, "number": "", **nothing, "because": errata.problem})
    columns = (
        Column("campaign_id", "code", head=True, link=campaign_link(visit)),
        Column("publication", "count"),
        Column("number", "word", "numbers"),
        *(Column(key, "count") for key in ("published", "now", "came", "went")),
        Column("because", "own"),
    )
    return Table("errata", columns, rows, empty="published.no_errata")


def _errata_of(visit: Visit, campaign_id: str) -> Errata | None:
    return visit.snapshot.once(
        ("errata", campaign_id), lambda: visit.knowledge.errata(visit.case, campaign_id)
    )


def _disclosure(row: Row) -> str:
    return link("disclosures", str(row["disclosure"])) if row["disclosure"] else ""


def _span(visit: Visit, one: Publication, number: str) -> str:
    if number not in one.numbers:
        return ""
    low, high = (str(visit.speech.number(value)) for value in one.numbers[number])
    return low if low == high else f"{low}\u2013{high}"


def _on_disk(home: Home, one: Publication, every: Sequence[Publication]) -> str:
    """Tell whether the file is still what was written; a later report may have its name."""
    path = home.reports / one.file
    if not path.is_file():
        return "gone"
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest == one.file_sha256:
        return "unchanged"
    later = any(two.file == one.file and two.file_sha256 == digest for two in every)
    return "replaced" if later else "changed"
