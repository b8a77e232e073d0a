from rasid.engines.duckdb import DuckDB
from rasid.reports.disclosure.affected import read_affected
from rasid.reports.disclosure.claims import NUMBERS, Where
from rasid.reports.funnel import campaign_funnels
from reports.disclosure.planted import of


def test_accounts_are_those_of_the_funnel(engine: DuckDB) -> None:
    funnel = campaign_funnels(engine)["C-1"]
    found = read_affected(engine, "C-1")

    for number in NUMBERS:
        assert getattr(funnel.total, number) == len(found.accounts(number, Where()))
        for row in funnel.by_category:
            expected = getattr(row.funnel, number)
            assert expected == len(found.accounts(number, of(row.category)))


def test_people_are_counted_once_and_strangers_are_themselves(engine: DuckDB) -> None:
    found = read_affected(engine, "C-1")
    listed = {one.person for one in found.listed}

    assert len(listed) == found.crowd(Where())
    assert all("@" in one for one in found.people("attacked", of("unlisted")))
