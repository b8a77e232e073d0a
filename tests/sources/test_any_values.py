"""Any values in any column of any mapping: all is accounted for, and what comes out is sound."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.sources.formats import packaged
from rasid.sources.mapping import Mapping, Shape
from sources.log_home import Site
from sources.soundness import unsound

TELLING = [
    *("2026-01-01T00:00:00Z", "1767225600000", "01/02/2026, 3:04:05 PM", "ADA@Contoso.example"),
    *("192.0.2.1:443", "2001:DB8::0:1", "[2001:db8::1]:80", "::ffff:192.0.2.1", "Success", "true"),
    *("{", '{"a": [', "[]", "[null]", '[{"Name": null}]', "null", "-1", "9" * 30, "1e400", "\x00"),
]
scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(TELLING)
    | st.text(max_size=8)
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=4,
)


def of_shape(shape: Shape) -> st.SearchStrategy[Any]:
    """Draw what mostly is of a shape."""
    if isinstance(shape, str):
        return scalars | anything
    if isinstance(shape, list):
        return st.lists(of_shape(shape[0]), max_size=3) | anything
    return of_columns(shape) | anything


def of_columns(shapes: Any) -> st.SearchStrategy[dict[str, Any]]:  # noqa: ANN401 - nested shapes
    """Draw an object with some of the columns."""
    return st.fixed_dictionaries({}, optional={key: of_shape(s) for key, s in shapes.items()})


def written(mapping: Mapping, records: list[dict[str, Any]]) -> bytes:
    """Return the records as a file that the mapping reads."""
    if mapping.inside:
        records = [{mapping.inside: json.dumps(record)} for record in records]
    if "json" in mapping.containers:
        return b"".join(json.dumps(record).encode() + b"\n" for record in records)
    table = io.StringIO(newline="")
    columns = [mapping.inside] if mapping.inside else list(mapping.columns)
    rows = csv.writer(table)
    rows.writerow(columns)
    rows.writerows([record.get(name) for name in columns] for record in records)
    return table.getvalue().encode("utf-8", "replace")


def width(name: str) -> int:
    """Return how many columns a mapping reads."""
    return len(packaged().mappings[name].columns)


VENDORS = {name.partition("_")[0] for name in packaged().mappings}
WIDEST = {
    max(filter(lambda name: name.startswith(v), packaged().mappings), key=width) for v in VENDORS
}
NAMES = [
    pytest.param(name, marks=[pytest.mark.long] * (name not in WIDEST))
    for name in sorted(packaged().mappings)
]
"""The widest form of each vendor's log; the others are made of the same macros."""


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_values_add_up(site: Site, tmp_path: Path, name: str, data: st.DataObject) -> None:
    mapping = packaged().mappings[name]
    drawn = data.draw(st.lists(of_columns(mapping.columns), min_size=1, max_size=24))
    log = tmp_path / "logs" / "log"
    log.parent.mkdir(exist_ok=True)
    log.write_bytes(written(mapping, drawn))

    for report in site.take(log.parent, format=name):
        assert report.lines == report.new + report.duplicate + report.rejected

    assert [] == unsound(site)
