"""Network and country of addresses, from packaged tables, where the log says nothing of them.

The tables and their licences are told in `address_tables/NOTICE.txt`.
"""

from importlib.resources import files

from rasid.engines.duckdb import DuckDB, packaged_sql, quote
from rasid.sources.staging import Staging, read_parts

TABLES = ("network_ipv4", "network_ipv6", "country_ipv4", "country_ipv6")


def fill_networks(engine: DuckDB, staging: Staging) -> None:
    """Fill `asn`, `as_name` and `country` of staged events where the log has none.

    What the log says stays. Addresses that are private, reserved or none at all are left alone. The
    ranges are searched once for each address, and events are only written anew if one is found.
    """
    parts = staging.parts()
    if not parts:
        return
    folder = files("rasid.sources") / "address_tables"
    tables = {name: f"read_parquet({quote(str(folder / f'{name}.parquet'))})" for name in TABLES}
    lacking = packaged_sql("rasid.sources", "lacking_networks")
    engine.run(lacking.replace("{events}", read_parts(parts)))
    if not engine.rows("SELECT 1 FROM lacking LIMIT 1"):
        return
    engine.run(packaged_sql("rasid.sources", "looked_up_networks").format(**tables))
    if engine.rows("SELECT 1 FROM looked_up LIMIT 1"):
        staging.rewrite(packaged_sql("rasid.sources", "filled_networks"))
