"""What became of each suspect visit, and why those that are no campaign's are left out."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from pyarrow import compute

from rasid.campaigns.deciding.decisions import Decision
from rasid.campaigns.deciding.marking import innocent_numbers
from rasid.campaigns.evidence import Chosen, names_of, reasons_of
from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.membership import Membership, needed_bits
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.targets import expected_hits
from rasid.campaigns.verdict import Reason
from rasid.campaigns.views import FAMILY_CAPS
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.judged import LEFT_OUT
from rasid.tables.sessions import HOME_BITS

NOBODY = -1
_AT_ONCE, _TOGETHER = 20_000, 250_000
"""Of so many visits rows are written at once, and reasons are found."""

_CODED = pa.dictionary(pa.int32(), pa.string())

LEFT_OUT_ROWS = pa.schema(
    [(c.name, pa.float64() if c.type == "DOUBLE" else _CODED) for c in LEFT_OUT.columns]
)
"""The rows of `left_out` as they are made; there are many, and each text is told once."""


@dataclass(frozen=True, slots=True)
class Shown:
    """The campaigns that are shown, and their ids and verdicts by number.

    `heirs` says which of them has most of what was another's, where decisions were asked for.
    """

    campaigns: Sequence[Chosen]
    ids: Mapping[int, str]
    verdicts: Mapping[int, Sequence[Reason]]
    heirs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a search for campaigns ended: the candidates with their verdicts, and those shown.

    `memberships` are what the candidates were chosen by; `verdicts` are by a candidate's number.
    """

    suspects: Suspects
    decisions: Sequence[Decision]
    memberships: Sequence[Membership]
    candidates: Sequence[Chosen]
    verdicts: Mapping[int, Sequence[Reason]]
    shown: Shown


@dataclass(frozen=True, slots=True)
class _Best:
    """What each visit is weighed for, a membership and a candidate, and its weight for that.

    `candidate` is a code into `names`.
    """

    member: Codes
    bits: Bits
    names: tuple[str, ...]
    candidate: Codes


def tell_judged(engine: DuckDB, outcome: Outcome) -> None:
    """Make the table `judged` from what `find_campaigns` left in the engine."""
    suspects = outcome.suspects
    best = _best(suspects, outcome)
    engine.load("weighed", _weighed(suspects, outcome, best))
    innocent = innocent_numbers(outcome.decisions)
    engine.run(packaged_sql(__package__, "judged"), {"innocent": innocent, "home_bits": HOME_BITS})


def _best(suspects: Suspects, outcome: Outcome) -> _Best:
    """Weigh each visit for each membership that is shown, or for all where none is.

    A visit of a candidate is weighed for that one.
    """
    count = len(suspects.visit_session)
    if not outcome.memberships:
        nobody = np.full(count, NOBODY, dtype=np.int64)
        return _Best(nobody, np.full(count, np.nan), (), nobody)
    weights = np.array([member.visit_bits(suspects) for member in outcome.memberships])
    names, largest = _names(suspects, outcome), _largest(outcome)
    shown = np.isin(np.array(names, dtype=object)[largest], list(outcome.shown.ids.values()))
    pool = np.flatnonzero(shown) if shown.any() else np.arange(len(weights))
    member = pool[np.argmax(weights[pool], axis=0)].astype(np.int64)
    candidate = largest[member]
    for one in outcome.candidates:
        candidate[one.places] = one.number
        member[one.places] = next(
            place for place, own in enumerate(outcome.memberships) if own is one.member
        )
    return _Best(member, weights[member, np.arange(count)], names, candidate)


def _names(suspects: Suspects, outcome: Outcome) -> tuple[str, ...]:
    """Return the campaign that most of each candidate is shown as, or what to call it if none."""
    owner = _owner(suspects, outcome)
    names = []
    for one in outcome.candidates:
        mine = owner[one.places]
        shown = np.bincount(mine[mine != NOBODY], minlength=1)
        if shown.any():
            names.append(outcome.shown.ids[outcome.shown.campaigns[int(shown.argmax())].number])
        else:
            names.append(f"unlikely-{one.number + 1}")
    return tuple(names)


def _largest(outcome: Outcome) -> Codes:
    """Return the number of each membership's largest candidate."""
    found = []
    for member in outcome.memberships:
        mine = [
            one
            for one in outcome.candidates
            if any(own is member for own in (one.member, *one.also))
        ]
        found.append(max(mine, key=lambda one: (len(one.places), -one.number)).number)
    return np.array(found, dtype=np.int64)


def _owner(suspects: Suspects, outcome: Outcome) -> Codes:
    """Return the place among those shown of the campaign that each visit is of, or NOBODY."""
    owner = np.full(len(suspects.visit_session), NOBODY, dtype=np.int64)
    for place, one in enumerate(outcome.shown.campaigns):
        owner[one.places] = place
    return owner


def _weighed(suspects: Suspects, outcome: Outcome, best: _Best) -> pa.Table:
    count = len(suspects.visit_session)
    owner = _owner(suspects, outcome)
    step = np.full(count, "weighed" if outcome.memberships else "unsought", dtype=object)
    for one in outcome.candidates:
        step[one.places] = "unlikely"
    step[owner != NOBODY] = "member"
    name = np.array([*best.names, ""], dtype=object)[best.candidate]
    bits = best.bits.copy()
    for place, one in enumerate(outcome.shown.campaigns):
        name[owner == place] = outcome.shown.ids[one.number]
        bits[one.places] = one.total
    known = ~np.isnan(bits)
    core = np.zeros(len(suspects.session_ids))
    for member in outcome.memberships:
        core = np.maximum(core, member.core)
    needed = needed_bits(suspects, core)
    for one in outcome.shown.campaigns:
        needed[one.places] = needed_bits(suspects, one.member.core)[one.places]
    chance = expected_hits(suspects, core, suspects.protected, suspects.protected_share)
    tries = suspects.strange
    columns = {
        "place": pa.array(np.arange(count)),
        "session_id": names_of(suspects.session_ids, suspects.visit_session),
        "account": names_of(suspects.accounts, suspects.visit_account),
        "step": pa.array(step, pa.string()),
        "candidate": pa.array(name, pa.string()),
        "bits": pa.array(bits, pa.float64(), mask=~known),
        "needed": pa.array(needed, pa.float64(), mask=~known),
        "tactic": names_of(suspects.tactics, suspects.tactic),
        "protected": pa.array(suspects.protected[suspects.visit_account]),
        "chance": pa.array(chance, pa.float64(), mask=~tries),
    }
    return pa.table(columns)


def left_out_rows(outcome: Outcome) -> Iterator[pa.RecordBatch]:
    """Yield the rows of `left_out` in its order, some thousands of visits at once.

    Verdicts on candidates are of no account, and come first.
    """
    suspects, best = outcome.suspects, _best(outcome.suspects, outcome)
    for name in sorted(set(best.names)):
        yield from _verdicts(outcome, best, name).to_batches()
    places = np.flatnonzero((_owner(suspects, outcome) == NOBODY) & (best.candidate != NOBODY))
    session = _rank(suspects.session_ids)[suspects.visit_session[places]]
    account = _rank(suspects.accounts)[suspects.visit_account[places]]
    places = places[np.lexsort((session, account))]
    for start in range(0, len(places), _TOGETHER):
        yield from _evidence(outcome, best, places[start : start + _TOGETHER])


def _rank(names: Sequence[str]) -> Codes:
    """Return the place of each name among all in their order; equal ones have the same."""
    ranks = compute.rank(pa.array(names, pa.string()), tiebreaker="dense")
    return np.asarray(ranks.to_numpy(), dtype=np.int64)


def _evidence(outcome: Outcome, best: _Best, places: Codes) -> Iterator[pa.RecordBatch]:
    """Yield a row for each reason why visits are left out of a candidate, visit by visit."""
    suspects, families = outcome.suspects, sorted((*FAMILY_CAPS, "prior"))
    bits = np.zeros((len(places), len(families)))
    said = np.zeros(bits.shape, dtype=np.int64)
    words: list[str] = []
    for number in np.unique(best.member[places]):
        mine = np.flatnonzero(best.member[places] == number)
        member = outcome.memberships[number]
        told, reasons = member.of_visits(suspects), reasons_of(suspects, member, places[mine])
        prior = member.prior_bits[suspects.visit_session]
        for column, family in enumerate(families):
            weights = told.get(family, prior)
            bits[mine, column] = weights[places[mine]]
            said[mine, column] = reasons[family].codes + len(words)
            words += reasons[family].words
    # A text twice in a dictionary makes the writer write each row's text, and not always alike.
    once = pa.array(words, pa.string()).dictionary_encode()
    texts, said = once.dictionary, once.indices.to_numpy()[said]
    candidates, sessions, accounts = (
        pa.array(names, pa.string())
        for names in (best.names, suspects.session_ids, suspects.accounts)
    )
    for start in range(0, len(places), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        each = np.repeat(places[some], len(families))
        columns = [
            _coded(candidates, best.candidate[each]),
            _coded(pa.array(["visit"]), np.zeros(len(each), dtype=np.int64)),
            _coded(sessions, suspects.visit_session[each]),
            _coded(accounts, suspects.visit_account[each]),
            _coded(pa.array(families), np.tile(np.arange(len(families)), len(places[some]))),
            pa.array(bits[some].ravel()),
            _coded(texts, said[some].ravel()),
        ]
        yield pa.record_batch(columns, schema=LEFT_OUT_ROWS)


def _coded(words: pa.Array, codes: Codes) -> pa.DictionaryArray:
    """Return the words of some codes with a dictionary of those alone."""
    used = np.zeros(len(words), dtype=bool)
    used[codes] = True
    place = np.cumsum(used, dtype=np.int32) - 1
    return pa.DictionaryArray.from_arrays(place[codes], words.take(np.flatnonzero(used)))


def _verdicts(outcome: Outcome, best: _Best, name: str) -> pa.Table:
    """Return a row for each reason for or against a candidate, unless it is shown."""
    numbers = [number for number, own in enumerate(best.names) if own == name]
    numbers = [] if name in set(outcome.shown.ids.values()) else numbers
    rows = [
        (name, "candidate", "", "", reason.family, reason.bits, reason.reason)
        for number in numbers
        for reason in sorted(outcome.verdicts.get(number, ()), key=lambda one: one.family)
    ]
    columns = zip(*rows, strict=True) if rows else ([] for _ in LEFT_OUT_ROWS)
    return pa.table(
        [
            pa.array(column).cast(kind)
            for column, kind in zip(columns, LEFT_OUT_ROWS.types, strict=True)
        ],
        LEFT_OUT_ROWS,
    )
