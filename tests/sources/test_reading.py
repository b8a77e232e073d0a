"""What the engine reads by itself is what the careful way makes of it."""

from pathlib import Path

from rasid.sources.counting import RowCounter
from sources.log_home import Site

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
