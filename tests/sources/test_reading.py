"""What the engine reads by itself is what the careful way makes of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rasid.sources import intake
from rasid.sources.counting import RowCounter
from sources.log_home import Site, sign_in, write_lines

HEADER = "Date (UTC),Service,Category,Activity,Result,ActorType,ActorUserPrincipalName"
ROW = (
    '2026-01-05T10:00:0{}Z,Core Directory,UserManagement,"Update\nuser",success,User,'
    "ada@contoso.example"
)


def test_rows_without_an_id_are_the_same_beside_a_torn_one(site: Site, tmp_path: Path) -> None:
    rows = [ROW.format(second) for second in range(3)]
    whole, torn = tmp_path / "whole.csv", tmp_path / "torn.csv"
    whole.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    torn.write_text("\n".join([HEADER, rows[0], "torn,row", *rows[1:]]) + "\n", encoding="utf-8")

    first, second = site.take(whole)[0], site.take(torn)[0]

    assert (first.new, first.duplicate, first.rejected) == (3, 0, 0)
    assert (second.new, second.duplicate, second.rejected) == (0, 3, 1)


def test_line_feeds_between_quotes_end_no_row() -> None:
    text = b'a,b\n"1\n\n2",x\n\n"say ""no""\n",y\n'

    for size in range(1, len(text)):
        counter = RowCounter()
        for at in range(0, len(text), size):
            counter.feed(text[at : at + size])
        assert counter.end().records == 2


def test_records_without_an_id_of_several_formats_are_counted_once(
    site: Site, tmp_path: Path
) -> None:
    nameless = [sign_in(n, metadata={"product": {"name": "Mail"}}) for n in range(400)]
    entra = {
        "createdDateTime": "2026-01-01T10:00:00Z",
        "userPrincipalName": "ada@contoso.example",
        "appDisplayName": "Mail",
        "status": {"errorCode": 0},
    }
    named = [{**entra, "id": f"id-{n}"} for n in range(5)]
    late = [{**entra, "ipAddress": f"192.0.2.{n}"} for n in range(5)]
    log = write_lines(tmp_path / "log", [*named, *nameless, "torn", *late])

    (report,) = site.take(log)

    assert (411, 410, 1) == (report.lines, report.new, report.rejected)


def test_lone_object_stands_for_a_list_of_one(site: Site, tmp_path: Path) -> None:
    """Beside lists, beside a torn line, and where records have no id."""
    lone = {"ja4_fingerprint_list": {"value": "t13d"}}
    listed = {"ja4_fingerprint_list": [{"value": "t13d"}]}
    nameless = {"metadata": {"product": {"name": "Mail"}}}
    mixed = write_lines(tmp_path / "a", [sign_in(1, **lone), sign_in(2, **listed)])
    torn = write_lines(tmp_path / "b", [sign_in(3, **lone), "{torn", sign_in(4, **listed)])
    unnamed = write_lines(tmp_path / "c", [sign_in(5, **lone, **nameless)])

    site.take(mixed, torn, unnamed)

    assert [("t13d",)] * 5 == site.events("fingerprint")
    assert [(2, "not JSON")] == [(line, why[:8]) for line, why in site.rejects()]


NAMELESS = {"metadata": {"product": {"name": "Mail"}}}


@pytest.mark.parametrize(
    "lines",
    [
        [sign_in(1), sign_in(2)],
        [sign_in(1), "", "torn", sign_in(2)],
        [sign_in(1), {"class_uid": 3002, "odd": True}, sign_in(2, time=99_999_999_999_999)],
        [sign_in(1, **NAMELESS), "torn", sign_in(2), sign_in(3, **NAMELESS)],
        [sign_in(1), {"createdDateTime": "2026-01-01T10:00:00Z", "id": "x", "torn": None}],
        [sign_in(1, ja4_fingerprint_list={"value": "t13d"}), '{"x": "\\ud800"}', sign_in(2)],
    ],
    ids=["sound", "torn", "odd", "nameless", "mixed", "lone"],
)
def test_file_is_read_alike_whether_it_is_small(
    site: Site, other_site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: list[Any]
) -> None:
    """One look is held for all that is asked of a small file's records, and then let go."""
    log = write_lines(tmp_path / "log", lines)

    small = site.take(log)
    monkeypatch.setattr(intake, "SMALL", 0)
    large = other_site.take(log)

    assert [replace(one, name="") for one in small] == [replace(one, name="") for one in large]
    assert site.tables() == other_site.tables()
    assert not {"held_0", "held_1", "wrapped"} & set(site.engine.made())
