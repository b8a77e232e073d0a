"""Suspect sessions and their visits are brought into memory out of the engine."""

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
from pyarrow import compute

from rasid.campaigns.carried import read_carried
from rasid.campaigns.likeness.guesses import likeness_levels
from rasid.campaigns.links import MISSING, Codes, read_links, read_values
from rasid.campaigns.listed import count_listed, has_roster
from rasid.campaigns.memory import check_room
from rasid.campaigns.news import read_news
from rasid.campaigns.owners import read_owners
from rasid.campaigns.sampling import sample_suspects
from rasid.campaigns.strangers import find_strangers
from rasid.campaigns.suspects import INSIDE, Suspects
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


def read_suspects(engine: DuckDB, before: Suspects | None = None) -> Suspects:
    """Reduce `sessions` and `visits` to suspects, and bring those into memory.

    `before` are those of a search among the same visits with other homes, if there was one: whose
    name an account is like stays as it is. Raises RasidError where they do not fit into memory.
    """
    _reduce(engine, checked=before is not None)
    found = engine.arrow(
        "SELECT session_id, epoch_ms(start_at) // 3600000 AS hour, weight, "
        "session_id IN (SELECT session_id FROM residents) AS vouched FROM suspects ORDER BY place"
    )
    visits = engine.arrow(f"SELECT {', '.join(_ASKED)} FROM suspect_visits ORDER BY place, account")
    accounts, visit_account = _accounts(visits)
    tactics, tactic = _coded(visits["tactic"])
    of_domains = engine.rows(packaged_sql(__package__, "mates"))
    domains = {domain: counts for domain, *counts in of_domains}
    known, listed = (sum(counts) for counts in zip((0, 0), *domains.values(), strict=True))
    mates, entered = _mates(accounts, domains), count_listed(engine, "entered")
    alike = dict(zip(before.accounts, before.alike.tolist(), strict=True)) if before else None
    inside = np.array([word in INSIDE for word in tactics], dtype=bool)

    def of_accounts(name: str) -> Codes:
        flags = visits[name].fill_null(name == "account_exists").to_numpy()
        return (np.bincount(visit_account, flags.astype(float), len(accounts)) > 0).astype(np.int64)

    return Suspects(
        session_ids=tuple(found["session_id"].to_pylist()),
        hours=found["hour"].to_numpy().astype(np.int64),
        vouched=found["vouched"].to_numpy().astype(bool),
        weight=found["weight"].to_numpy().astype(np.float64),
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
        rostered=has_roster(engine),
        entered_share=entered[0] / max(entered[1], 1),
    )


def _reduce(engine: DuckDB, *, checked: bool) -> None:
    """Make the steps of suspects; whether they fit into memory may be `checked` already."""
    find_strangers(engine)
    engine.run(packaged_sql(__package__, "suspects"))
    sample_suspects(engine)
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


def _coded(column: pa.ChunkedArray) -> tuple[tuple[str, ...], Codes]:
    """Return the distinct texts in order, and which of them each one is."""
    coded = column.combine_chunks().dictionary_encode()
    order = compute.array_sort_indices(coded.dictionary)
    rank = np.argsort(order.to_numpy()).astype(np.int64)
    return tuple(coded.dictionary.take(order).to_pylist()), rank[coded.indices.to_numpy()]
