"""What would be told to the public, whom each statement could mean, and what is against it."""

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType

from rasid.languages import LANGUAGES
from rasid.reports.disclosure.checking import Against, Finding, Phrase
from rasid.reports.disclosure.coarsening import Draft, proposals
from rasid.reports.disclosure.misreading import Misreading
from rasid.reports.disclosure.telling import called, phrase_of
from rasid.reports.disclosure.texts import texts_in
from rasid.reports.terminal.parts import Column, line, section, table

_PASSED = "fits"


def shown(made: Draft, against: Against, misread: Sequence[Misreading]) -> RenderableType:
    """Show each statement with the people who can be meant by it, then what was found."""
    findings = made.examined.findings
    head = (
        f"{len(findings) + len(misread):,} findings: as it is, it would let somebody be recognised "
        "or be misread."
        if findings or misread
        else "Nothing was found against it."
    )
    return Group(
        line(head, "bold"),
        section(f"What is said of people (k = {against.k})", _phrases(made, against)),
        *_parts(made, misread),
    )


def _parts(made: Draft, misread: Sequence[Misreading]) -> Iterator[RenderableType]:
    findings = made.examined.findings
    if findings:
        columns = (Column("finding"), Column("of"), Column("why"), Column("what would help"))
        rows = [(*_finding(one), "; or ".join(proposals(made.grouping, one))) for one in findings]
        yield section("Who could be recognised", table(columns, rows))
    if misread:
        shown = [(one.why, one.text) for one in misread]
        yield section("What could be misread", table((Column("why"), Column("text")), shown))
    if made.steps:
        yield section("Worded more coarsely", Group(*(line(step) for step in made.steps)))


def _phrases(made: Draft, against: Against) -> RenderableType:
    columns = [
        Column("statement"),
        Column("people counted", number=True),
        Column("on the roster", number=True),
    ]
    if against.known:
        columns += [Column(f"in {against.known.source}", number=True), Column("would narrow it")]
    rows = [
        (*_phrase(one, known=against.known is not None), _verdict(one))
        for one in made.examined.phrases
    ]
    return table((*columns, Column("")), rows)


def _phrase(phrase: Phrase, *, known: bool) -> tuple[str, ...]:
    said = phrase_of(phrase.claim, texts_in(LANGUAGES["en"]))
    row = (said, f"{phrase.people:,}", f"{phrase.roster:,}")
    if not known:
        return row
    meant = "\u2013" if phrase.known is None else f"{phrase.known:,}"
    if phrase.narrowed is None:
        return (*row, meant, "")
    column, value, left = phrase.narrowed
    return (*row, meant, f"{column} = {value}: {left:,}")


def _verdict(phrase: Phrase) -> str:
    return ", ".join(dict.fromkeys(one.kind for one in phrase.findings)) or _PASSED


def _finding(finding: Finding) -> tuple[str, str, str]:
    of = called(finding.where, texts_in(LANGUAGES["en"]))
    return finding.kind, f"{finding.number}: {of}", finding.why
