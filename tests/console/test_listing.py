import csv
import io
from datetime import datetime

import pytest

from console.browser import Browser
from rasid.console.listing import Column, Fetched, Row, Table, as_csv, paged

COLUMNS = (Column("name"), Column("events", "count"), Column("drawing", "chart"))


def rows(*names: object) -> list[Row]:
    return [{"name": name, "events": 1, "drawing": ""} for name in names]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@sum", "'@sum"),
        ("\t=1", "'\t=1"),
        ("\uff1d1", "'\uff1d1"),
        ('plain, with "quotes"\n', 'plain, with "quotes"\n'),
        (["a", "b"], "a b"),
        (None, ""),
        (datetime(2026, 3, 2, 5, 10), "2026-03-02T05:10:00Z"),  # noqa: DTZ001 - of a table
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    read = list(csv.reader(io.StringIO(as_csv(Table("t", COLUMNS, rows(value))), newline="")))

    assert [["name", "events"], [cell, "1"]] == read


def test_a_file_holds_all_pages() -> None:
    table = paged("t", COLUMNS, rows(*range(120)), page=3)

    assert (3, 101, 120, 20) == (table.pages, table.first, table.last, len(table.shown))
    assert 121 == as_csv(table).count("\r\n")


def test_rows_are_fetched_as_they_are_asked_for() -> None:
    asked: list[tuple[int, int]] = []

    def fetch(start: int, most: int) -> list[Row]:
        asked.append((start, most))
        return rows(*range(start, start + most))

    table = paged("t", COLUMNS, Fetched(1_000_000, fetch), page=20_000)

    assert [999_950, 999_999] == [table.shown[0]["name"], table.shown[-1]["name"]]
    assert {(999_950, 50)} == set(asked)
    assert 7 == table.rows[7]["name"]


def test_a_file_is_named_by_us(browser: Browser) -> None:
    told = browser.get("/campaigns?csv=campaigns&q=%22%0d%0aX-Name:%20../x.csv")

    assert 'attachment; filename="rasid-campaigns.csv"' == told.headers["content-disposition"]
