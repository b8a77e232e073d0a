"""The fields that rules ask for, as columns of one query over records of one format."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rasid.detections.vendor.kinds import RecordKind
from rasid.detections.vendor.records import Records
from rasid.detections.vendor.shapes import Place, Shape, find, shape_of
from rasid.engines.duckdb import quote


@dataclass(frozen=True, slots=True)
class Found:
    """A field in records of one format: SQL over what their query gives; several values or one."""

    sql: str
    listed: bool = False


@dataclass(slots=True)
class Reader:
    """Reads asked-for fields out of records that are read alike."""

    kind: RecordKind
    records: Records
    shape: Shape = field(init=False)
    keys: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    paths: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, Found | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shape = shape_of(self.records.sample())

    def find(self, name: str) -> Found | None:
        """Return a field by a rule's name for it; None where no record that was seen has it."""
        asked = name.lower()
        if asked not in self.found:
            self.found[asked] = self._find(name)
        return self.found[asked]

    def _find(self, name: str) -> Found | None:
        asked = name.lower()
        if asked in self.kind.texts:
            return Found("record")
        if asked in self.kind.fields:
            return Found(self._told(self.kind.fields[asked]))
        if asked in self.kind.lists:
            return Found(self._told(self.kind.lists[asked]), listed=True)
        places = [place for one in self._names(name) for place in find(self.shape, one)]
        found = [self._placed(place) for place in places]
        if asked in self.kind.otherwise:
            found.append(Found(self._told(self.kind.otherwise[asked])))
        if not found and self.kind.pairs:
            bare = self._names(name)[-1].lower()
            found = [Found(self._looked_up(pairs, bare)) for pairs in self.kind.pairs.values()]
        if not found:
            return None
        if not any(one.listed for one in found):
            return Found(_first([one.sql for one in found]))
        return Found(_first([as_list(one) for one in found]), listed=True)

    def _names(self, name: str) -> list[str]:
        """Return what records may call a field, and what it is within."""
        names = [name]
        for begin, others in self.kind.places.items():
            if name.lower() == begin or name.lower().startswith(f"{begin}."):
                names += [other + name[len(begin) :] for other in others]
        for envelope in self.kind.envelopes:
            if name.lower().startswith(f"{envelope}."):
                names.append(name[len(envelope) + 1 :])
        return names

    def _told(self, sql: str) -> str:
        if sql not in self.told:
            self.told.append(sql)
        return f"t{self.told.index(sql)}"

    def _looked_up(self, pairs: str, name: str) -> str:
        return f"list_filter({self._told(pairs)}, lambda p: lower(p.name) = {quote(name)})[1].value"

    def _placed(self, place: Place) -> Found:
        if place.top not in self.keys:
            self.keys.append(place.top)
        key = f"k{self.keys.index(place.top)}"
        if not place.path:
            return Found(key)
        if place.listed:
            values = f"json_extract_string({_json(key)}, {quote(place.path)})"
            return Found(f"CASE WHEN len({values}) > 0 THEN {values} END", listed=True)
        paths = self.paths.setdefault(key, [])
        if place.path not in paths:
            paths.append(place.path)
        return Found(f"d{key}[{paths.index(place.path) + 1}]")

    def query(self, columns: Mapping[str, tuple[str, bool]], *, text: bool) -> str:
        """Return the query of raw_file, event_uid and, of each column, the field named for it.

        `columns` has, for each, the field and whether it is a list. A text is added if asked for.
        """
        values = {}
        for column, (name, listed) in columns.items():
            one = self.find(name)
            kind = "VARCHAR[]" if listed else "VARCHAR"
            sql = "NULL" if one is None else as_list(one) if listed else one.sql
            values[column] = f"CAST({sql} AS {kind})"
        whole = text or any(one == Found("record") for one in self.found.values())
        if text:
            values["said"] = "record"
        source = self.records.query(self.keys, self.told, text=whole)
        parsed = "".join(
            f", json_extract_string({_json(key)}, [{', '.join(map(quote, paths))}]) AS d{key}"
            for key, paths in self.paths.items()
        )
        packed = ", ".join(f"{column} := {sql}" for column, sql in values.items())
        return (
            f"SELECT raw_file, event_uid, unnest([struct_pack({packed})]) AS fields "
            f"FROM (SELECT *{parsed} FROM ({source}))"
        )


def as_list(found: Found) -> str:
    """Return a field's values as a list, NULL where it has none."""
    return (
        found.sql if found.listed else f"CASE WHEN {found.sql} IS NOT NULL THEN [{found.sql}] END"
    )


def _first(several: list[str]) -> str:
    return several[0] if len(several) == 1 else f"coalesce({', '.join(several)})"


def _json(sql: str) -> str:
    return f"CASE WHEN json_valid({sql}) THEN {sql} END"
