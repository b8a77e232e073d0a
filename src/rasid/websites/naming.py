"""From a registered domain to what the model judges."""

from rasid.websites.lexicon import DISGUISES
from rasid.websites.pieces import Named
from rasid.websites.scripts import look


def named(domain: str) -> Named:
    """Return a registered domain, in ASCII, as the model judges it."""
    label, _, suffix = domain.partition(".")
    if not label.startswith("xn--"):
        return Named(label, suffix)
    seen = look(label)
    odd = sum(1 << DISGUISES.index(notice) for notice in seen.notices)
    return Named(seen.plain or label, suffix, odd, label)
