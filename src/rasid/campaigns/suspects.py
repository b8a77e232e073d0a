"""What is left to reason about: sessions in which somebody is not at home."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from rasid.campaigns.carried import NOT_CARRIED, Carried
from rasid.campaigns.handed import HANDED
from rasid.campaigns.links import (
    MISSING,
    Alike,
    Bits,
    Codes,
    LinkValues,
    find_alike,
    together,
)
from rasid.campaigns.news import CLAIMED, NO_NEWS, News
from rasid.campaigns.places import Places, read_places
from rasid.campaigns.visits import Visits
from rasid.tables.sessions import HOME_BITS

QUIET = ("sign-in", "look-up, then sign-in", "other")
INSIDE = (
    "acts inside",
    "acts inside after trouble",
    "reset",
    "sign-in after trouble",
    "look-up, then sign-in",
    "sign-in",
    *HANDED,
)

SETTLING = 2
"""Who did acts of so many kinds inside an account (read mail and lead it out, say) is settling in.
"""

RECOVERING = ("recovery", "recovery opened", "reset")

ASKING = ("look-up", "recovery opened", "other")
"""What asks and does not try to enter: people ask for public people's addresses all day."""

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Suspects:
    """Suspect sessions and their visits as parallel arrays; two are the same if they are one.

    `protected_share` is that of the roster among all accounts that the logs show, `entered_share`
    among those that somebody got into; they are `rostered` where there is a roster at all.
    `visit_*` name sessions and accounts by place; `hours` are of sessions (when they began, in
    hours since 1970), `protected`, `category`, `alike`, `colleague`, `exists`, `mates` (how many
    accounts its mail domain has) and `mates_share` (that of the roster among those) of accounts,
    what follows `tactics` (names of the codes in `tactic`) of visits; `news` says what of them
    rules know, and `by_application` which of them an application's are that went for people.
    Sessions are `vouched` for where somebody is at home there with the same program, stand for as
    many as their `weight`, and `owners` counts accounts that got in at its address. An account that
    was on the roster for some of its visits stands twice; `category` and `person` are MISSING for
    who is on none.
    """

    session_ids: tuple[str, ...]
    hours: Codes
    vouched: Flags
    weight: Bits
    links: tuple[LinkValues, ...]
    accounts: tuple[str, ...]
    protected_share: float
    protected: Flags
    category: Codes
    person: Codes
    alike: Codes
    colleague: Codes
    exists: Codes
    mates: Codes
    mates_share: Bits
    visit_session: Codes
    visit_account: Codes
    tactics: tuple[str, ...]
    tactic: Codes
    troubled: Flags
    inside: Flags
    same_person: Flags
    home_bits: Bits
    follow_up_kinds: Codes
    owners: Codes
    entered_share: float = 0.0
    rostered: bool = True
    news: News = NO_NEWS
    by_application: Sequence[int] = ()
    carried: Carried = NOT_CARRIED

    def values(self, title: str) -> LinkValues:
        """Return the values of one link by its title."""
        return next(values for values in self.links if values.link.title == title)

    def of_tactics(self, names: Collection[str]) -> Flags:
        """Tell the visits whose tactic is one of these."""
        return np.array([tactic in names for tactic in self.tactics], dtype=bool)[self.tactic]

    @cached_property
    def entering(self) -> Flags:
        """Tell the visits that tried to enter."""
        return ~self.of_tactics(ASKING)

    @cached_property
    def strange(self) -> Flags:
        """Tell the visits that had trouble, of accounts that are not at home there."""
        return np.asarray(self.troubled & (self.home_bits < HOME_BITS))

    @cached_property
    def quiet(self) -> Flags:
        """Tell the visits that got in and had no trouble."""
        return np.asarray(self.inside & ~self.troubled)

    @cached_property
    def handed(self) -> Flags:
        """Tell the visits that got in by a way that was handed on."""
        return self.of_tactics(HANDED)

    @cached_property
    def settling(self) -> Flags:
        """Tell the visits where somebody not at home did acts of several kinds inside."""
        return np.asarray((self.follow_up_kinds >= SETTLING) & (self.home_bits < HOME_BITS))

    @cached_property
    def tried(self) -> Codes:
        """A code of what each visit tried; of who asks for an address that is no account, apart."""
        nobody = (self.exists[self.visit_account] == 0) & ~self.entering
        return np.where(nobody, len(self.tactics), 0) + self.tactic

    @cached_property
    def tried_source(self) -> Codes:
        """A code of what each visit tried and its address."""
        return self.at_address(self.tried)

    @cached_property
    def name_at_address(self) -> Codes:
        """A code of each visit's account by name and address."""
        return self.at_address(self.visit_name)

    @cached_property
    def domain_at_address(self) -> Codes:
        """A code of the mail domain of each visit's account and address."""
        return self.at_address(self.domain[self.visit_account])

    @cached_property
    def session_address(self) -> Codes:
        """A code of each session's address; a session without one is its own."""
        return self.apart("address")

    def apart(self, title: str) -> Codes:
        """Return a link's code of each session; one without a value is its own."""
        codes = self.values(title).codes
        alone = int(codes.max(initial=MISSING)) + 1 + np.arange(len(codes))
        return np.asarray(np.where(codes == MISSING, alone, codes))

    @cached_property
    def claimed(self) -> LinkValues:
        """Whether rules speak of each session's address, as a link: 1 where they do, else 0."""
        codes = np.zeros(len(self.session_ids), dtype=np.int64)
        codes[self.visit_session[self.news.of_address]] = 1
        return LinkValues(CLAIMED, codes, ("", ""), np.bincount(codes, minlength=2).astype(float))

    @cached_property
    def size(self) -> Codes:
        """How many visits each session has."""
        return np.bincount(self.visit_session, minlength=len(self.session_ids))

    @cached_property
    def of_sessions(self) -> Visits:
        """The visits of each session."""
        return Visits.by(self.visit_session, len(self.session_ids))

    @cached_property
    def of_names(self) -> Visits:
        """The visits of each name of an account, by its code."""
        return Visits.by(self.visit_name, len(self.accounts))

    @cached_property
    def intruding(self) -> list[Codes]:
        """How many visits of each session recovered an account, and tried else to enter one.

        Counted are those that had trouble, of accounts that are not at home there.
        """
        recovering, count = self.of_tactics(RECOVERING), len(self.session_ids)
        ways = (self.strange & recovering, self.strange & self.entering & ~recovering)
        return [np.bincount(self.visit_session[way], minlength=count) for way in ways]

    @cached_property
    def places(self) -> Places:
        """Sessions of as many visits that are alike in address, network and what rules say."""
        others = [self.values("network").codes - MISSING, self.claimed.codes, self._weights]
        return read_places(self.values("address"), self.size, self.intruding, others)

    @cached_property
    def programs(self) -> Alike:
        """Sessions of as many visits that are alike in the program, and in how they intruded."""
        return self._alike(self.values("client"))

    @cached_property
    def moments(self) -> Alike:
        """The same of sessions that are alike in when they began."""
        return self._alike(*(one for one in self.links if one.link.family == "rhythm"))

    @cached_property
    def settled_in_session(self) -> Flags:
        """Tell the visits whose account also signs in quietly in the same session."""
        return self.settled(np.arange(len(self.session_ids)))

    @cached_property
    def settled_at_address(self) -> Flags:
        """Tell the visits whose account also signs in quietly at the same address."""
        return self.settled(self.session_address)

    def goes_on(self, core: Bits) -> Flags:
        """Tell the sessions that go on with a signed-in one that a core had elsewhere."""
        return self.carried.tied(core, self.session_address, self.visit_session)

    def _alike(self, *links: LinkValues) -> Alike:
        intruded = [(count > 0).astype(np.int64) for count in self.intruding]
        codes = (one.codes - MISSING for one in links)
        return find_alike([self.size, self._weights, *intruded, *codes])

    @cached_property
    def _weights(self) -> Codes:
        """A code of each session's weight."""
        return np.asarray(np.unique(self.weight, return_inverse=True)[1], dtype=np.int64)

    def settled(self, units: Codes) -> Flags:
        """Tell the visits whose account also signs in quietly in the same unit of sessions."""
        place = units[self.visit_session] * len(self.accounts) + self.visit_account
        return np.asarray(np.isin(place, place[self.quiet]))

    def at_address(self, codes: Codes) -> Codes:
        """Return a code of each visit's code and address; a session without one is its own."""
        place = self.session_address[self.visit_session]
        pairs = codes * (int(place.max(initial=0)) + 1) + place
        return np.asarray(np.unique(pairs, return_inverse=True)[1], dtype=np.int64)

    @cached_property
    def source(self) -> Codes:
        """A code of each session's address and client; alone without an address."""
        pairs = together([self.session_address, self.values("client").codes - MISSING])
        return np.unique(pairs, return_inverse=True)[1].astype(np.int64)

    @cached_property
    def hand(self) -> Codes:
        """A code of each session's network and client; alone where either is missing."""
        told = [self.apart(title) for title in ("network", "client")]
        return np.unique(together(told), return_inverse=True)[1].astype(np.int64)

    @cached_property
    def visit_source(self) -> Codes:
        """A code of the address and client of each visit's session."""
        return self.source[self.visit_session]

    @cached_property
    def occasion(self) -> Codes:
        """A code of each visit's day and the mail domain of its account."""
        day = (self.hours // 24)[self.visit_session]
        pairs = day * (int(self.domain.max(initial=0)) + 1) + self.domain[self.visit_account]
        return np.asarray(np.unique(pairs, return_inverse=True)[1], dtype=np.int64)

    @cached_property
    def domain(self) -> Codes:
        """A code of each account's mail domain."""
        accounts = pa.array(self.accounts, pa.string())
        return _first_codes(compute.replace_substring_regex(accounts, "(?s)^.*@", ""))

    @cached_property
    def visit_name(self) -> Codes:
        """A code of the name of each visit's account, protected at the time or not."""
        return _first_codes(pa.array(self.accounts, pa.string()))[self.visit_account]


def _first_codes(column: pa.Array) -> Codes:
    """Return which of the distinct texts each one is, in the order in which they come."""
    return np.asarray(column.dictionary_encode().indices, dtype=np.int64)
