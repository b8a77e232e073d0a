"""Suspects written by hand: visits that name only what matters, without a log behind them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rasid.campaigns.links import MISSING, Link, LinkValues
from rasid.campaigns.suspects import INSIDE, QUIET, Suspects

FAMILIES = {
    "address": "infrastructure",
    "network": "infrastructure",
    "client": "client",
    "hour": "rhythm",
    "weekday": "rhythm",
    "breadth": "manner",
    "company": "manner",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of an account by a session, which is a number."""

    session: int
    account: str
    tactic: str = "sign-in refused"
    protected: bool = False
    alike: int = 0
    colleague: bool = False
    exists: bool = True
    home_bits: float = 0.0
    category: int = MISSING
    person: int = MISSING
    follow_up_kinds: int = 0


def suspects_of(
    visits: Sequence[Visit],
    values: Mapping[str, Sequence[str | None]] | None = None,
    vouched: Collection[int] = (),
    owners: int = 0,
) -> Suspects:
    """Make suspects of visits; `values` are by the title of a link, one for each session.

    Each session is on a day of its own. Somebody is at home where the `vouched` came from. So many
    `owners` get in at each address.
    """
    count = 1 + max((visit.session for visit in visits), default=-1)
    told = {title: [None] * count for title in FAMILIES} | dict(values or {})
    accounts = sorted({visit.account for visit in visits})
    of_account = {visit.account: visit for visit in visits}
    tactics = sorted({visit.tactic for visit in visits})
    domains = Counter(map(domain_of, accounts))
    listed = Counter(domain_of(one.account) for one in of_account.values() if one.protected)
    known = [of_account[account] for account in accounts]
    return Suspects(
        session_ids=tuple(f"s{n:03d}" for n in range(count)),
        hours=np.array(
            [24 * n + int(hour or 0) for n, hour in enumerate(told["hour"])], dtype=np.int64
        ),
        vouched=np.isin(np.arange(count), list(vouched)),
        weight=np.ones(count),
        links=tuple(link_values(title, told[title]) for title in FAMILIES),
        accounts=tuple(accounts),
        protected_share=0.02,
        protected=np.array([one.protected for one in known], dtype=bool),
        category=np.array([one.category for one in known], dtype=np.int64),
        person=np.array([one.person for one in known], dtype=np.int64),
        alike=np.array([one.alike for one in known], dtype=np.int64),
        colleague=np.array([one.colleague for one in known], dtype=np.int64),
        exists=np.array([one.exists for one in known], dtype=np.int64),
        mates=np.array([domains[domain_of(account)] for account in accounts], dtype=np.int64),
        mates_share=np.array([listed[d] / domains[d] for d in map(domain_of, accounts)]),
        visit_session=np.array([v.session for v in visits], dtype=np.int64),
        visit_account=np.array([accounts.index(v.account) for v in visits], dtype=np.int64),
        tactics=tuple(tactics),
        tactic=np.array([tactics.index(v.tactic) for v in visits], dtype=np.int64),
        troubled=np.array([v.tactic not in QUIET for v in visits], dtype=bool),
        inside=np.array([v.tactic in INSIDE for v in visits], dtype=bool),
        same_person=np.zeros(len(visits), dtype=bool),
        home_bits=np.array([v.home_bits for v in visits], dtype=np.float64),
        follow_up_kinds=np.array([v.follow_up_kinds for v in visits], dtype=np.int64),
        owners=np.full(count, owners),
    )


def domain_of(account: str) -> str:
    """Return the mail domain of an account."""
    return account.rpartition("@")[2]


def link_values(title: str, values: Sequence[str | None]) -> LinkValues:
    """Return one link's values of the sessions; the crowd are these sessions and no others."""
    names = sorted({value for value in values if value is not None})
    codes = [MISSING if value is None else names.index(value) for value in values]
    link = Link(title, FAMILIES[title], 4.0, "{value}", "")
    crowd = [float(codes.count(code)) for code in range(len(names))]
    return LinkValues(link, np.array(codes, dtype=np.int64), tuple(names), np.array(crowd))
