"""What is asked of imported records: rooms on one floor do not know each other."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol


class Records(Protocol):
    """The imported records of one format in files that are read alike."""

    @property
    def format(self) -> str:
        """The name of the format."""

    def sample(self) -> Sequence[Mapping[str, object]]:
        """Return some records, for the names and kinds of what they hold."""

    def query(self, keys: Sequence[str], told: Sequence[str], *, text: bool) -> str:
        """Return a query of raw_file, event_uid, `k0` …, `t0` … and, if asked for, `record`.

        `keys` are top-level names of records, whose values come as text, objects as JSON; `told`
        are SQL expressions in the format's own terms.
        """


Imported = Callable[[Collection[str]], Sequence[Records]]
"""Returns what was imported in some formats, and may return other records beside."""
