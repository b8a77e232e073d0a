"""From a registered domain to what the model judges."""

from collections.abc import Sequence

import numpy as np

from rasid.websites.lexicon import DISGUISES
from rasid.websites.named import Gathered, Named, lay_out
from rasid.websites.scripts import look


def named(domain: str) -> Named:
    """Return a registered domain, in ASCII, as the model judges it."""
    label, _, suffix = domain.partition(".")
    if not label.startswith("xn--"):
        return Named(label, suffix)
    seen = look(label)
    odd = sum(1 << DISGUISES.index(notice) for notice in seen.notices)
    return Named(seen.plain or label, suffix, odd, label)


def gathered_domains(domains: Sequence[str]) -> Gathered:
    """Gather registered domains, in ASCII, as the model judges them."""
    parts = [domain.partition(".") for domain in domains]
    labels = [label for label, _, _ in parts]
    odd, disguised = np.zeros(len(labels), np.intp), np.zeros(len(labels), bool)
    for place in [place for place, label in enumerate(labels) if label[:4] == "xn--"]:
        one = named(domains[place])
        labels[place], odd[place], disguised[place] = one.label, one.odd, bool(one.written)
    return lay_out(labels, [suffix for _, _, suffix in parts], odd, disguised)
