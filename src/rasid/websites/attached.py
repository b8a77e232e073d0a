"""Pages that were attached as exhibits of a domain, as what they show."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from rasid.engines.store import Change, Store
from rasid.tables.websites import PAGE_TRAITS
from rasid.websites.importing import TableWriter
from rasid.websites.saved_pages import LARGEST_PAGE, Trait, traits_of


def take_attached(
    store: Store, change: Change, folder: Path, attached: Iterable[tuple[str, str]]
) -> int:
    """Read what attached pages show that were not read yet, and return how many those are.

    `attached` are a domain and the SHA-256 of a file each, which lies under it in the folder. What
    is no page shows nothing; one that is gone is told of when the evidence is verified.
    """
    known = {part.stem for part in store.parts(PAGE_TRAITS)}
    fresh = 0
    for domain, digest in dict.fromkeys(attached):
        part = hashlib.sha256(f"{digest} {domain}".encode()).hexdigest()
        if part in known:
            continue
        traits = _read(folder / digest)
        fresh += bool(traits)
        if not traits:
            continue
        with TableWriter(PAGE_TRAITS, change.add(PAGE_TRAITS, part)) as writer:
            for trait in traits:
                writer.add((domain, trait.kind, trait.shared, None, None, digest, None))
    return fresh


def _read(path: Path) -> list[Trait]:
    try:
        with path.open("rb") as file:
            return traits_of(file.read(LARGEST_PAGE))
    except OSError:
        return []
