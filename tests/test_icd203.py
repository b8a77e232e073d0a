import pytest

from rasid.icd203 import likelihood_phrase


@pytest.mark.parametrize(
    ("probability", "phrase"),
    [
        (0.0, "almost no chance"),
        (0.049, "almost no chance"),
        (0.05, "very unlikely"),
        (0.2, "unlikely"),
        (0.5, "roughly even chance"),
        (0.55, "likely"),
        (0.8, "very likely"),
        (0.95, "almost certain"),
        (1.0, "almost certain"),
    ],
)
def test_phrase_follows_the_standard(probability: float, phrase: str) -> None:
    """The seven phrases of ICD 203; a bound belongs to the phrase above it."""
    assert phrase == likelihood_phrase(probability)


@pytest.mark.parametrize("wrong", [-0.01, 1.01, float("nan")])
def test_no_probability_is_refused(wrong: float) -> None:
    """What is no probability has no phrase."""
    with pytest.raises(ValueError, match="is no probability"):
        likelihood_phrase(wrong)
