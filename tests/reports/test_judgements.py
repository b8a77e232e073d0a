from collections.abc import Sequence
from typing import Any

from rasid.reports.judgements import judgements_of
from rasid.reports.plain import plain
from rasid.reports.terminal.judgements import judgements, reasons
from reports.months import Month, OpenMonth
from reports.test_terminal import printed

DAYS = ("2026-04-01 00:00:00", "2026-04-02 00:00:00", "2026-04-03 00:00:00")


def past(
    analysis: int, heron: float, evidence: Sequence[tuple[str, float]]
) -> dict[str, list[dict[str, Any]]]:
    """Return what an analysis believed: Heron with this probability, else unknown."""
    when = {"analysis": analysis, "analysed_at": DAYS[analysis - 1], "campaign_id": "C-1"}
    shares = {"Heron": heron, "unknown": 1.0 - heron}
    return {
        "past_attributions": [
            {**when, "actor": actor, "bits": 0.0, "probability": share, "wording": "likely"}
            for actor, share in shares.items()
        ],
        "past_evidence": [
            {
                **when,
                "subject": "actor:Heron",
                "session_id": "",
                "account": "",
                "family": family,
                "bits": bits,
                "reason": f"because of {family}; and more",
            }
            for family, bits in evidence
        ],
    }


def opened(open_month: OpenMonth, *analyses: dict[str, list[dict[str, Any]]]) -> Any:  # noqa: ANN401
    rows: Month = {"past_attributions": [], "past_evidence": []}
    for one in analyses:
        for table, listed in one.items():
            rows[table] = [*rows[table], *listed]
    return open_month(rows)


def test_first_judgement_tells_what_it_rests_on(open_month: OpenMonth) -> None:
    """The heaviest first, not the prior, and nothing that weighs next to nothing."""
    engine = opened(
        open_month,
        past(1, 0.9, [("hours", 2.0), ("victims", 0.1), ("clients", 3.0), ("prior", -4)]),
    )

    (judged,) = judgements_of(engine, "C-1")

    assert ("Heron", "Heron", "unknown") == (judged.leader, judged.named, judged.runner_up)
    assert (
        "Heron, clients: +3.0 bits, because of clients",
        "Heron, hours: +2.0 bits, because of hours",
    ) == judged.why


def test_later_judgement_tells_what_changed(open_month: OpenMonth) -> None:
    engine = opened(
        open_month,
        past(1, 0.9, [("hours", 2.0), ("clients", 3.0)]),
        past(2, 0.3, [("hours", 2.2), ("challenge 4", -3.0)]),
    )

    latest, _ = judgements_of(engine, "C-1")

    assert ("unknown", None, 2) == (latest.leader, latest.named, latest.analysis)
    assert {
        "Heron, clients: +3.0 → +0.0 bits, no longer weighed",
        "Heron, challenge 4: -3.0 bits, because of challenge 4",
    } == set(latest.why)


def test_same_judgement_is_told_once(open_month: OpenMonth) -> None:
    """An analysis that changed other things of a campaign believed the same of who did it."""
    engine = opened(
        open_month,
        past(1, 0.9, [("hours", 2.0)]),
        past(2, 0.9, [("hours", 2.0)]),
        past(3, 0.9, [("hours", 2.0)]),
    )

    assert [2, 1] == [judged.analysis for judged in judgements_of(engine, "C-1")]
    assert () == judgements_of(engine, "C-1")[0].why


def test_judgements_are_shown(open_month: OpenMonth) -> None:
    engine = opened(open_month, past(1, 0.9, [("hours", 2.0)]))
    text = printed(judgements(plain(judgements_of(engine, "C-1"))))

    assert "2026-04-01 00:00   Heron" in text
    assert "90 %" in text


def test_reasons_of_a_time_that_kept_none_are_said_to_be_missing() -> None:
    assert "was not kept" in printed(reasons([{"actor": "Heron", "reasons": []}]))
