from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.engines.duckdb import DuckDB
from rasid.ledger import open_ledger
from rasid.settings import Home
from rasid.sharing import (
    csv_indicators,
    hunt,
    import_indicators,
    misp_events,
    read_kept,
    stix_bundle,
)
from reports.months import Month
from sharing.worlds import KEY, a_month
from sharing.writing import Write, written

Opened = Callable[[Month], DuckDB]
NOW = datetime(2026, 4, 2, tzinfo=UTC)
FORMS: dict[str, Write] = {"stix": stix_bundle, "misp": misp_events, "csv": csv_indicators}
SEEN = {f"198.51.100.{n}" for n in range(9)} | {"Mozilla/5.0", "t13d_rare"}


@pytest.mark.parametrize("form", FORMS)
def test_another_home_hunts_for_what_was_shared(
    opened: Opened, ledger: Engine, tmp_path: Path, form: str
) -> None:
    """All values with their level and validity; a second import changes nothing; all are found."""
    engine = opened(a_month())
    path = tmp_path / "shared"
    path.write_text(written(FORMS[form], form, engine, ledger), encoding="utf-8")
    other = Home(tmp_path / "other")
    other.create()

    with open_ledger(other) as theirs:
        first = import_indicators(path, theirs, now=NOW)
        second = import_indicators(path, theirs, now=NOW)
        known = read_kept(theirs)

    assert (11, 0, 0) == (first.added, first.refused_in_all, second.added)
    assert 11 == second.unchanged
    assert SEEN == {one.value for one in known} == {h.value for h in hunt(engine, known, KEY)}
    assert {"amber"} == {one.tlp for one in known}
    assert all(one.valid_from and one.valid_until and one.whole for one in known)


@pytest.mark.parametrize("form", ["stix", "misp"])
def test_another_home_forgets_what_is_revoked(
    opened: Opened, ledger: Engine, tmp_path: Path, form: str
) -> None:
    """By its id alone, though the bundle tells no more what it was."""
    month, path = a_month(), tmp_path / "shared"
    with open_ledger(_home(tmp_path / "other")) as theirs:
        path.write_text(written(FORMS[form], form, opened(month), ledger), encoding="utf-8")
        import_indicators(path, theirs, now=NOW)
        month["hostile"] = [row for row in month["hostile"] if row["source_ip"] != "198.51.100.7"]
        path.write_text(written(FORMS[form], form, opened(month), ledger), encoding="utf-8")
        done = import_indicators(path, theirs, now=NOW)
        known = {one.value for one in read_kept(theirs)}

    assert (1, SEEN - {"198.51.100.7"}) == (done.revoked, known)


def test_all_formats_tell_the_same_validity(opened: Opened, ledger: Engine, tmp_path: Path) -> None:
    engine = opened(a_month())
    spans = []
    for form, write in FORMS.items():
        path = tmp_path / form
        path.write_text(written(write, form, engine, ledger), encoding="utf-8")
        with open_ledger(_home(tmp_path / f"home-{form}")) as theirs:
            import_indicators(path, theirs, now=NOW)
            spans.append(
                {one.value: (one.valid_from, one.valid_until) for one in read_kept(theirs)}
            )

    assert spans[0] == spans[1] == spans[2]


def _home(root: Path) -> Home:
    home = Home(root)
    home.create()
    return home
