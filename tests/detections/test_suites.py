"""What other suites of rules look for, told in the vendors' own words, against our rules.

Each story of suites/*.toml is imported as its vendor logs it, and all packaged rules are asked.
"""

from collections import defaultdict
from datetime import UTC, datetime

import pytest

from detections.suites import PAGE, VENDORS, Story, page, stories
from rasid.clock import Window
from rasid.detecting import make_sessions
from rasid.detecting.known import Known
from rasid.detecting.run import Place, detect
from rasid.detections.content import load_rules
from rasid.detections.files import sigma_files
from rasid.tables.events import EVENTS
from rasid.tables.roster import ROSTER
from sources.log_home import open_site, write_lines

TOLD = [story for vendor in VENDORS for story in stories(vendor)]
WINDOW = Window(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 3, 1, tzinfo=UTC))
_FIRED = "SELECT rule, event_uid FROM signals JOIN signal_events USING (signal_id)"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def fired(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """Return the rules that fired on each event, all stories having been imported."""
    root = tmp_path_factory.mktemp("suites")
    paths = [
        write_lines(root / f"{vendor}.json", [r for s in stories(vendor) for r in s.records])
        for vendor in VENDORS
    ]
    by_event: dict[str, set[str]] = defaultdict(set)
    for site in open_site(root / "home"):
        reports = site.take(*paths)
        assert [0] * len(paths) == [report.rejected for report in reports]
        site.engine.view(EVENTS, site.store.parts(EVENTS))
        site.engine.view(ROSTER, [])
        make_sessions(site.engine, WINDOW)
        known = Known(load_rules([]), sigma_files([]))
        detect(Place(site.home, site.store, site.engine, site.home.scratch), WINDOW, known, [])
        for rule, uid in site.engine.rows(_FIRED):
            by_event[uid].add(rule)
    return by_event


@pytest.mark.parametrize("story", TOLD, ids=lambda story: story.name)
def test_story_is_told_of_as_theirs_tells(story: Story, fired: dict[str, set[str]]) -> None:
    """Our rule fires on what theirs is for, and is silent on the ordinary thing beside it."""
    rules = {rule for uid in story.ids for rule in fired.get(uid, ())}

    assert story.fires == (story.ours in rules), sorted(rules)


def test_each_rule_of_ours_that_answers_is_silent_somewhere() -> None:
    """A rule that fires on everything would agree with every suite."""
    answering = {story.ours for story in TOLD if story.fires}

    assert set() == answering - {story.ours for story in TOLD if not story.fires}


def test_names_of_stories_are_told_once() -> None:
    """No two stories are of the same rules and verdict."""
    assert len(TOLD) == len({story.name for story in TOLD})


def test_page_tells_what_the_stories_say() -> None:
    """The page of the docs lists the rules of the stories."""
    assert page() == PAGE.read_text(encoding="utf-8")
