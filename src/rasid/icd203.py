"""Words for probabilities, as analysts have agreed on them."""

_PHRASES = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)


def likelihood_phrase(probability: float) -> str:
    """Return the phrase of ICD 203 (2015, D.6.e.2) for a probability from 0 to 1.

    A bound belongs to the phrase above it, so that 0.55 is already likely.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is no probability")
    return next((phrase for below, phrase in _PHRASES if probability < below), _PHRASES[-1][1])
