"""Words for probabilities, as analysts have agreed on them, in the languages of reports.

The English ones are those of ICD 203 (2015, D.6.e.2). No such standard is known for the others:
theirs are the usual degrees of each language, chosen so that no degree becomes its opposite if a
word of it is lost (Arabic says مستبعد, not غير مرجّح, of what is unlikely).
"""

_BOUNDS = (0.05, 0.20, 0.45, 0.55, 0.80, 0.95)

PHRASES = {
    "en": (
        "almost no chance",
        "very unlikely",
        "unlikely",
        "roughly even chance",
        "likely",
        "very likely",
        "almost certain",
    ),
    "ar": (
        "يكاد يكون مستحيلًا",
        "مستبعد جدًا",
        "مستبعد",
        "الاحتمالان متكافئان تقريبًا",
        "مرجّح",
        "مرجّح جدًا",
        "شبه مؤكّد",
    ),
    "fa": (
        "تقریباً ناممکن",
        "بسیار نامحتمل",
        "نامحتمل",
        "احتمال تقریباً برابر",
        "محتمل",
        "بسیار محتمل",
        "تقریباً قطعی",
    ),
}
"""The seven degrees of each language, the least likely first."""


def likelihood_phrase(probability: float, language: str = "en") -> str:
    """Return the phrase for a probability from 0 to 1; KeyError for another language.

    A bound belongs to the phrase above it, so that 0.55 is already likely.
    """
    if not 0.0 <= probability <= 1.0:
        raise ValueError(f"{probability} is no probability")
    return PHRASES[language][sum(bound <= probability for bound in _BOUNDS)]
