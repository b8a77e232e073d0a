"""The habit that is nobody's own: a name built like any account page, whatever its words."""

import numpy as np
import numpy.typing as npt

from rasid.websites.fitting import Bag, Fit, Floats, fit, shrinkage_of
from rasid.websites.letters import Keys
from rasid.websites.pieces import KINDS, LEAST_PAGE_STEP, PAGE_STEPS, key_of_piece

PAGE_SHARE = 0.3
"""Of how much of new bait it is thought that it is named so, in words that were never labelled."""

STEP_NATS = 1.0
"""What a step of 3 bits says as far as labelled names do not tell: half of it, for words lean on
each other."""

LEAST_WEIGHT = 1e-4
"""What a labelled name weighs that is not named so."""

PAGE_ONLY = frozenset(("page", "page words", "other words"))
"""The kinds that are of this habit alone."""

FORMS = frozenset(
    ("hyphens", "rarity", "length", "unknown", "digits", "other ending", "borrowed", "visited")
)
"""The others that tell it: none knows one word from another."""

STEPS = 60

EVERY_STEP = Bag(
    0,
    np.zeros(PAGE_STEPS, np.int32),
    np.full(PAGE_STEPS, KINDS.index("page"), np.int8),
    np.array([key_of_piece("page", step) for step in range(1, PAGE_STEPS + 1)], np.uint64),
)
"""The steps, each of which says something even if no name that is learnt from reaches it."""


def fit_pages(
    bags: tuple[Bag, Bag], keys: Keys, kinds: npt.NDArray[np.int8], fresh: Floats, honest: Floats
) -> Fit:
    """Fit weights of these keys by how labelled names are built that have words of account pages.

    `bags` are of labelled and of honest names, `fresh` and `honest` what each of them weighs. What
    is fitted starts where the start is that of a likelihood ratio.
    """
    labelled, others = bags
    reached = labelled.rows[labelled.keys == key_of_piece("page", LEAST_PAGE_STEP)]
    weights = np.full(labelled.count, LEAST_WEIGHT)
    weights[reached] = fresh[reached]
    ours = is_one_of(kinds, PAGE_ONLY | FORMS)
    is_step = is_one_of(kinds[ours], frozenset(("page",)))
    found = fit(
        labelled.matrix(keys[ours]),
        others.matrix(keys[ours]),
        weights,
        honest,
        shrinkage_of(kinds[ours]),
        steps=STEPS,
        toward=np.where(is_step, STEP_NATS, 0.0),
    )
    every = np.zeros(len(keys))
    every[ours] = found.weights
    return Fit(every, found.start - float(np.log(weights.sum() / honest.sum())))


def is_one_of(kinds: npt.NDArray[np.int8], wanted: frozenset[str]) -> npt.NDArray[np.bool_]:
    """Say of each kind, by its number, whether it is wanted."""
    return np.array([kind in wanted for kind in KINDS])[kinds]
