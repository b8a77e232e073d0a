"""What was counted of the logs is believed while they are what was counted, and no longer."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from rasid.sources import coverage, coverage_kept, keep_coverage
from rasid.sources.coverage import COUNTED, Coverage, count_coverage
from rasid.tables.coverage import COVERAGE
from rasid.tables.events import EVENTS
from sources.log_home import Site, open_site, sign_in, write_lines

HOUR = 3_600


def kept(site: Site) -> None:
    """Let a site keep what it counts."""
    with site.store.change() as change:
        keep_coverage(site.engine, site.store, change)


def counted(site: Site) -> Coverage:
    return count_coverage(site.engine, {table.name: site.store.parts(table) for table in COUNTED})


@pytest.fixture(scope="module")
def counted_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home of two providers and ten days that has counted all; for copies only."""
    folder = tmp_path_factory.mktemp("counted")
    hours = [sign_in(n + h * HOUR) for h in range(240) if not 100 < h < 110 for n in range(8)]
    other = {"metadata": {"product": {"vendor_name": "Other"}}, "src_endpoint": {}}
    strays = [sign_in(n * HOUR, **other) for n in range(9)]
    for site in open_site(folder / "home"):
        site.take(write_lines(folder / "a", hours), write_lines(folder / "b", [*strays, "[1]"]))
        kept(site)
    return folder / "home"


@pytest.fixture
def known(counted_home: Path, tmp_path: Path) -> Iterator[Site]:
    yield from open_site(Path(shutil.copytree(counted_home, tmp_path / "home")))


def test_kept_is_what_was_counted(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every count and time is read back as it was, and nothing is counted for it."""
    expected = counted(known)
    monkeypatch.setattr(coverage_kept, "count_coverage", _uncounted)

    assert expected == coverage(known.engine, known.store)
    assert (2, True, True) == (
        len(expected.providers),
        bool(expected.silences),
        bool(expected.lacks),
    )


def test_keeping_twice_counts_once(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    (before,) = known.store.parts(COVERAGE)
    content = before.read_bytes()
    monkeypatch.setattr(coverage_kept, "count_coverage", _uncounted)
    kept(known)

    assert (content, [before]) == (before.read_bytes(), known.store.parts(COVERAGE))


def test_later_logs_are_counted(known: Site, tmp_path: Path) -> None:
    known.take(write_lines(tmp_path / "c", [sign_in(300 * HOUR), "[2]"]))
    found = coverage(known.engine, known.store)

    assert counted(known) == found
    assert (3, 2) == (len(found.files), sum(file.rejected for file in found.files))


def test_other_events_under_the_same_names_are_counted(known: Site) -> None:
    """As an erasure writes them: no part is more or less, and none is larger or smaller."""
    part = known.store.parts(EVENTS)[0]
    table = parquet.read_table(part)
    at = table.column_names.index("account")
    accounts = pc.replace_substring(table["account"], "ada@", "eve@")
    parquet.write_table(table.set_column(at, "account", accounts), part)
    (day, *_) = coverage(known.engine, known.store).days

    assert day == counted(known).days[0]
    assert pc.unique(accounts).to_pylist() == ["eve@mail.example"]


def test_a_change_keeps_what_will_be_there(known: Site) -> None:
    """What a change removes, and what it adds, is counted before it is there."""
    (day, *_) = known.store.days(EVENTS)
    left = known.store.parts(EVENTS, day=day)
    providers = sorted(pc.unique(parquet.read_table(left[0])["provider"]).to_pylist())
    with known.store.change() as change:
        change.remove(known.store.parts(EVENTS))
        change.add(EVENTS, "held", day=day).write_bytes(left[0].read_bytes())
        keep_coverage(known.engine, known.store, change)
    told = known.store.parts(COVERAGE)[0].read_bytes()
    kept(known)

    days = coverage(known.engine, known.store).days
    assert [(day, name) for name in providers] == [(one.day, one.provider) for one in days]
    assert told == known.store.parts(COVERAGE)[0].read_bytes()


def _torn(part: Path) -> None:
    part.write_bytes(part.read_bytes()[:-9])


def _of_another(part: Path) -> None:
    """Write what an older or newer rasid might: the same state, told otherwise."""
    table = parquet.read_table(part)
    told = pc.replace_substring(table["told"], '"files"', '"papers"')
    parquet.write_table(table.set_column(1, "told", told), part)


def _without_state(part: Path) -> None:
    parquet.write_table(parquet.read_table(part).drop_columns("state"), part)


@pytest.mark.parametrize(
    "spoil",
    [_torn, _of_another, _without_state, Path.unlink],
    ids=["torn", "of another", "without a state", "not there"],
)
def test_what_cannot_be_read_is_counted_anew(
    known: Site, spoil: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next time that all is counted, it is kept again."""
    spoil(known.store.parts(COVERAGE)[0])
    expected = counted(known)

    assert expected == coverage(known.engine, known.store)
    kept(known)
    monkeypatch.setattr(coverage_kept, "count_coverage", _uncounted)
    assert expected == coverage(known.engine, known.store)


def test_counted_otherwise_counts_for_nothing(known: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a rasid that counts in another way has kept is not believed."""
    asked: list[object] = []
    monkeypatch.setattr(coverage_kept, "_ways", lambda: b"another way")
    monkeypatch.setattr(coverage_kept, "count_coverage", lambda *told: asked.append(told))
    coverage(known.engine, known.store)

    assert 1 == len(asked)


def _uncounted(*_: object) -> Coverage:
    raise AssertionError("counted anew")
