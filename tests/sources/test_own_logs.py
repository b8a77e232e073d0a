"""Logs of one's own: found by themselves, mixed with others, and led back to."""

from pathlib import Path

import pytest

from rasid.errors import InputError, UsageError
from rasid.sources import raw_lines
from rasid.tables.events import EVENTS
from sources.log_home import Site, sign_in, write_lines
from sources.own_mappings import MAPPING, write_mapping

OURS = {"when": "2026-01-01T00:00:00Z", "user": {"name": "Ada@mail.example"}, "act": "IN"}


def test_own_format_is_found_beside_the_packaged(site: Site, tmp_path: Path) -> None:
    write_mapping(site.home, MAPPING)
    mixed = write_lines(tmp_path / "log", [OURS, sign_in(1)])

    (report,) = site.take(mixed)

    assert ("ocsf,ours", 2, 2) == (report.format, report.lines, report.new)


def test_own_format_that_begins_late_is_found(site: Site, tmp_path: Path) -> None:
    """A format that shows only in the middle of a file joins those that read it."""
    write_mapping(site.home, MAPPING)
    log = write_lines(tmp_path / "log", [*map(sign_in, range(400)), OURS])

    (report,) = site.take(log)

    assert ("ocsf,ours", 401) == (report.format, report.new)


def test_own_format_is_chosen_by_name(site: Site, tmp_path: Path) -> None:
    write_mapping(site.home, MAPPING)

    (report,) = site.take(write_lines(tmp_path / "log", [OURS]), format="ours")

    assert ("ours", 1) == (report.format, report.new)


def test_format_of_another_home_is_not_known(site: Site, other_site: Site, tmp_path: Path) -> None:
    write_mapping(site.home, MAPPING)
    log = write_lines(tmp_path / "log", [OURS])

    with pytest.raises(UsageError, match="--format got 'ours', expected one of"):
        other_site.take(log, format="ours")
    with pytest.raises(InputError, match="no known log format"):
        other_site.take(log)


def test_own_format_takes_the_place_of_a_packaged_one(site: Site, tmp_path: Path) -> None:
    write_mapping(site.home, MAPPING, name="ocsf")

    (report,) = site.take(write_lines(tmp_path / "log", [OURS]))

    assert ("ocsf", 1) == (report.format, report.new)
    with pytest.raises(InputError, match="no known log format"):
        site.take(write_lines(tmp_path / "other", [sign_in(1)]))


def test_codes_of_the_home_are_looked_up(site: Site, tmp_path: Path) -> None:
    (site.home.codes / "acts.toml").write_text('in = { action = "token" }\n')
    joined = MAPPING.replace("[event]", '[codes.known]\ntable = "acts"\non = "said"\n\n[event]')
    action = "CASE said WHEN 'in' THEN 'signin' ELSE 'other' END"
    write_mapping(site.home, joined.replace(action, "known.action"))

    site.take(write_lines(tmp_path / "log", [OURS]))

    assert [("token",)] == site.events("action")


def test_raw_line_of_an_own_format_is_found(site: Site, tmp_path: Path) -> None:
    write_mapping(site.home, MAPPING.replace("[event]", '[event]\nevent_uid = "code"'))
    site.take(write_lines(tmp_path / "log", [{**OURS, "code": "c1"}, {**OURS, "code": "c2"}]))
    at = EVENTS.column_names.index
    wanted = [
        (row[at("raw_file")], row[at("raw_line")], row[at("event_uid")])
        for row in site.rows(EVENTS)
    ]

    found = raw_lines(site.home, site.store, site.engine, wanted)

    assert ['"c1"', '"c2"'] == [record.text[-5:-1] for record in found]


def test_unsound_mapping_lets_nothing_in(site: Site, tmp_path: Path) -> None:
    """Not even a log that another mapping reads."""
    write_mapping(site.home, MAPPING.replace("moment(", "momnet("))

    with pytest.raises(InputError, match=r"ours.toml:18: .*; `rasid check` tells all"):
        site.take(write_lines(tmp_path / "log", [sign_in(1)]))

    assert [] == site.rows(EVENTS)
