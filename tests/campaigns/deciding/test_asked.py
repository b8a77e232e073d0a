"""What a command asks to be decided, against the sessions and campaigns that there are."""

import pytest

from campaigns.worlds import campaigns
from rasid.campaigns.deciding.asked import asked_source, asked_split, sessions_of
from rasid.campaigns.deciding.decisions import About
from rasid.engines.duckdb import DuckDB
from rasid.errors import UsageError


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        ({"address": " 2001:DB8::0001 "}, About(address="2001:db8::1")),
        ({"network": "as64500"}, About(network="AS64500")),
        ({"network": "192.0.2.0/24"}, About(network="192.0.2.0/24")),
        ({"network": "2001:DB8::/32"}, About(network="2001:db8::/32")),
        ({"fingerprint": "t13d"}, About(fingerprint="t13d")),
    ],
)
def test_source_is_put_into_its_one_spelling(
    engine: DuckDB, asked: dict[str, str], about: About
) -> None:
    assert about == asked_source(engine, **asked)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({}, r"^expected one of --address, .*; got none\.$"),
        ({"address": "192.0.2.1", "fingerprint": "f"}, r"; got 2\.$"),
        ({"address": "mail.example"}, r"^--address got 'mail.example', expected an address"),
        ({"network": "ASx"}, r"^--network got 'ASx', expected AS64500 or 192\.0\.2\.0/24\.$"),
        ({"network": "192.0.2.1/24"}, r"^--network got '192.0.2.1/24', expected "),
        ({"network": "192.0.2.1"}, r"^--network got "),
        ({"session": "nope"}, r"^there is no session 'nope' in the last analysis\.$"),
    ],
)
def test_wrong_source_is_a_sentence(mixed: DuckDB, asked: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        asked_source(mixed, **asked)


@pytest.mark.parametrize(
    ("about", "found"),
    [
        (About(fingerprint="t13d-bot"), True),
        (About(network="AS64505"), True),
        (About(network="198.51.100.0/24"), True),
        (About(address="192.0.2.99"), False),
    ],
)
def test_reach_of_a_source_is_counted(mixed: DuckDB, about: About, *, found: bool) -> None:
    assert found == bool(sessions_of(mixed, about))


def test_split_needs_something_and_leaves_something(mixed: DuckDB) -> None:
    (campaign,) = campaigns(mixed)
    name = campaign["campaign_id"]
    everyone = [row[0] for row in mixed.rows("SELECT DISTINCT account FROM hostile")]
    for accounts, message in (
        ([], r"^expected --session or --account: "),
        (["nobody@mail.example"], r"has no event of what is to be split off\.$"),
        (everyone, r"^nothing of campaign .* would be left\.$"),
    ):
        with pytest.raises(UsageError, match=message):
            asked_split(mixed, name, [], accounts)


def test_part_gets_an_id_of_its_own(mixed: DuckDB) -> None:
    """Also where it begins with the event that named the whole; accounts in any case."""
    (campaign,) = campaigns(mixed)
    ((first,),) = mixed.rows("SELECT arg_min(account, (time, event_uid)) FROM hostile")
    about, other = asked_split(mixed, campaign["campaign_id"], [], [f" {first.upper()} "])

    assert (first,) == about.accounts
    assert other[:11] == campaign["campaign_id"][:11]
    assert other != campaign["campaign_id"]
