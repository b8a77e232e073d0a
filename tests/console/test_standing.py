"""What a reader must know before they believe a page stands at its head."""

from collections.abc import Iterator

import pytest

from console.browser import Browser, Served, served
from console.homes import home_of, whole_month
from rasid.console.speech import speech_in
from rasid.languages import LANGUAGES


@pytest.fixture(scope="module")
def without_roster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Return the console of a month that was judged without a roster."""
    month = whole_month()
    month["suggested"] = [{**row, "provisional": True} for row in month["suggested"]]
    with served(home_of(month, tmp_path_factory.mktemp("without") / "home")) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/campaigns", "/suggested"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_found_without_a_roster_is_provisional(
    without_roster: Served, browser: Browser, language: str, path: str
) -> None:
    """Every page says so, and the overview what to do; with a roster none does."""
    speech = speech_in(language)
    said, to_do = speech.say("standing.provisional"), speech.count("needs.provisional", 1)
    told, firm = (
        one.get(path, Accept_Language=language).text for one in (without_roster.browser(), browser)
    )

    assert said in told
    assert said not in firm
    assert (path == "/") == (to_do in told)
