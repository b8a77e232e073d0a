from rasid.evaluation.baselines.judged import Judged, best, judged
from rasid.evaluation.measures.overlap import Overlap
from rasid.evaluation.truth import Deed, Truth

TRUTH = Truth(
    groups={},
    events={uid: Deed("Amber", "attack") for uid in ("u1", "u2", "u3", "u4")},
    background=frozenset(),
    unlisted_targets=frozenset(),
)
RIGHT, HALF, WRONG = frozenset({"u1", "u2", "w1"}), frozenset({"u3", "w2"}), frozenset({"w3"})


def test_alert_is_false_unless_most_of_it_is_right() -> None:
    assert Judged(Overlap(true=4, found=6, right=3), alerts=3, false=2) == judged(
        [RIGHT, HALF, WRONG], TRUTH
    )


def test_event_in_two_alerts_counts_once() -> None:
    assert Overlap(4, 3, 2) == judged([RIGHT, RIGHT], TRUTH).events


def test_best_alert_tells_most_of_the_group() -> None:
    assert (RIGHT,) == best([WRONG, RIGHT, HALF], TRUTH)
    assert () == best([WRONG], TRUTH) == best([], TRUTH)
