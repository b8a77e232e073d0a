"""From visits to campaigns: suspects, membership, stages, ids, evidence, and what is left over."""

import pyarrow as pa

from rasid.campaigns.evidence import Chosen, choose, chosen_rows, evidence_rows, tell_apart
from rasid.campaigns.identity import name_campaigns
from rasid.campaigns.membership import find_memberships
from rasid.campaigns.suspects import Suspects, read_suspects
from rasid.campaigns.verdict import Reason, judge, probability
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.evidence import EVIDENCE

LIKELY = 0.5
"""From this probability on something is shown as a campaign; less of it is background."""

CRIME = {"refused": 3, "accounts": 10, "guesses": 5}
"""Untargeted crime: accounts that refused a session, accounts that refused a source, and tries on
each account from which on it is guessing."""


def find_campaigns(engine: DuckDB) -> None:
    """Make the tables `campaigns`, `hostile`, `background` and `evidence`.

    Reads `sessions`, `visits` and the step `tagged`, the roster, and `lineage`: which events were
    whose in earlier analyses. Leaves the steps `chosen`, the campaigns' visits, `candidates`, the
    visits of all that could be one, each with that one's probability, and `renewed_lineage`.
    """
    suspects = read_suspects(engine)
    memberships = find_memberships(suspects)
    candidates = tell_apart(suspects, choose(suspects, memberships))
    verdicts = {
        one.number: judge(suspects, one)
        for one in candidates
        if len(one.places)
    }
    found = [
        one
        for one in candidates
        if one.number in verdicts and probability(verdicts[one.number]) >= LIKELY
    ]
    engine.load("candidates", _candidate_rows(suspects, candidates, verdicts))
    engine.load("chosen", chosen_rows(suspects, found))
    engine.run(packaged_sql(__package__, "staged"))
    ids = name_campaigns(engine, [one.number for one in found])
    _name(engine, ids, verdicts)
    _tell_by_evidence(engine)
    for step in ("hostile", "counted", "renewed_lineage"):
        engine.run(packaged_sql(__package__, step))
    engine.run(packaged_sql(__package__, "background"), CRIME)
    _give_evidence(engine, suspects, found, ids, verdicts)


def taint(engine: DuckDB) -> bool:
    """Mark in `tainted` what intruders did inside accounts; tell whether there is any."""
    engine.run(packaged_sql(__package__, "tainted"))
    return bool(engine.rows("SELECT 1 FROM tainted LIMIT 1"))


def _candidate_rows(
    suspects: Suspects, candidates: list[Chosen], verdicts: dict[int, list[Reason]]
) -> pa.Table:
    judged = [one for one in candidates if one.number in verdicts]
    rows = chosen_rows(suspects, judged).select(["number", "session_id", "account"])
    likely = {number: probability(reasons) for number, reasons in verdicts.items()}
    column = pa.array([likely[number] for number in rows["number"].to_pylist()], pa.float64())
    return rows.append_column("probability", column)


def _name(engine: DuckDB, ids: dict[int, str], verdicts: dict[int, list[Reason]]) -> None:
    rows = {
        "number": pa.array(list(ids), pa.int64()),
        "campaign_id": pa.array(list(ids.values()), pa.string()),
        "campaign_probability": pa.array(
            [probability(verdicts[number]) for number in ids], pa.float64()
        ),
    }
    engine.load("named", pa.table(rows))


def _tell_by_evidence(engine: DuckDB) -> None:
    engine.run(
        "CREATE OR REPLACE TEMP TABLE by_evidence AS SELECT session_id, account, campaign_id "
        "FROM chosen JOIN named ON chosen.number = named.number"
    )


def _give_evidence(
    engine: DuckDB,
    suspects: Suspects,
    found: list[Chosen],
    ids: dict[int, str],
    verdicts: dict[int, list[Reason]],
) -> None:
    of_visits = evidence_rows(suspects, found, ids)
    of_campaigns = pa.Table.from_pylist(
        [
            {
                "campaign_id": campaign_id,
                "subject": "campaign",
                "session_id": "",
                "account": "",
                "family": reason.family,
                "bits": reason.bits,
                "reason": reason.reason,
            }
            for number, campaign_id in ids.items()
            for reason in verdicts[number]
        ],
        of_visits.schema,
    )
    engine.load(EVIDENCE.name, pa.concat_tables([of_visits, of_campaigns]))
