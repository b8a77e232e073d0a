from datetime import date
from pathlib import Path

from rasid.sources import coverage
from sources.log_home import Site, sign_in, write_lines

DAY = 86_400


def test_files_reconcile(site: Site, tmp_path: Path) -> None:
    write_lines(tmp_path / "a.ndjson", [sign_in(1), sign_in(2), "{torn"])
    write_lines(tmp_path / "b.ndjson", [sign_in(2), sign_in(3)])
    site.take(tmp_path / "a.ndjson", tmp_path / "b.ndjson")

    files = coverage(site.engine, site.store).files

    assert ["a.ndjson", "b.ndjson"] == [file.name for file in files]
    assert all(f.lines == f.events + f.elsewhere + f.rejected for f in files)
    assert 3 == sum(file.events for file in files)


def test_silent_days_are_named(site: Site, tmp_path: Path) -> None:
    days = [0, 1, 2, 5, 6]
    site.take(write_lines(tmp_path / "a", [sign_in(n + d * DAY) for d in days for n in range(9)]))

    (provider,) = coverage(site.engine, site.store).providers

    assert ((date(2026, 1, 4), date(2026, 1, 5)),) == provider.silent
    assert (7, 45) == (provider.days, provider.events)
    assert (71, "2026-01-03T01:00:00") == (
        provider.longest_gap_hours,
        provider.gap_starts and provider.gap_starts.isoformat(),
    )


def test_wrong_clocks_do_not_stretch_the_time(site: Site, tmp_path: Path) -> None:
    usual = [sign_in(n + d * DAY) for d in range(3) for n in range(300)]
    site.take(write_lines(tmp_path / "a", [*usual, sign_in(40 * DAY)]))

    (provider,) = coverage(site.engine, site.store).providers

    assert (3, 1, ()) == (provider.days, provider.astray, provider.silent)


def test_empty_fields_and_conflicts_are_counted(site: Site, tmp_path: Path) -> None:
    records = [sign_in(1), sign_in(1, status_id=2), sign_in(2, src_endpoint={}), sign_in(3)]
    site.take(write_lines(tmp_path / "a", records))

    (provider,) = coverage(site.engine, site.store).providers

    assert (0.25, 1.0, 0.0) == tuple(provider.empty[c] for c in ("source_ip", "asn", "account"))
    assert (1, {"signin": 4}) == (provider.conflicts, provider.actions)
    assert {"success": 3, "failure": 1} == provider.outcomes


def test_rejects_are_counted_by_reason(site: Site, tmp_path: Path) -> None:
    site.take(write_lines(tmp_path / "a", [sign_in(1), "[1]", "[2]"]))

    assert {"JSON, but not an object": 2} == coverage(site.engine, site.store).rejects


def test_nothing_imported_covers_nothing(site: Site) -> None:
    empty = coverage(site.engine, site.store)

    assert ((), (), ()) == (empty.files, empty.providers, empty.days)
