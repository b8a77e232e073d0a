"""Addresses of which the same can be said, told once: most have a session or two, and no more."""

from dataclasses import dataclass, replace

import numpy as np

from rasid.campaigns.links import MISSING, Alike, Bits, Codes, LinkValues, find_alike, together


@dataclass(frozen=True, slots=True)
class Places:
    """Sessions that are alike in what is told of their address, and in all else of where they are.

    `look` numbers what is told of each address; of looks, `first` is an address that has it, and
    `count` how many have.
    """

    address: LinkValues
    look: Codes
    first: Codes
    count: Bits
    alike: Alike

    def apart(self, sessions: Codes) -> tuple[Codes, LinkValues]:
        """Return who is at the addresses of these sessions, in order, and the address as a link.

        The link is told of the kinds of sessions, and then of those, whose addresses have a code of
        their own each. Any other code stands for all addresses of one look.
        """
        codes, looks = self.address.codes, len(self.first)
        own = np.zeros(len(self.look) + 1, dtype=bool)
        own[codes[sessions]] = True
        own[MISSING] = False  # the last one, which is of no address
        there = own[codes]
        there[sessions] = True
        apart, own = np.flatnonzero(there), own[:-1]
        number = np.where(own, looks + np.cumsum(own) - 1, self.look)
        of_kinds, of_apart = (
            np.append(one, MISSING)[codes[some]]
            for one, some in ((self.look, self.alike.first), (number, apart))
        )
        left = self.count - np.bincount(self.look[own], minlength=looks)
        crowd = np.where(left > 0, self.address.crowd[self.first], 0.0)
        told = replace(
            self.address,
            codes=np.concatenate([of_kinds, of_apart]),
            names=(),
            crowd=np.concatenate([crowd, self.address.crowd[own]]),
            each=np.concatenate([np.maximum(left, 1.0), np.ones(int(own.sum()))]),
        )
        return apart, told


def read_places(
    address: LinkValues, size: Codes, intruding: list[Codes], others: list[Codes]
) -> Places:
    """Read the places of sessions with so many visits, so many of which were `intruding`.

    `others` are codes of all else, from 0. Addresses are told apart by their crowd, and by how many
    sessions, visits, intruding visits and sessions with any are from there: whatever counts of a
    session among others, as many count of each address.
    """
    intruded = [(count > 0).astype(np.int64) for count in intruding]
    known, count = address.codes != MISSING, len(address.crowd)
    codes = address.codes[known]
    every = (np.ones(len(size)), size, *intruding, *intruded)
    counts = [np.bincount(codes, weights[known], count) for weights in every]
    columns = [
        np.unique(one, return_inverse=True)[1].reshape(-1) for one in (*counts, address.crowd)
    ]
    _, first, look = np.unique(together(columns), return_index=True, return_inverse=True)
    look = look.reshape(-1).astype(np.int64)
    of_sessions = np.append(look, MISSING)[address.codes] - MISSING
    return Places(
        address,
        look,
        first,
        np.bincount(look, minlength=len(first)).astype(np.float64),
        find_alike([size, of_sessions, *intruded, *others]),
    )
