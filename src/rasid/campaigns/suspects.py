"""What is left to reason about: sessions in which somebody is not at home."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pyarrow import compute

from rasid.campaigns.carried import NOT_CARRIED, Carried, read_carried
from rasid.campaigns.handed import HANDED
from rasid.campaigns.likeness.guesses import likeness_levels
from rasid.campaigns.links import (
    MISSING,
    Alike,
    Bits,
    Codes,
    LinkValues,
    find_alike,
    read_links,
    read_values,
    together,
)
from rasid.campaigns.memory import check_room
from rasid.campaigns.news import CLAIMED, NO_NEWS, News, read_news
from rasid.campaigns.owners import read_owners
from rasid.campaigns.places import Places, read_places
from rasid.campaigns.strangers import find_strangers
from rasid.campaigns.visits import Visits
from rasid.engines.duckdb import DuckDB, packaged_sql
from rasid.tables.sessions import HOME_BITS

_ASKED = (
    "place",
    "account",
    "tactic",
    "protected",
    "category",
    "person_id",
    "colleague",
    "account_exists",
    "troubled",
    "same_person",
    "home_bits",
    "follow_up_kinds",
    "by_application",
)
"""What is brought into memory of suspect visits."""

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

    `protected_share` is that of the roster among all accounts that the logs show. `visit_*` name
    sessions and accounts by place; `hours` are of sessions (when they began, in hours since 1970),
    `protected`, `category`, `alike`, `colleague`, `exists`, `mates` (how many accounts its mail
    domain has) and `mates_share` (that of the roster among those) of accounts, what follows
    `tactics` (names of the codes in `tactic`) of visits; `news` says what of them rules know, and
    `by_application` which of them an application's are that went for people.
    Sessions are `vouched` for where somebody is at home there with the same program, and `owners`
    counts accounts that got in at its address. An account that was on the roster for some of its
    visits stands twice; `category` and `person` are MISSING for who is on none.
    """

    session_ids: tuple[str, ...]
    hours: Codes
    vouched: Flags
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
        return self._at_address(self.tried)

    @cached_property
    def name_at_address(self) -> Codes:
        """A code of each visit's account by name and address."""
        return self._at_address(self.visit_name)

    @cached_property
    def domain_at_address(self) -> Codes:
        """A code of the mail domain of each visit's account and address."""
        return self._at_address(self.domain[self.visit_account])

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
        others = [self.values("network").codes - MISSING, self.claimed.codes]
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
        return find_alike([self.size, *intruded, *(one.codes - MISSING for one in links)])

    def settled(self, units: Codes) -> Flags:
        """Tell the visits whose account also signs in quietly in the same unit of sessions."""
        place = units[self.visit_session] * len(self.accounts) + self.visit_account
        return np.asarray(np.isin(place, place[self.quiet]))

    def _at_address(self, codes: Codes) -> Codes:
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


def read_suspects(engine: DuckDB, before: Suspects | None = None) -> Suspects:
    """Reduce `sessions` and `visits` to suspects, and bring those into memory.

    `before` are those of a search among the same visits with other homes, if there was one: whose
    name an account is like stays as it is. Raises RasidError where they do not fit into memory.
    """
    _reduce(engine, checked=before is not None)
    found = engine.arrow(
        "SELECT session_id, epoch_ms(start_at) // 3600000 AS hour, "
        "session_id IN (SELECT session_id FROM residents) AS vouched FROM suspects ORDER BY place"
    )
    visits = engine.arrow(f"SELECT {', '.join(_ASKED)} FROM suspect_visits ORDER BY place, account")
    accounts, visit_account = _accounts(visits)
    tactics, tactic = _coded(visits["tactic"])
    of_domains = engine.rows(packaged_sql(__package__, "mates"))
    domains = {domain: counts for domain, *counts in of_domains}
    known, listed = (sum(counts) for counts in zip((0, 0), *domains.values(), strict=True))
    mates = _mates(accounts, domains)
    alike = dict(zip(before.accounts, before.alike.tolist(), strict=True)) if before else None
    inside = np.array([word in INSIDE for word in tactics], dtype=bool)

    def of_accounts(name: str) -> Codes:
        flags = visits[name].fill_null(name == "account_exists").to_numpy()
        return (np.bincount(visit_account, flags.astype(float), len(accounts)) > 0).astype(np.int64)

    return Suspects(
        session_ids=tuple(found["session_id"].to_pylist()),
        hours=found["hour"].to_numpy().astype(np.int64),
        vouched=found["vouched"].to_numpy().astype(bool),
        links=tuple(
            read_values(engine, link, before.values(link.title) if before else None)
            for link in read_links()
        ),
        accounts=accounts,
        protected_share=(listed + 0.5) / (known + 1.0),
        protected=of_accounts("protected").astype(bool),
        category=_categories(visits["category"], visit_account, len(accounts)),
        person=_categories(visits["person_id"], visit_account, len(accounts)),
        alike=likeness_levels(engine, accounts, alike),
        colleague=of_accounts("colleague"),
        exists=of_accounts("account_exists"),
        mates=mates[:, 0],
        mates_share=mates[:, 1] / mates[:, 0],
        visit_session=visits["place"].to_numpy().astype(np.int64),
        visit_account=visit_account,
        tactics=tactics,
        tactic=tactic,
        troubled=visits["troubled"].to_numpy().astype(bool),
        inside=inside[tactic],
        same_person=visits["same_person"].to_numpy().astype(bool),
        home_bits=visits["home_bits"].to_numpy(),
        follow_up_kinds=visits["follow_up_kinds"].to_numpy(),
        news=read_news(engine, visits),
        by_application=np.flatnonzero(visits["by_application"].to_numpy()).tolist(),
        carried=read_carried(engine, visits),
        owners=read_owners(engine),
    )


def _reduce(engine: DuckDB, *, checked: bool) -> None:
    """Make the steps of suspects; whether they fit into memory may be `checked` already."""
    find_strangers(engine)
    engine.run(packaged_sql(__package__, "suspects"))
    if not checked:
        check_room(engine.rows("SELECT count(*) FROM suspects")[0][0])
    engine.run(packaged_sql(__package__, "suspect_visits"))
    engine.run(packaged_sql(__package__, "residents"), {"home_bits": HOME_BITS})


def _accounts(visits: pa.Table) -> tuple[tuple[str, ...], Codes]:
    """Return the names and codes of accounts, apart where one was protected and where not."""
    protected = compute.if_else(visits["protected"], " 1", " 0")
    found, codes = _coded(compute.binary_join_element_wise(visits["account"], protected, ""))
    return tuple(mark[:-2] for mark in found), codes


def _categories(column: pa.ChunkedArray, visit_account: Codes, accounts: int) -> Codes:
    """Return the code of each account's category on the roster, by its name's order."""
    _, codes = _coded(column.fill_null(""))
    first = int((column.null_count or 0) > 0)
    found = np.full(accounts, MISSING, dtype=np.int64)
    found[visit_account] = codes - first
    return found


def _mates(accounts: Sequence[str], domains: Mapping[str, Sequence[int]]) -> Codes:
    """Return the counts of each account's mail domain; one that is unknown has that account."""
    domain = compute.replace_substring_regex(pa.array(accounts, pa.string()), "(?s)^[^@]*@?", "")
    coded = domain.dictionary_encode()
    counts = [domains.get(one, (1, 0)) for one in coded.dictionary.to_pylist()]
    return np.asarray(np.array(counts, dtype=np.int64).reshape(-1, 2)[coded.indices.to_numpy()])


def _first_codes(column: pa.Array) -> Codes:
    """Return which of the distinct texts each one is, in the order in which they come."""
    return np.asarray(column.dictionary_encode().indices, dtype=np.int64)


def _coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Codes]:
    """Return the distinct texts in order, and which of them each one is."""
    coded = column.combine_chunks().dictionary_encode()
    order = compute.array_sort_indices(coded.dictionary)
    rank = np.argsort(order.to_numpy()).astype(np.int64)
    return tuple(coded.dictionary.take(order).to_pylist()), rank[coded.indices.to_numpy()]
