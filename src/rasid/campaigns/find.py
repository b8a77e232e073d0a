"""From visits to campaigns: suspects, membership, stages, ids, evidence, and what is left over."""

from collections.abc import Sequence
from dataclasses import replace

import pyarrow as pa

from rasid.campaigns.applications import without_applications
from rasid.campaigns.bounds import bound_numbers
from rasid.campaigns.deciding.decisions import Decision
from rasid.campaigns.deciding.effects import tell_decisions
from rasid.campaigns.deciding.identity import name_campaigns
from rasid.campaigns.deciding.marking import mark_sessions, read_marked
from rasid.campaigns.evidence import Chosen, choose, chosen_rows, evidence_rows
from rasid.campaigns.groups import put_together, tell_apart
from rasid.campaigns.hands import part_strangers
from rasid.campaigns.left_out import Outcome, Shown
from rasid.campaigns.membership import Membership, find_memberships
from rasid.campaigns.reading import read_suspects
from rasid.campaigns.regrouping import OF_CAMPAIGNS, Group, Part, read_heirs, regroup
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.verdict import LIKELY, Reason, judge, probability
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.evidence import EVIDENCE

REFUSED = 3
"""How many accounts a session of untargeted crime was refused by."""

CRIME = {"accounts": 10, "guesses": 5}
"""Untargeted crime: accounts of a source, and tries on each account from which on it is guessing.
"""


_SEARCHED = ("strangers", "handed", "suspects", "suspect_visits", "unsampled", "residents")
"""Steps of a search, which take room until they are told or made anew."""

Verdicts = dict[int, list[Reason]]


def find_campaigns(
    engine: DuckDB, decisions: Sequence[Decision] = (), before: Suspects | None = None
) -> Outcome:
    """Search for campaigns; `before` are the suspects of one with other homes.

    Reads `sessions`, `visits` and the step `tagged`, the roster, and `lineage`: which events were
    whose in earlier analyses. Leaves the steps `chosen`, the campaigns' visits, `candidates`, the
    visits of all that could be one, each with that one's probability, and `innocent_sessions`.
    `decisions` are those that hold, in the order in which they were made.
    """
    mark_sessions(engine, decisions)
    without_applications(engine)
    suspects = read_suspects(engine, before)
    memberships = find_memberships(suspects)
    candidates, by_evidence = _judged(suspects, memberships)
    verdicts = by_evidence
    engine.load("candidates", _candidate_rows(suspects, candidates, verdicts))
    likely = [n for n, reasons in verdicts.items() if probability(reasons) >= LIKELY]
    found = [one for one in candidates if one.number in likely]
    heirs: dict[str, str] = {}
    if OF_CAMPAIGNS.isdisjoint(decision.kind for decision in decisions):
        ids = _named_by_evidence(engine, suspects, found, likely)
    else:
        judged = [one for one in candidates if one.number in verdicts]
        ids = _named_by_evidence(engine, suspects, judged, likely)
        heirs = read_heirs(engine)
        parts = [Part(ids[one.number], one) for one in judged if one.number in ids]
        groups = regroup(suspects, parts, decisions, read_marked(engine, decisions), heirs)
        found, ids, verdicts = _shown(suspects, groups)
        _stage(engine, suspects, found)
    told = Shown(found, ids, verdicts, heirs)
    return Outcome(suspects, decisions, memberships, candidates, by_evidence, told)


def tell_campaigns(engine: DuckDB, outcome: Outcome) -> None:
    """Make the tables `campaigns`, `hostile`, `background`, `evidence` and `decisions`.

    Reads what the search left in the engine, and leaves the step `renewed_lineage`.
    """
    shown = outcome.shown
    _name(engine, shown)
    for step in ("hostile", "counted", "renewed_lineage"):
        engine.run(packaged_sql(__package__, step))
    engine.run(packaged_sql(__package__, "crime"), {"refused": REFUSED})
    engine.run(packaged_sql(__package__, "background"), CRIME)
    bound_numbers(engine, outcome.suspects, shown.campaigns, shown.ids)
    engine.run(packaged_sql(__package__, "adds"))
    _give_evidence(engine, outcome.suspects, shown)
    tell_decisions(engine, outcome.decisions, shown.heirs)


def _judged(suspects: Suspects, memberships: list[Membership]) -> tuple[list[Chosen], Verdicts]:
    """Return what could be a campaign, one for each group, and what speaks for and against.

    They are numbered by their places, also where several were put together.
    """
    candidates = part_strangers(suspects, tell_apart(suspects, choose(suspects, memberships)))
    verdicts = {one.number: judge(suspects, one) for one in candidates if len(one.places)}
    likely, rest = list[Chosen](), list[Chosen]()
    for one in candidates:
        judged = one.number in verdicts
        (likely if judged and probability(verdicts[one.number]) >= LIKELY else rest).append(one)
    together = put_together(suspects, likely)
    verdicts = {one.number: verdicts[one.number] for one in rest if one.number in verdicts}
    verdicts |= {one.number: judge(suspects, one) for one in together}
    ordered = sorted([*together, *rest], key=lambda one: one.number)
    return (
        [replace(one, number=number) for number, one in enumerate(ordered)],
        {
            number: verdicts[one.number]
            for number, one in enumerate(ordered)
            if one.number in verdicts
        },
    )


def _stage(engine: DuckDB, suspects: Suspects, chosen: list[Chosen]) -> pa.Table:
    """Make the steps `chosen` and `staged` of these campaigns' visits; return the first's rows."""
    rows = chosen_rows(suspects, chosen)
    engine.load("chosen", rows)
    engine.run(packaged_sql(__package__, "staged"))
    return rows


def _named_by_evidence(
    engine: DuckDB, suspects: Suspects, chosen: list[Chosen], likely: list[int]
) -> dict[int, str]:
    """Stage visits and name their campaigns, the likely ones first; keep whose each visit is."""
    rows = _stage(engine, suspects, chosen).select(["session_id", "account", "number"])
    ids = name_campaigns(engine, likely)
    rest = [one.number for one in chosen if one.number not in likely]
    ids |= name_campaigns(engine, rest, ids.values())
    names = pa.array([ids.get(number) for number in rows["number"].to_pylist()], pa.string())
    engine.load("by_evidence", rows.drop_columns("number").append_column("campaign_id", names))
    return ids


def _shown(
    suspects: Suspects, groups: list[Group]
) -> tuple[list[Chosen], dict[int, str], Verdicts]:
    """Return what is shown, numbered and judged: what is likely, and what decisions speak of."""
    found, ids, verdicts = [], {}, {}
    for number, group in enumerate(groups):
        one = replace(group.chosen, number=number)
        reasons = judge(suspects, one)
        if group.decided or probability(reasons) >= LIKELY:
            found.append(one)
            ids[number], verdicts[number] = group.campaign_id, reasons
    return found, ids, verdicts


def taint(engine: DuckDB) -> bool:
    """Mark in `tainted` what intruders did inside accounts; tell whether there is any."""
    without_applications(engine)
    engine.run(packaged_sql(__package__, "tainted"))
    return bool(engine.rows("SELECT 1 FROM tainted LIMIT 1"))


def forget_search(engine: DuckDB) -> None:
    """Let go of the steps that campaigns are found by, once they are told or searched for again."""
    engine.forget(_SEARCHED)


def _candidate_rows(suspects: Suspects, candidates: list[Chosen], verdicts: Verdicts) -> pa.Table:
    judged = [one for one in candidates if one.number in verdicts]
    rows = chosen_rows(suspects, judged).select(["number", "session_id", "account"])
    likely = {number: probability(reasons) for number, reasons in verdicts.items()}
    column = pa.array([likely[number] for number in rows["number"].to_pylist()], pa.float64())
    return rows.append_column("probability", column)


def _name(engine: DuckDB, shown: Shown) -> None:
    ids = shown.ids
    rows = {
        "number": pa.array(list(ids), pa.int64()),
        "campaign_id": pa.array(list(ids.values()), pa.string()),
        "campaign_probability": pa.array(
            [probability(shown.verdicts[number]) for number in ids], pa.float64()
        ),
    }
    engine.load("named", pa.table(rows))


def _give_evidence(engine: DuckDB, suspects: Suspects, shown: Shown) -> None:
    of_visits = evidence_rows(suspects, shown.campaigns, shown.ids)
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
            for number, campaign_id in shown.ids.items()
            for reason in shown.verdicts[number]
        ],
        of_visits.schema,
    )
    engine.load(EVIDENCE.name, pa.concat_tables([of_visits, of_campaigns]))
