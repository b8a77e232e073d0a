import pytest

from rasid.reports.explain_actor import actor_turning
from rasid.reports.naming import Candidate, Naming
from rasid.reports.reasons import Reason
from rasid.reports.wording import margin_sentence, naming_sentence


def naming(**shares: float) -> Naming:
    """Return candidates with these probabilities, the likeliest first."""
    ordered = sorted(shares.items(), key=lambda one: -one[1])
    return Naming(tuple(Candidate(name.replace("_", " "), 0.0, p, "worded") for name, p in ordered))


def test_actor_has_to_beat_both_who_are_nobody() -> None:
    """Though it is likelier than each of them, a half of the two together is still more."""
    found = naming(Heron=0.4, new_group=0.35, unknown=0.25)

    assert found.leader
    assert found.runner_up
    assert ("new group or unknown", "likely") == (found.leader.actor, found.leader.wording)
    assert 0.6 == pytest.approx(found.leader.probability)
    assert ("Heron", None, 0.35) == (found.runner_up.actor, found.actor, found.new_group)


def test_likelier_of_both_is_told_first() -> None:
    found = naming(unknown=0.5, new_group=0.3, Heron=0.2)

    assert found.leader
    assert "unknown or new group" == found.leader.actor


def test_named_actor_has_both_behind_it() -> None:
    found = naming(Heron=0.7, new_group=0.2, unknown=0.1)

    assert "Heron" == found.actor
    assert found.runner_up
    assert 0.3 == pytest.approx(found.runner_up.probability)


def test_unknown_alone_is_as_it_was() -> None:
    """Analyses of before the two were told apart, and those where nobody is described."""
    found = naming(unknown=0.8, Heron=0.2)

    assert found.leader
    assert ("unknown", True) == (found.leader.actor, found.leader.is_nobody)
    assert None is found.new_group


def test_sentence_says_what_tells_both_apart() -> None:
    told = naming_sentence(naming(new_group=0.6, unknown=0.2, Heron=0.2))

    assert "none of the known actors is very likely (80 %)" in told
    assert "a new group, which no imported actor is: worded (60 %)" in told
    assert "which cannot be told: worded (20 %)" in told
    assert told.endswith("Runner-up: Heron (20 %).")


def test_evidence_that_would_change_it_is_told_of_both_together() -> None:
    found = naming(new_group=0.6, unknown=0.2, Heron=0.2)
    reasons = {
        "Heron": (Reason("prior", -4.0, ""), Reason("hours", 3.0, "")),
        "new group": (Reason("prior", -1.0, ""), Reason("analyst 2", 1.0, "")),
        "unknown": (Reason("prior", -1.0, ""), Reason("analyst 2", 1.0, "")),
    }
    turned = actor_turning(found, reasons)

    assert turned
    assert ("new group or unknown", True, "Heron") == (
        turned.leader,
        turned.leader_is_nobody,
        turned.runner_up,
    )
    assert {"prior": 4.0, "analyst 2": 1.0, "hours": -3.0} == {
        one.family: one.bits for one in turned.apart
    }
    assert "2.0 bits of new evidence against new group or unknown, or for Heron" in (
        margin_sentence(found)
    )
