"""Visits that show the same, told once: most suspect sessions are one visit of a common kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.links import Bits, Codes, together
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

    def of_sessions(self, bits: Bits) -> Bits:
        """Return for each original session the average of what its visits weigh."""
        count = len(self.first_sessions)
        return averaged(self.suspects.visit_session, bits, count, self.many)[self.sessions]


@dataclass(frozen=True, slots=True)
class Looks:
    """What visits show whoever the members are, told once for many ways of telling members.

    `kinds` numbers what each visit shows. `single` are the visits that are alone in their session,
    `crowded` the sessions of the `several` others, and `parts` numbers session and kind of those.
    """

    suspects: Suspects
    kinds: Codes
    crowded: Codes
    single: Codes
    several: Codes
    parts: Codes


def read_looks(suspects: Suspects, shown: Sequence[Codes]) -> Looks:
    """Read all that is asked of a visit but what depends on the members, as codes from 0."""
    session = suspects.visit_session
    kinds = np.unique(together(shown), return_inverse=True)[1].reshape(-1).astype(np.int64)
    alone = suspects.size == 1
    several = np.flatnonzero(~alone[session])
    parts = np.unique(together([session[several], kinds[several]]), return_inverse=True)[1]
    return Looks(
        suspects,
        kinds,
        np.flatnonzero(~alone),
        np.flatnonzero(alone[session]),
        several,
        parts.reshape(-1).astype(np.int64),
    )


def merge(looks: Looks, members: Bits, levels: Codes) -> Merged:
    """Merge the visits of a session, and sessions of one visit, that show the same.

    `levels` are what the members make of each visit, as codes from 0: what is neither among them
    nor among the looks must not be asked of merged ones. Sessions of one visit are merged where
    they are members alike.
    """
    suspects, session = looks.suspects, looks.suspects.visit_session
    crowded, single, several = looks.crowded, looks.single, looks.several
    alike = together([looks.kinds[single], levels[single], _marks(members)[session[single]]])
    first, single_kind, times = _numbered(alike)
    sessions = np.empty(len(members), dtype=np.int64)
    sessions[crowded] = np.arange(len(crowded))
    sessions[session[single]] = len(crowded) + single_kind

    first_several, several_kind, many = _numbered(together([looks.parts, levels[several]]))
    visits = np.empty(len(session), dtype=np.int64)
    visits[several] = several_kind
    visits[single] = len(many) + single_kind
    first_visits = np.concatenate([several[first_several], single[first]])
    first_sessions = np.concatenate([crowded, session[single[first]]])
    return Merged(
        _only(suspects, first_sessions, first_visits, sessions),
        sessions,
        visits,
        first_sessions,
        first_visits,
        np.concatenate([many, np.ones(len(first))]),
        np.concatenate([np.ones(len(many)), times]),
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


def _only(suspects: Suspects, sessions: Codes, visits: Codes, number: Codes) -> Suspects:
    """Return some of the sessions and visits; `number` says which of those a session is."""
    return replace(
        suspects,
        session_ids=tuple(suspects.session_ids[place] for place in sessions.tolist()),
        hours=suspects.hours[sessions],
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
    )
