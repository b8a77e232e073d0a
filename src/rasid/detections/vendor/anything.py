"""What a Sigma rule could read, whatever was imported: to hold it against its own form."""

from sigma.rule import SigmaRule

from rasid.detections.sigma import Column, Kind, NothingToRead, Source
from rasid.detections.sigma.literals import quoted
from rasid.detections.vendor.kinds import kinds_of, named
from rasid.detections.vendor.own import EVENT, SAID, is_own, own_events


def anything(rule: SigmaRule) -> Source:
    """Return the log source of a rule as if its records held every field.

    Raises NothingToRead for a log source that rasid does not know.
    """
    source = rule.logsource
    if is_own(source):
        return own_events()
    kinds = kinds_of(source)
    if not kinds:
        raise NothingToRead(f"rasid imports no {named(source)}")
    lists = {name for kind in kinds for name in kind.lists}

    def column(name: str) -> Column:
        return Column(quoted(name), Kind.LIST if name.lower() in lists else Kind.TEXT)

    return Source("anything", "time", EVENT, column, SAID)
