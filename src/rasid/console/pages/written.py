"""What a search finds beside people and traces: pages, rules, files, and what was written down.

It looks at what pages show, where people stand under pseudonyms: no name can be guessed by it.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from rasid.campaigns import read_decisions
from rasid.console.listing import Row
from rasid.console.pages.answers import answer_files
from rasid.console.pages.campaigns import rows_link
from rasid.console.pages.published import publications_of
from rasid.console.rendering import AREAS
from rasid.console.snapshot import Snapshot
from rasid.console.views import read_views
from rasid.console.visit import Visit, link
from rasid.errors import RasidError
from rasid.evidence import read_entries
from rasid.ledger import open_ledger
from rasid.reports.signals import rule_runs

_NETWORKS = """
SELECT DISTINCT network, campaign_id FROM traces WHERE network <> '' ORDER BY ALL
"""

_FILES = """
SELECT name, raw_file, format FROM imports
WHERE contains(lower(name), $text) OR starts_with(raw_file, $text) ORDER BY name LIMIT $most
"""


def written(visit: Visit, wanted: str, most: int) -> Iterator[Row]:
    """Yield what holds a lower-cased text, so many of a kind."""
    for find in (_pages, _views, _rules, _decisions, _reports, _answers, _entries):
        yield from islice(find(visit, _holder(visit, wanted)), most)
    named = (one for one in networks_of(visit.snapshot) if wanted in one[0].lower())
    for network, campaign_id in islice(named, most):
        yield _row("network", network, campaign_id, rows_link(campaign_id, network=network))
    for name, raw_file, form in visit.engine.rows(_FILES, {"text": wanted, "most": most}):
        shown = visit.mask.hide(name) or raw_file[:12]
        if _holder(visit, wanted)(shown, raw_file):
            yield _row("file", shown, form, link("rejects", file=raw_file))


def networks_of(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Return the networks of each campaign, with its id."""
    return snapshot.of_tables("networks", lambda: snapshot.case.engine.rows(_NETWORKS))


_Holds = Callable[..., bool]


def _holder(visit: Visit, wanted: str) -> _Holds:
    """Return what tells whether any of some texts, as it is shown, holds what is wanted."""
    return lambda *texts: any(wanted in visit.mask.hide(text).lower() for text in texts)


def _pages(visit: Visit, holds: _Holds) -> Iterator[Row]:
    for area, href in AREAS.items():
        name = str(visit.speech.say(f"areas.{area}").unescape())
        if holds(name):
            yield _row("page", name, "", href)


def _views(visit: Visit, holds: _Holds) -> Iterator[Row]:
    for view in read_views(visit.case.home):
        if holds(view.name):
            yield _row("view", visit.mask.hide(view.name), "", view.address)


def _rules(visit: Visit, holds: _Holds) -> Iterator[Row]:
    for run in rule_runs(visit.engine):
        if holds(run["rule"], run["title"]):
            yield _row("rule", run["rule"], run["title"], link("rules", run["rule"]))


def _decisions(visit: Visit, holds: _Holds) -> Iterator[Row]:
    with open_ledger(visit.case.home) as ledger:
        made = read_decisions(ledger)
    for one in reversed(made):
        if holds(one.describe(), one.why, one.made_by):
            about = visit.mask.hide(f"{one.describe()}: {one.why}")
            yield _row("decision", str(one.number), about, "/decisions")


def _reports(visit: Visit, holds: _Holds) -> Iterator[Row]:
    for one in publications_of(visit):
        if holds(one.file, one.file_sha256):
            yield _row("report", one.file, one.campaign_id, "/published")


def _answers(visit: Visit, holds: _Holds) -> Iterator[Row]:
    for path in answer_files(visit.case.home):
        if holds(path.name):
            yield _row("answer", path.name, "", link("answers", path.name))


def _entries(visit: Visit, holds: _Holds) -> Iterator[Row]:
    try:
        entries = read_entries(visit.case.home)
    except RasidError:
        return  # its own page tells that it does not hold
    for one in reversed(entries):
        if holds(one.why, one.who, one.digest, *one.about.values()):
            about = visit.mask.hide(f"{one.what}: {one.why}")
            yield _row("entry", str(one.number), about, link("evidence", what=one.what))


def _row(kind: str, name: str, about: str, href: str) -> Row:
    return {"kind": kind, "name": name, "about": about, "href": href}
