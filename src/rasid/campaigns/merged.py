"""Visits that show the same, told once: most suspect sessions are one visit of a common kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from rasid.campaigns.carried import NOT_CARRIED
from rasid.campaigns.links import Bits, Codes, Some, together
from rasid.campaigns.news import NO_NEWS
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.weighing import Sides, averaged, sides


@dataclass(frozen=True, slots=True)
class Merged:
    """Sessions and visits of which each stands for all that show the same as it.

    `sessions` and `visits` say which of them each of the original ones is; of merged visits,
    `many` says for how many of one session it stands, `times` for how many sessions.
    """

    suspects: Suspects
    sessions: Codes
    visits: Codes
    first_sessions: Codes
    first_visits: Codes
    many: Bits
    times: Bits

    def sides(self, members: Bits, rest_weight: Bits) -> Sides:
        """Return the sides that the original sessions are on, and what their visits bring."""
        first = self.first_sessions
        session = self.suspects.visit_session
        return sides(session, members[first], rest_weight[first], self.many, self.times)

    def against(self, both: Sides, members: Bits, rest_weight: Bits) -> Sides:
        """Return the sides of the same members, and the rest weighed in another way."""
        return both.against(self.sides(members, rest_weight).outside)

    def of_sessions(self, bits: Bits, asked: Some) -> Bits:
        """Return for each merged session the average of what its visits weigh, which are asked."""
        session = self.suspects.visit_session[asked]
        return averaged(session, bits, len(self.first_sessions), self.many[asked])

    def visits_of(self, at: Codes) -> Codes:
        """Return the merged visits of the original sessions at some places."""
        wanted = np.zeros(len(self.first_sessions), dtype=bool)
        wanted[self.sessions[at]] = True
        return np.flatnonzero(wanted[self.suspects.visit_session])


@dataclass(frozen=True, slots=True)
class Looks:
    """What visits show whoever the members are, told once for many ways of telling members.

    `ids` are those of sessions. `kinds` numbers what each visit shows. `single` are the visits that
    are alone in their session, `crowded` the sessions of the `several` others, of which
    `of_crowded` says which it is in, and `parts` numbers session and kind. `make_ups` numbers what
    the crowded sessions consist of, and `slots` the kinds in that.
    """

    suspects: Suspects
    ids: npt.NDArray[np.object_]
    kinds: Codes
    single: Codes
    crowded: Codes
    several: Codes
    of_crowded: Codes
    parts: Codes
    make_ups: Codes
    slots: Codes


def read_looks(suspects: Suspects, shown: Sequence[Codes]) -> Looks:
    """Read all that is asked of a visit but what depends on the members, as codes from 0."""
    session = suspects.visit_session
    kinds = np.unique(together(shown), return_inverse=True)[1].reshape(-1).astype(np.int64)
    alone, crowded = suspects.size == 1, suspects.size != 1
    several = np.flatnonzero(crowded[session])
    of_crowded = (np.cumsum(crowded) - 1)[session[several]]
    _, first, parts, many = np.unique(
        together([of_crowded, kinds[several]]),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
    parts = parts.reshape(-1).astype(np.int64)
    make_ups, slots = _made_up(int(crowded.sum()), of_crowded[first], kinds[several][first], many)
    return Looks(
        suspects,
        np.array(suspects.session_ids, dtype=object),
        kinds,
        np.flatnonzero(alone[session]),
        np.flatnonzero(crowded),
        several,
        of_crowded,
        parts,
        make_ups,
        slots[parts],
    )


def _made_up(sessions: int, session: Codes, kinds: Codes, many: Codes) -> tuple[Codes, Codes]:
    """Return numbers of what so many sessions are made up of, and of their parts, in order."""
    starts, ends = (
        np.searchsorted(session, np.arange(sessions), side) for side in ("left", "right")
    )
    told, seen, offsets = np.stack([kinds, many], axis=1), dict[bytes, int](), list[int]()
    make_ups, count = np.zeros(len(starts), dtype=np.int64), 0
    for number, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        make_up = seen.setdefault(told[start:end].tobytes(), len(seen))
        if make_up == len(offsets):
            offsets.append(count)
            count += end - start
        make_ups[number] = make_up
    begun = np.array(offsets, dtype=np.int64)[make_ups] - starts
    return make_ups, begun[session] + np.arange(len(session))


def merge(looks: Looks, members: Bits, levels: Codes) -> Merged:
    """Merge the visits of a session, and sessions, that show the same.

    `levels` are what the members make of each visit, as codes from 0: what is neither among them
    nor among the looks must not be asked of merged ones. Sessions of one visit are merged where
    they are members alike, and those of several where members make nothing of them.
    """
    session, marks = looks.suspects.visit_session, _marks(members)
    crowded, single, several = looks.crowded, looks.single, looks.several
    of_level = np.bincount(looks.of_crowded, levels[several], len(crowded))
    apart = (of_level > 0) | (marks[crowded] > 0)
    numbers = int(looks.make_ups.max(initial=-1)) + 1 + np.arange(len(crowded))
    first_crowded, of_make_up, alike = _numbered(np.where(apart, numbers, looks.make_ups))
    parts = together([looks.parts, levels[several]]) + int(looks.slots.max(initial=-1)) + 1
    first_several, several_kind, count = _numbered(
        np.where(apart[looks.of_crowded], parts, looks.slots)
    )
    of_several = alike[of_make_up[looks.of_crowded[first_several]]]
    first, single_kind, times = _numbered(
        together([looks.kinds[single], levels[single], marks[session[single]]])
    )
    sessions = np.empty(len(members), dtype=np.int64)
    sessions[crowded] = of_make_up
    sessions[session[single]] = len(first_crowded) + single_kind
    visits = np.empty(len(session), dtype=np.int64)
    visits[several] = several_kind
    visits[single] = len(count) + single_kind
    first_visits = np.concatenate([several[first_several], single[first]])
    first_sessions = np.concatenate([crowded[first_crowded], session[single[first]]])
    return Merged(
        _only(looks, first_sessions, first_visits, sessions),
        sessions,
        visits,
        first_sessions,
        first_visits,
        np.concatenate([count / of_several, np.ones(len(first))]),
        np.concatenate([of_several, times]).astype(np.float64),
    )


def _marks(members: Bits) -> Codes:
    """Return a code for how much of a member each session is; most are none."""
    marks = np.zeros(len(members), dtype=np.int64)
    some = np.flatnonzero(members)
    marks[some] = 1 + np.unique(members[some], return_inverse=True)[1].reshape(-1)
    return marks


def _numbered(codes: Codes) -> tuple[Codes, Codes, Codes]:
    """Return of codes from 0, numbered anew, the first place of each, all, and how often each is.

    They are counted and not sorted: they are hardly more than there are of them.
    """
    count = np.bincount(codes)
    number = np.cumsum(count > 0) - 1
    first = np.zeros(len(count), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
    return first[count > 0], number[codes], count[count > 0]


def _only(looks: Looks, sessions: Codes, visits: Codes, number: Codes) -> Suspects:
    """Return some of the sessions and visits; `number` says which of those a session is."""
    suspects = looks.suspects
    return replace(
        suspects,
        session_ids=tuple(looks.ids[sessions].tolist()),
        hours=suspects.hours[sessions],
        weight=suspects.weight[sessions],
        links=tuple(replace(one, codes=one.codes[sessions]) for one in suspects.links),
        visit_session=number[suspects.visit_session[visits]],
        visit_account=suspects.visit_account[visits],
        tactic=suspects.tactic[visits],
        troubled=suspects.troubled[visits],
        inside=suspects.inside[visits],
        same_person=suspects.same_person[visits],
        home_bits=suspects.home_bits[visits],
        follow_up_kinds=suspects.follow_up_kinds[visits],
        news=NO_NEWS,
        carried=NOT_CARRIED,
    )
