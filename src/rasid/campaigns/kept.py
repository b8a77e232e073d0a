"""What one hand keeps from session to session: its addresses and networks, programs, and hours.

What says the same of many sessions is weighed once: `rest` is the same for all of as many visits.
"""

from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.links import (
    EACH,
    Alike,
    Bits,
    Codes,
    LinkValues,
    Some,
    link_bits,
    seen_elsewhere,
)
from rasid.campaigns.suspects import Flags, Suspects

KEPT_CAPS = {"infrastructure": 9.0, "client": 7.0, "rhythm": 5.0}
"""What each may weigh in a session, in bits, either way."""

SOLE_BITS = 2.0
"""An address that is the core's alone may outweigh by this much (4 to 1) that so few of all
sessions are the core's: the more others there are, the more it says that none of them has it."""

NEWNESS_BITS = -3.0
"""What a new client may speak against a session at most: whoever has used one takes up another."""

STRAY = 0.1
"""How much of a group's work may fall at any hour: that bounds what rhythm speaks against."""


@dataclass(frozen=True, slots=True)
class Units:
    """Sessions that do not speak for each other where they are of one unit."""

    sessions: Codes
    unit: Codes


@dataclass(frozen=True, slots=True)
class _Weights:
    """How much each session is the core's, and counts among the rest where it is not.

    `usual` is the latter of sessions that are alike, but for those that count less.
    """

    core: Bits
    rest: Bits
    usual: Bits


@dataclass(frozen=True, slots=True)
class _Rows:
    """Sessions told once where they are alike; those of the core, or of units, each by itself.

    So is who counts less among the rest than those alike do. `row` is that of each session,
    `sessions` are those that stand for the rows.
    """

    row: Codes
    sessions: Codes
    core: Bits
    rest: Bits
    times: Bits
    units: Codes | None

    def asked(self, at: Some) -> Flags:
        """Tell the rows of the sessions at some places."""
        told = np.zeros(len(self.sessions), dtype=bool)
        told[self.row[at]] = True
        return told

    def bits(self, values: LinkValues, most: float = 0.0, *, asked: Flags) -> Bits:
        """Return what a link says of the rows asked, with up to `most` bits if its cap is less.

        Its values are those of the rows. Of the others it says nothing.
        """
        link = replace(values.link, cap_bits=max(values.link.cap_bits, most))
        own = replace(values, link=link)
        return link_bits(own, self.core, self.rest, self.units, self.times, asked=asked)

    def seen(self, values: LinkValues) -> Flags:
        """Tell the rows whose value, by row, others of the core have too."""
        return seen_elsewhere(values, self.core, self.units, self.times)


def prior_bits(core: Bits, rest: Bits) -> float:
    """Return how much rarer a core's sessions are than the others, in bits; never positive."""
    others = float(((1.0 - core) * rest).sum())
    return min(float(np.log2(max(core.sum(), 0.5) / max(others, 0.5))), 0.0)


def infrastructure_bits(
    suspects: Suspects,
    core: Bits,
    rest: Bits,
    units: Units | None = None,
    at: Some = EACH,
) -> Bits:
    """Return what the address says; where it is new to the campaign, what its network says too.

    A new network brings a new address with it: that is one thing, and told once. New addresses that
    are known as somebody's, as others of the campaign are, speak for it. A signed-in session that
    the campaign had elsewhere makes an address its own. Sessions of one of the `units` do not speak
    for each other; each is one without them. It is told of all sessions, or of those `at` some
    places. Here as in what follows.
    """
    alike = suspects.places.alike
    weights = _weights(core, rest, alike)
    apart, address = suspects.places.apart(_apart(weights, alike, units))
    rows = _rows(weights, alike, apart, units)
    network = suspects.values("network").of(rows.sessions)
    cap = KEPT_CAPS["infrastructure"]
    most = max(cap, SOLE_BITS - prior_bits(core, rest))
    asked, known = rows.asked(at), rows.seen(address)
    near, new = rows.bits(address, most, asked=asked), asked & ~known
    far = rows.bits(network, asked=new)
    told = np.where(rows.seen(network), near + far, np.minimum(near, far))
    told = told + _claim_bits(rows, suspects.claimed.of(rows.sessions), new)
    told = np.where(known, near, np.minimum(told, cap))
    told = np.clip(told, -cap, most)[rows.row[at]]
    return told if units else np.where(suspects.goes_on(core)[at], most, told)


def _claim_bits(rows: _Rows, claimed: LinkValues, asked: Flags) -> Bits:
    """Return what it says that rules know an address as somebody's, if others of the core are.

    That they know nothing of an address says nothing.
    """
    told = asked & (claimed.codes > 0)
    return np.maximum(rows.bits(claimed, asked=told), 0.0) if told.any() else np.zeros(len(told))


def client_bits(
    suspects: Suspects,
    core: Bits,
    rest: Bits,
    units: Units | None = None,
    at: Some = EACH,
) -> Bits:
    """Return what the program says."""
    alike = suspects.programs
    weights = _weights(core, rest, alike)
    rows = _rows(weights, alike, _apart(weights, alike, units), units)
    client = suspects.values("client").of(rows.sessions)
    told = np.maximum(rows.bits(client, asked=rows.asked(at)), NEWNESS_BITS)
    return told[rows.row[at]]


def rhythm_bits(
    suspects: Suspects,
    core: Bits,
    rest: Bits,
    units: Units | None = None,
    at: Some = EACH,
) -> Bits:
    """Return what the hour and the day of the week say."""
    alike = suspects.moments
    weights = _weights(core, rest, alike)
    rows = _rows(weights, alike, _apart(weights, alike, units), units)
    links = (one.of(rows.sessions) for one in suspects.links if one.link.family == "rhythm")
    asked = rows.asked(at)
    total = np.sum([rows.bits(values, asked=asked) for values in links], axis=0)
    total = np.log2((1.0 - STRAY) * np.exp2(total) + STRAY)
    return np.asarray(np.clip(total, -KEPT_CAPS["rhythm"], KEPT_CAPS["rhythm"])[rows.row[at]])


def _apart(weights: _Weights, alike: Alike, units: Units | None) -> Codes:
    """Return the sessions that are weighed each by itself, in order."""
    if units is not None:
        return np.sort(units.sessions)
    usual = weights.usual[alike.kind]
    return np.flatnonzero((weights.core > 0) | (weights.rest < usual))


def _weights(core: Bits, rest: Bits, alike: Alike) -> _Weights:
    usual = np.zeros(len(alike.first))
    np.maximum.at(usual, alike.kind, rest)
    return _Weights(core, rest, usual)


def _rows(weights: _Weights, alike: Alike, apart: Codes, units: Units | None) -> _Rows:
    kinds = len(alike.first)
    row = alike.kind.copy()
    row[apart] = kinds + np.arange(len(apart))
    others = alike.count - np.bincount(alike.kind[apart], minlength=kinds)
    sessions = np.concatenate([alike.first, apart])
    unit = None
    if units is not None:
        unit = int(units.unit.max(initial=-1)) + 1 + np.arange(kinds + len(apart))
        unit[kinds + np.searchsorted(apart, units.sessions)] = units.unit
    return _Rows(
        row,
        sessions,
        np.concatenate([np.zeros(kinds), weights.core[apart]]),
        np.concatenate([weights.usual, weights.rest[apart]]),
        np.concatenate([others, np.ones(len(apart))]),
        unit,
    )
