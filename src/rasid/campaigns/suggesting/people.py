"""Who looks sought and is on no roster, so that somebody can put them on it."""

from collections.abc import Sequence

import pyarrow as pa

from rasid.campaigns.likeness.guesses import likeness_of
from rasid.campaigns.listed import has_roster
from rasid.campaigns.suggesting.names import group_names, most_like, name_of
from rasid.campaigns.suggesting.purpose import Chance, WentFor
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.suggested import SUGGESTED

_KNOWN = """
SELECT account FROM met_accounts WHERE shown ORDER BY account
"""
_OTHERS = """
SELECT account FROM met_accounts
WHERE entered AND account NOT IN (SELECT account FROM went_for)
ORDER BY md5(account) LIMIT 4000
"""
_WENT_FOR = "SELECT * FROM went_for ORDER BY campaign_id, account"
_TYPES = {
    "VARCHAR": pa.string(),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "TIMESTAMP": pa.timestamp("us"),
    "BOOLEAN": pa.bool_(),
}
_COUNTS = ("events", "sessions", "sources", "days", "first_seen", "last_seen")
_OF_GUESSES = """
SELECT
    guessed.number,
    count(*),
    count(DISTINCT hostile.session_id),
    count(DISTINCT hostile.source_ip),
    count(DISTINCT hostile.time::DATE),
    min(hostile.time),
    max(hostile.time)
FROM guessed
JOIN hostile ON guessed.campaign_id = hostile.campaign_id AND guessed.account = hostile.account
GROUP BY guessed.number ORDER BY guessed.number
"""
_CONVERGING = f"""
SELECT account, person_id, chance, {", ".join(_COUNTS)} FROM converging
WHERE account NOT IN (SELECT account FROM went_for) ORDER BY account
"""
_GUESSED = pa.schema(
    [("number", pa.int64()), ("campaign_id", pa.string()), ("account", pa.string())]
)
_SCHEMA = pa.schema([(column.name, _TYPES[column.type]) for column in SUGGESTED.columns])

Row = dict[str, object]


def suggest_people(engine: DuckDB) -> None:
    """Make the table `suggested` from `hostile`, `visits`, `converging` and the roster."""
    engine.run(packaged_sql(__package__, "accounts"))
    went_for = [WentFor(*row) for row in engine.rows(_WENT_FOR)]
    rows = [*_accounts(engine, went_for), *_converging(engine)]
    subjects = [str(row["subject"]) for row in rows]
    for row, like in zip(rows, likeness_of(engine, subjects), strict=True):
        row["like_person"] = most_like([like])
    rows += _names(engine, went_for)
    provisional = not has_roster(engine)
    rows = [{**row, "provisional": provisional} for row in rows]
    engine.load(SUGGESTED.name, pa.Table.from_pylist(rows, _SCHEMA))


def _accounts(engine: DuckDB, went_for: Sequence[WentFor]) -> list[Row]:
    """Return accounts of campaigns that nobody listed, each weighed by how it was gone for."""
    known = [account for (account,) in engine.rows(_KNOWN)]
    told: list[Row] = []
    for campaign_id in sorted({one.campaign_id for one in went_for}):
        mine = [one for one in went_for if one.campaign_id == campaign_id]
        chance = Chance.of(mine, known)
        for one in mine:
            if not (one.listed or one.is_none):
                bits, said = chance.weigh(one)
                told.append(_account(one, bits, [one.order(), *said]))
    return told


def _account(one: WentFor, bits: float, said: Sequence[str]) -> Row:
    return {
        "kind": "account",
        "campaign_id": one.campaign_id,
        "subject": one.account,
        "person_id": one.person_id,
        "bits": bits,
        **{name: getattr(one, name) for name in _COUNTS},
        "name": name_of(one.account),
        "addresses": one.account,
        "reason": f"{', '.join(said)}; {_places(one.sources, one.days)}",
    }


def _names(engine: DuckDB, went_for: Sequence[WentFor]) -> list[Row]:
    """Return the names that addresses which do not exist guess at."""
    others = [account for (account,) in engine.rows(_OTHERS)]
    asked = [one for one in went_for if one.is_none]
    groups = [
        (campaign_id, guessed)
        for campaign_id in sorted({one.campaign_id for one in asked})
        for guessed in group_names(
            (one.account for one in asked if one.campaign_id == campaign_id), others
        )
    ]
    members = [
        {"number": number, "campaign_id": campaign_id, "account": address}
        for number, (campaign_id, guessed) in enumerate(groups)
        for address in guessed.addresses
    ]
    engine.load("guessed", pa.Table.from_pylist(members, _GUESSED))
    addresses = [str(row["account"]) for row in members]
    likes = dict(zip(addresses, likeness_of(engine, addresses), strict=True))
    ids = {(one.campaign_id, one.account): one.person_id for one in asked}
    told = []
    for number, *counts in engine.rows(_OF_GUESSES):
        campaign_id, guessed = groups[number]
        row = dict(zip(_COUNTS, counts, strict=True))
        amount = len(guessed.addresses)
        said = (
            "one address that does not exist was"
            if amount == 1
            else (f"{amount} addresses that do not exist were")
        )
        told.append(
            {
                "kind": "name",
                "campaign_id": campaign_id,
                "subject": guessed.addresses[0],
                "person_id": ids[campaign_id, guessed.addresses[0]],
                "bits": None,
                **row,
                "name": guessed.name,
                "addresses": " ".join(guessed.addresses),
                "like_person": most_like([likes[address] for address in guessed.addresses]),
                "reason": f"{said} asked for, {_places(row['sources'], row['days'])}",
            }
        )
    return told


def _converging(engine: DuckDB) -> list[Row]:
    """Return the accounts on which strangers converge and that no campaign went for."""
    return [
        {
            "kind": "converging",
            "campaign_id": "",
            "subject": account,
            "person_id": person_id,
            "chance": chance,
            **dict(zip(_COUNTS, counts, strict=True)),
            "name": name_of(account),
            "addresses": account,
            "reason": f"strangers tried to enter it, {_places(counts[2], counts[3])}; of accounts "
            f"tried as often chance alone explains {chance:.0%}".replace("%", " %"),
        }
        for account, person_id, chance, *counts in engine.rows(_CONVERGING)
    ]


def _places(sources: int, days: int) -> str:
    return f"from {sources} client address{'es' * (sources != 1)} on {days} day{'s' * (days != 1)}"
