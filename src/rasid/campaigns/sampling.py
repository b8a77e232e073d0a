"""Where more sessions are suspect than can be weighed, a sample stands for those that are alike.

Where nobody is known yet, as in the first hours of a large provider's logs, nearly every session is
a stranger's. Most are one account's that is nobody's on the roster, from an address of its own, and
show nothing else: who is not among them is weighed each, and they are what others do.
"""

from rasid.engines.duckdb import DuckDB, packaged_sql

MOST = 400_000
"""So many suspect sessions are weighed each: a month of some two million events has as many."""

LEAST = 100_000
"""So many of those that are alike are weighed at the least, however many others there are."""

PLAIN = (
    "look-up",
    "look-up, then sign-in",
    "sign-in",
    "sign-in refused",
    "recovery opened",
    "other",
)
"""What anybody tries."""

_NONE = "CREATE OR REPLACE TEMP TABLE plain AS SELECT session_id, source_ip FROM suspects LIMIT 0"


def sample_suspects(engine: DuckDB, most: int = MOST, least: int = LEAST) -> None:
    """Leave a sample of the plain ones in `suspects` where there are more than the `most`.

    Whole addresses are left out, the same ones each time, and the others count for as many more
    (`weight`). Makes the step `unsampled` of the visits that are left out.
    """
    every, ((count,),) = 1, engine.rows("SELECT count(*) FROM suspects")
    if count > most:
        engine.run(packaged_sql(__package__, "plain"), {"plain": list(PLAIN)})
        ((plain,),) = engine.rows("SELECT count(*) FROM plain")
        every = max(-(-plain // max(most - (count - plain), least)), 1)
    else:
        engine.run(_NONE)
    engine.run(packaged_sql(__package__, "unsampled"), {"every": every})
    if every > 1:
        engine.run(packaged_sql(__package__, "sampled"), {"every": every})
    engine.forget(["plain"])
