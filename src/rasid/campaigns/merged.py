"""Visits that show the same, told once: most suspect sessions are one visit of a common kind."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.links import Bits, Codes
from rasid.campaigns.news import NO_NEWS
from rasid.campaigns.suspects import Suspects
from rasid.campaigns.weighing import Sides, averaged, sides

_MOST = 1 << 62


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


def merge(suspects: Suspects, members: Bits, shown: Sequence[Codes]) -> Merged:
    """Merge the visits of a session, and sessions of one visit, that show the same.

    `shown` is all that is asked of a visit, as codes from 0: what is not among it must not be
    asked of merged ones. Sessions of one visit are merged where they are members alike.
    """
    session, kinds = suspects.visit_session, _together(shown)
    alone = np.bincount(session, minlength=len(members)) == 1
    crowded, single = np.flatnonzero(~alone), np.flatnonzero(alone[session])
    alike = _together([kinds[single], np.unique(members, return_inverse=True)[1][session[single]]])
    _, first, single_kind, times = np.unique(
        alike, return_index=True, return_inverse=True, return_counts=True
    )
    sessions = np.empty(len(members), dtype=np.int64)
    sessions[crowded] = np.arange(len(crowded))
    sessions[session[single]] = len(crowded) + single_kind

    several = np.flatnonzero(~alone[session])
    _, first_several, several_kind, many = np.unique(
        _together([sessions[session[several]], kinds[several]]),
        return_index=True,
        return_inverse=True,
        return_counts=True,
    )
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


def _together(columns: Sequence[Codes]) -> Codes:
    """Return one code for what several codes say together, in their order."""
    codes, count = np.zeros(len(columns[0]), dtype=np.int64), 1
    for column in columns:
        more = int(column.max(initial=0)) + 1
        if count * more > _MOST:
            found, codes = np.unique(codes, return_inverse=True)
            count = len(found)
        codes, count = codes * more + column, count * more
    return codes
