"""Judging anew all websites that were seen, after what is known of them has changed."""

from rasid.case import Case
from rasid.evidence import attachments, exhibits_of, read_entries
from rasid.tables.websites import PAGE_TRAITS, SIGHTINGS, WEBSITE_TIES, WEBSITES
from rasid.websites import Judge, assess, known_names, model_of, take_attached


def take_pages(case: Case) -> int:
    """Read the pages that were attached to domains and not read yet; return how many those are."""
    exhibits = exhibits_of(read_entries(case.home))
    attached = [(one.about["domain"], one.digest) for one in exhibits if one.about.get("domain")]
    with case.store.change() as change:
        return take_attached(case.store, change, attachments(case.home), attached)


def judge_anew(case: Case) -> None:
    """Judge every domain that was seen, by its name and by what it shares with others."""
    for table in (SIGHTINGS, PAGE_TRAITS):
        case.engine.view(table, case.store.parts(table))
    known = known_names(case.engine)
    with case.store.change() as change:
        judge = Judge(known, model_of(known, case.home.scratch))
        assess(case.engine, case.store, change, judge, case.home.scratch)
    for table in (WEBSITES, WEBSITE_TIES):
        case.engine.view(table, case.store.parts(table))
