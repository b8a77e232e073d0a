from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from rasid.sharing.indicators import Indicator
from rasid.sharing.keeping import Imported, import_indicators, read_kept
from sharing.indicator_files import bundle, indicator, put

NOW = datetime(2026, 4, 1, tzinfo=UTC)
LATER = {"modified": "2026-02-01T00:00:00.000Z"}
ONE, OTHER = (f"[ipv4-addr:value = '198.51.100.{n}']" for n in (7, 8))


def take(ledger: Engine, folder: Path, *objects: Any) -> Imported:  # noqa: ANN401
    return import_indicators(put(folder, bundle(*objects)), ledger, now=NOW)


def counts(done: Imported) -> tuple[int, int, int, int]:
    return done.added, done.changed, done.unchanged, done.older


def kept(ledger: Engine) -> list[str]:
    return sorted(one.value for one in read_kept(ledger))


def test_what_is_imported_is_kept_whole(ledger: Engine, tmp_path: Path) -> None:
    take(ledger, tmp_path, indicator(ONE, confidence=7, valid_until="2026-03-01T00:00:00Z"))

    (one,) = read_kept(ledger)
    assert replace(one, source="", indicator_id="") == Indicator(
        "",
        "",
        "address",
        "198.51.100.7",
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_until=datetime(2026, 3, 1, tzinfo=UTC),
        confidence=7,
        created=datetime(2026, 1, 1, tzinfo=UTC),
        modified=datetime(2026, 1, 1, tzinfo=UTC),
    )


def test_a_second_import_changes_nothing(ledger: Engine, tmp_path: Path) -> None:
    first = take(ledger, tmp_path, indicator(ONE), indicator(OTHER))
    second = take(ledger, tmp_path, indicator(OTHER), indicator(ONE))

    assert ((2, 0, 0, 0), (0, 0, 2, 0)) == (counts(first), counts(second))


def test_a_newer_version_takes_the_place_of_an_older(ledger: Engine, tmp_path: Path) -> None:
    """Whichever comes first; a value that it names no more is gone."""
    old, new = indicator(ONE, "x"), indicator(OTHER, "x", **LATER)

    assert (0, 1, 0, 0) == (take(ledger, tmp_path, old), counts(take(ledger, tmp_path, new)))[1]
    assert (0, 0, 0, 1) == counts(take(ledger, tmp_path, old))
    assert ["198.51.100.8"] == kept(ledger)


def test_what_is_revoked_is_hunted_no_more(ledger: Engine, tmp_path: Path) -> None:
    take(ledger, tmp_path, indicator(ONE))
    done = take(ledger, tmp_path, indicator(ONE, revoked=True, **LATER))

    assert (1, []) == (done.revoked, kept(ledger))


def test_a_revocation_needs_no_pattern(ledger: Engine, tmp_path: Path) -> None:
    """What it was may be told no more."""
    take(ledger, tmp_path, indicator(ONE, "x"))
    done = take(ledger, tmp_path, indicator("[a:b = 'c']", "x", revoked=True, **LATER))

    assert (1, 0, []) == (done.revoked, done.refused_in_all, kept(ledger))


def test_a_forged_version_is_refused(ledger: Engine, tmp_path: Path) -> None:
    """Another content under the same version, or another time of creation."""
    take(ledger, tmp_path, indicator(ONE, "x"))
    done = [
        take(ledger, tmp_path, indicator(OTHER, "x")),
        take(ledger, tmp_path, indicator(OTHER, "x", created="2025-01-01T00:00:00Z", **LATER)),
    ]

    assert [1, 1] == [one.refused_in_all for one in done]
    assert "contradicts" in done[0].refused[0].why
    assert ["198.51.100.7"] == kept(ledger)


def test_one_source_cannot_change_what_another_said(ledger: Engine, tmp_path: Path) -> None:
    take(ledger, tmp_path, indicator(ONE, "x"))
    other = indicator(ONE, "x", created_by_ref="identity--other", revoked=True, **LATER)
    take(ledger, tmp_path, other)

    assert ["198.51.100.7"] == kept(ledger)


def test_what_has_expired_is_counted_and_kept(ledger: Engine, tmp_path: Path) -> None:
    done = take(ledger, tmp_path, indicator(ONE, valid_until="2026-03-31T00:00:00Z"))

    assert (1, ["198.51.100.7"]) == (done.expired, kept(ledger))
