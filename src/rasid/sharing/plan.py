"""What of a campaign leaves and what is held back: the one place where that is decided.

The writers of formats are handed an `Outgoing` and know nothing else, so that no format can let
out what another would hold back.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from rasid.sharing.crowds import tellable, total_refusal
from rasid.sharing.facts import COUNTED, Candidate, Facts, Number, Technique, Trace
from rasid.sharing.guard import Guard
from rasid.sharing.rules import Rules

SHARED_FROM = 3
"""From so many other accounts on, strangers share a trace: whoever blocks it blocks them. Fewer
may be a household, or entries that were missed."""

OTHERS = ("unlisted", "suggested")
"""Categories of accounts that are on no roster."""

_INNER = tuple(
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
        *("172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/4", "255.255.255.255/32"),
        *("::/128", "::1/128", "fc00::/7", "fe80::/10", "ff00::/8"),
    )
)
"""Addresses that mean another machine in every network."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that leaves, or is held back for a reason."""

    kind: str
    what: str
    held: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """One protected person as told to others: `name` only if somebody chose to name them."""

    pseudonym: str
    category: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves of one campaign; what is held back is not in it.

    `categories` are accounts by number and category; `networks` are autonomous systems that the
    addresses among `traces` are in. `certain` says whether it may be told how sure this is.
    """

    campaign_id: str
    probability: float
    first_seen: datetime
    last_seen: datetime
    numbers: Mapping[str, Number]
    categories: Mapping[str, Mapping[str, int]]
    traces: tuple[Trace, ...]
    techniques: tuple[Technique, ...]
    actor: Candidate | None
    candidates: tuple[Candidate, ...]
    people: tuple[Person, ...]
    with_networks: bool
    with_sightings: bool
    certain: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """What leaves of one campaign, and every line of what leaves and what does not."""

    out: Outgoing
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class People:
    """Who may be told of: pseudonyms of everybody, and the names of those somebody chose."""

    pseudonyms: Mapping[str, str]
    names: Mapping[str, str]


def plan(facts: Facts, rules: Rules, guard: Guard, people: People) -> Plan:
    """Decide line by line what leaves of a campaign."""
    traces = [(trace, _trace_line(trace, rules, guard)) for trace in facts.traces]
    numbers = dict(_number_lines(facts, rules))
    categories = dict(_category_lines(facts, rules, guard))
    actor = _actor_line(facts, rules, guard)
    leaving = tuple(trace for trace, line in traces if not line.held)
    networked = [trace for trace in leaving if trace.asn is not None]
    whole = _whole_lines(facts, rules, leaving)
    pseudonymous = dict(_people_lines(facts, rules, _hiding(facts, categories), people))
    network_lines = {
        trace.asn: Line("infrastructure", f"AS{trace.asn} {trace.as_name}".strip(), refused)
        for trace in networked
        for refused in [rules.refusal("infrastructure") or guard.refusal(trace.as_name)]
    }
    cleared = {asn for asn, line in network_lines.items() if not line.held}
    out = Outgoing(
        campaign_id=facts.campaign_id,
        probability=facts.probability,
        first_seen=facts.first_seen,
        last_seen=facts.last_seen,
        numbers={name: facts.numbers[name] for name, line in numbers.items() if not line.held},
        categories=_told_counts(facts, categories),
        traces=tuple(_placed(trace, cleared) for trace in leaving),
        techniques=() if rules.refusal("technique") else facts.techniques,
        actor=None if actor is None or actor.held else facts.leader,
        candidates=tuple(_clear_candidates(facts, rules, guard)),
        people=tuple(person for person, line in pseudonymous.items() if not line.held),
        with_networks=not rules.refusal("infrastructure"),
        with_sightings=not rules.refusal("sighting"),
        certain=not rules.refusal("certainty"),
    )
    lines = (
        *whole,
        *([actor] if actor else []),
        *numbers.values(),
        *categories.values(),
        *(line for _, line in traces),
        *network_lines.values(),
        *pseudonymous.values(),
    )
    return Plan(out, lines)


def _whole_lines(facts: Facts, rules: Rules, leaving: tuple[Trace, ...]) -> Iterator[Line]:
    yield Line("campaign", facts.campaign_id, rules.refusal("campaign"))
    for technique in facts.techniques:
        yield Line("technique", technique.attack_id, rules.refusal("technique"))
    seen = sum(trace.kind == "address" for trace in leaving)
    if seen:
        yield Line("sighting", f"{seen:,} addresses: when and how often", rules.refusal("sighting"))
    yield Line("certainty", "how sure this is, and what speaks for it", rules.refusal("certainty"))


def _actor_line(facts: Facts, rules: Rules, guard: Guard) -> Line | None:
    if facts.leader is None:
        return None
    name = facts.leader.actor
    return Line("actor", name, rules.actor_refusal(name) or guard.refusal(name))


def _clear_candidates(facts: Facts, rules: Rules, guard: Guard) -> Iterator[Candidate]:
    for one in facts.candidates[:2]:
        if not (rules.actor_refusal(one.actor) or guard.refusal(one.actor)):
            yield one


def _trace_line(trace: Trace, rules: Rules, guard: Guard) -> Line:
    shared = trace.kind == "address" and trace.others >= SHARED_FROM
    kind = "shared address" if shared else trace.kind
    return Line(kind, trace.value, _trace_refusal(trace, rules, kind, guard))


def _trace_refusal(trace: Trace, rules: Rules, kind: str, guard: Guard) -> str:
    if trace.kind == "address":
        inner = _inner_refusal(trace.value)
        if inner:
            return inner
        if trace.protected:
            return "a protected person signs in from there"
    elif trace.others >= SHARED_FROM:
        return f"{trace.others:,} other accounts use the same, so that it tells nobody apart"
    else:
        named = guard.refusal(trace.value)
        if named:
            return named
    refused = rules.refusal(kind)
    if refused and kind == "shared address":
        return f"{trace.others:,} other accounts sign in from there; {refused}"
    return refused


def _inner_refusal(address: str) -> str:
    try:
        parsed = ip_address(address)
    except ValueError:
        return "it is no address"
    inside = any(parsed in network for network in _INNER if _is_of(network, parsed.version))
    return "it is an address of inner networks, the same in all of them" if inside else ""


def _is_of(network: IPv4Network | IPv6Network, version: int) -> bool:
    return network.version == version


def _number_lines(facts: Facts, rules: Rules) -> Iterator[tuple[str, Line]]:
    attacked = facts.numbers["attacked"].count
    asked = max(attacked, facts.numbers["identified"].count)
    crowds = {"attempts": asked, "identified": 0, "attacked": 0, "compromised": attacked}
    for name, number in facts.numbers.items():
        refused = rules.refusal("numbers")
        if not refused:
            everybody = name == "compromised" and number.count == attacked
            refused = total_refusal(number.count, 0 if everybody else crowds[name])
        yield name, Line("numbers", f"{name}: {number.count:,}", refused)


def _category_lines(
    facts: Facts, rules: Rules, guard: Guard
) -> Iterator[tuple[tuple[str, str], Line]]:
    refusals = {number: tellable(facts.cells[number]) for number in COUNTED}
    shown = {
        category
        for number, found in refusals.items()
        for category, why in found.items()
        if not why and facts.cells[number][category].accounts
    }
    for number, found in refusals.items():
        for category, why in found.items():
            count = facts.cells[number][category].accounts
            alone = (
                ""
                if count or category in shown
                else "told alone, it would say that another count of it is not zero"
            )
            refused = rules.refusal("category") or why or guard.refusal(category) or alone
            yield (number, category), Line("category", f"{category}, {number}: {count:,}", refused)


def _hiding(facts: Facts, lines: Mapping[tuple[str, str], Line]) -> set[str]:
    """Return the categories whose people can be told of one by one, under pseudonyms.

    A count of them is told, and the campaign did not go for everybody of the category.
    """
    hiding = set()
    for category, people in Counter(facts.people.values()).items():
        told = {
            number: cell
            for number in COUNTED
            if (cell := facts.cells[number].get(category))
            and cell.accounts
            and not lines[number, category].held
        }
        if told and people < max(cell.listed for cell in told.values()):
            hiding.add(category)
    return hiding - set(OTHERS)


def _told_counts(facts: Facts, lines: Mapping[tuple[str, str], Line]) -> dict[str, dict[str, int]]:
    told: dict[str, dict[str, int]] = {}
    for (number, category), line in lines.items():
        if not line.held:
            told.setdefault(category, {})[number] = facts.cells[number][category].accounts
    return told


def _people_lines(
    facts: Facts, rules: Rules, told: set[str], people: People
) -> Iterator[tuple[Person, Line]]:
    """Yield each person whom the campaign went after; who is not named goes by a pseudonym."""
    refused, unfit = rules.refusal("pseudonym"), rules.unfit("named person")
    for person_id, category in facts.people.items():
        person = Person(people.pseudonyms[person_id], category)
        small = "" if category in told else "too few people of that category are told of"
        if person_id in people.names:
            named = replace(person, name=people.names[person_id])
            yield named, Line("named person", f"{person_id}: {named.name}", unfit)
        yield person, Line("pseudonym", f"{person.pseudonym}, {category}", refused or small)


def _placed(trace: Trace, cleared: set[int | None]) -> Trace:
    """Return a trace without the network's name where that may not be told."""
    return trace if trace.asn in cleared else replace(trace, asn=None, as_name="", country="")
