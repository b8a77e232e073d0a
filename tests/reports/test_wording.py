from dataclasses import replace
from datetime import date

import pytest

from rasid.engines.duckdb import DuckDB
from rasid.reports.facts import campaign_facts
from rasid.reports.funnel import Funnel
from rasid.reports.naming import Candidate, Naming
from rasid.reports.wording import (
    blind_spots,
    compromised_statement,
    funnel_sentence,
    margin_sentence,
    naming_sentence,
    percent,
)
from reports.months import Month, OpenMonth


@pytest.mark.parametrize(
    ("funnel", "told"),
    [
        (Funnel(2731, 1204, 241, 4), "2,731 attempts identified 1,204 attacked 241 compromised 4"),
        (Funnel(1, 0, 0, 0), "1 attempt identified none attacked none compromised none"),
        (Funnel(0, 0, 3, 1), "no attempts identified none attacked 3 compromised 1"),
    ],
)
def test_funnel_sentence_reads_well(funnel: Funnel, told: str) -> None:
    sentence = funnel_sentence(funnel)
    for filler in ("This group made ", "to identify accounts, ", "and ", ",", "."):
        sentence = sentence.replace(filler, "")

    assert told.replace(",", "") == sentence


def test_numbers_stand_with_their_bounds() -> None:
    sides = {"attempts": (2700, 2760), "identified": (3, 3), "attacked": (236, 245)}
    sentence = funnel_sentence(Funnel(2731, 3, 241, 0), {**sides, "compromised": (0, 2)})

    assert "2,731 attempts (2,700\u20132,760) to identify accounts" in sentence
    assert "attacked 241 (236\u2013245) and compromised none (0\u20132)." in sentence


def test_single_compromised_account_is_said_as_one(month: Month, open_month: OpenMonth) -> None:
    month["hostile"] = [row for row in month["hostile"] if row["session_id"] != "s6"]
    month["campaigns"][0] |= {"accounts_attacked": 2, "accounts_compromised": 1}
    facts = campaign_facts(open_month(month), "C-1")

    assert (
        "The one compromised account belongs to none of: academic, campaign, official. "
        "It belongs to: journalist."
    ) == compromised_statement(facts)


def test_every_category_hit_needs_no_exception(month: Month, open_month: OpenMonth) -> None:
    month["roster"] = month["roster"][:1]
    facts = campaign_facts(open_month(month), "C-1")

    assert "Among the 2 compromised accounts: journalist (1), unlisted (1)." == (
        compromised_statement(facts)
    )


def test_unnamed_leader_is_said_with_the_bar() -> None:
    naming = Naming((Candidate("Grey Ibex", 1.0, 0.5, "roughly even chance"),))

    assert (
        "Not attributed: the likeliest candidate is Grey Ibex at 50 %, "
        "and no actor is named below 55 %."
    ) == naming_sentence(naming)


def test_margin_is_the_log_of_the_odds() -> None:
    naming = Naming(
        (Candidate("Grey Ibex", 0, 0.8, "likely"), Candidate("unknown", 0, 0.2, "unlikely"))
    )

    assert margin_sentence(naming).startswith("2.0 bits of new evidence against Grey Ibex")


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (1.0, "100 %"),
        (0.9996, "above 99 %"),
        (0.995, "above 99 %"),
        (0.55, "55 %"),
        (0.004, "below 1 %"),
    ],
)
def test_percent_claims_no_certainty(probability: float, text: str) -> None:
    assert text == percent(probability)


def test_days_without_logs_are_told_as_spans(engine: DuckDB) -> None:
    gaps = (date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 9))
    facts = replace(campaign_facts(engine, "C-1"), gaps=gaps)

    assert (
        "No event at all was logged on 3 days: 2026-03-01 to 2026-03-02, 2026-03-09."
        == (blind_spots(facts)[0])
    )
