"""How readily somebody gets in: intruders seldom do, and a team that travels nearly always."""

import numpy as np
from scipy.special import betaln

from rasid.campaigns.links import MISSING, SEEN, Bits, Codes, others_come_too
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import ALIKE_IN_A_DAY, again_levels, alikeness
from rasid.tables.sessions import HOME_BITS

RARE, COMMON = (2.0, 18.0), (9.0, 1.0)
"""Of whom an intruder, and who has the right passwords, gets into: one account in ten, and nine.
Parameters of beta distributions: who has them may be a hotel's guests, half of whom forgot theirs,
and is spread more widely than intruders, none of whom gets into three quarters of many."""

HABITS = 10.0
"""How alike teams are in what they do inside: what is usual counts as much as ten accounts of them.
"""

TEAM_BITS = -6.0
"""From here down (64 to 1) those of one organisation who come from one address are its own."""


def let_in_bits(entered: Bits, tried: Bits) -> Bits:
    """Weigh how many accounts of those `tried` were `entered`; it never speaks for an intruder.

    log2 of two beta-binomial likelihoods: an intruder who gets in once in ten accounts or so, and
    a tool, a team or a gateway with the right passwords that fails as rarely.
    """
    rare, common = (
        betaln(entered + won, tried - entered + lost) - betaln(won, lost)
        for won, lost in (RARE, COMMON)
    )
    return np.asarray(np.minimum(0.0, (rare - common) / np.log(2.0)))


def settled_bits(settled: Bits, entered: Bits, usual: float) -> Bits:
    """Weigh that of the `entered` accounts so many were `settled` in; it never speaks for a team.

    log2 of two beta-binomial likelihoods: of any share, and of a share about the `usual` one, as
    teams differ (HABITS).
    """
    won, lost = HABITS * usual, HABITS * (1.0 - usual)
    any_share = betaln(settled + 1.0, entered - settled + 1.0)
    as_usual = betaln(settled + won, entered - settled + lost) - betaln(won, lost)
    bits = (any_share - as_usual) / np.log(2.0)
    return np.asarray(np.where(settled > usual * entered, np.maximum(bits, 0.0), 0.0))


def usual_settling(suspects: Suspects, members: Bits) -> float:
    """Return of how many accounts that others get into where they are not at home they settle in.

    An account counts once at each address.
    """
    others = suspects.inside & (suspects.home_bits < HOME_BITS)
    others &= members[suspects.visit_session] < SEEN
    entered, settled = (
        np.count_nonzero(np.bincount(suspects.name_at_address[others & did]))
        for did in (suspects.inside, suspects.settling)
    )
    return (settled + 0.5) / (entered + 1.0)


def least_entry_bits(suspects: Suspects, core: Bits, alone: float) -> Bits:
    """Return what it may speak against each visit that it got in: `alone`, less where owners do.

    Owners are accounts that get in from its address without trouble, but for those that the core is
    after (on the roster, or gone for from elsewhere): twice as many, and it is twice as likely that
    this too was its owner. Who had trouble before getting in is no such owner.
    """
    after = suspects.protected[suspects.visit_account] | (again_levels(suspects, core) > 0)
    address = suspects.values("address").codes[suspects.visit_session]
    sought = np.flatnonzero(suspects.quiet & after & (address != MISSING))
    _, first = np.unique(suspects.name_at_address[sought], return_index=True)
    count = len(suspects.values("address").names) + 1
    known = np.bincount(address[sought[first]], minlength=count)[address]
    owners = np.maximum(suspects.owners[suspects.visit_session] - known, 0)
    return np.where(suspects.quiet, alone - np.log2(1.0 + owners), alone)


def own_team(suspects: Suspects, members: Bits) -> Flags:
    """Tell the visits from where members got into nearly all that they tried of an organisation.

    That is its team behind one exit, a hotel's say. Accounts for which members elsewhere went do
    not count, since who has a password comes back for it; where others come too, only those that
    members were inside do not. Nor do addresses that are no account, which nobody gets into, nor
    those that were entered by a way that was handed on; and the larger the organisation, the less
    do those who come from one address belong together.
    """
    theirs = np.flatnonzero(members[suspects.visit_session] >= SEEN)
    address = suspects.values("address").codes[suspects.visit_session[theirs]]
    shared = others_come_too(suspects.values("address"), members)[suspects.visit_session[theirs]]
    again = again_levels(suspects, members)[theirs]
    counted = (address != MISSING) & ((again == 0) | (shared & (again < 2)))
    counted &= suspects.exists[suspects.visit_account[theirs]] > 0
    counted &= ~handed_to(suspects, theirs)
    entered, tried, settled = (
        _accounts(suspects, theirs[counted & did[theirs]])
        for did in (suspects.inside, suspects.entering, suspects.settling)
    )
    bits = np.zeros(len(tried))
    some = np.flatnonzero(entered + tried)
    bits[some] = let_in_bits(entered[some], tried[some])
    if settled.any():
        usual = usual_settling(suspects, members)
        bits[some] += settled_bits(settled[some], entered[some], usual)
    told = bits[suspects.domain_at_address] <= TEAM_BITS
    alike = alikeness(suspects)[suspects.visit_account[told]] / ALIKE_IN_A_DAY
    told[told] = alike * bits[suspects.domain_at_address[told]] <= TEAM_BITS
    return np.asarray(told)


def handed_to(suspects: Suspects, places: Codes) -> Flags:
    """Tell the visits at some places whose account was entered there by a way that was handed on.

    Nobody is refused at that, and who is in comes back.
    """
    names = suspects.visit_name[places]
    return np.asarray(np.isin(names, names[suspects.handed[places]]))


def _accounts(suspects: Suspects, places: Codes) -> Bits:
    """Return how many accounts the visits at some places are of, by mail domain and address."""
    _, first = np.unique(suspects.name_at_address[places], return_index=True)
    count = int(suspects.domain_at_address.max(initial=-1)) + 1
    found = np.bincount(suspects.domain_at_address[places[first]], minlength=count)
    return found.astype(np.float64)
