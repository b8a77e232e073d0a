from rasid.evaluation.measures.overlap import Overlap, by_stage, overlap


def test_overlap_counts_both_sides() -> None:
    assert Overlap(true=3, found=2, right=1) == overlap({"a", "b", "c"}, {"c", "d"})


def test_shares_are_of_their_own_side() -> None:
    told = Overlap(true=4, found=2, right=1)

    assert (0.5, 0.25) == (told.precision, told.recall)


def test_nothing_has_no_share() -> None:
    """Of nothing found no share is right, and of no truth no share was found."""
    told = Overlap(true=0, found=0, right=0)

    assert (None, None) == (told.precision, told.recall)


def test_event_under_another_stage_is_not_right() -> None:
    """It is missed where it belongs and found wrongly where it was put."""
    told = by_stage({"u1": "attack", "u2": "attack"}, {"u1": "attack", "u2": "compromise"})

    assert Overlap(2, 1, 1) == told["attack"]
    assert Overlap(0, 1, 0) == told["compromise"]
    assert Overlap(0, 0, 0) == told["discover"]
