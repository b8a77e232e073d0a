"""Why a visit is a campaign's and why that is one, as rows of the table `evidence`."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from rasid.campaigns.links import MISSING, Bits, Codes, LinkValues, seen_elsewhere
from rasid.campaigns.membership import (
    ENTRY_BITS,
    LONE_ENTRY_BITS,
    MEMBER_BITS,
    Membership,
)
from rasid.campaigns.partition import Division
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import again_levels, describe_level, target_levels

_AGAIN = (
    "no other session of the campaign went for this account",
    "other sessions of the campaign went for this account",
    "other sessions of the campaign were inside this account",
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The visits of one campaign, by place, with each family's bits and reason for every one.

    `divisions` are what told it apart from other groups that are after the same people.
    """

    number: int
    member: Membership
    places: Codes
    bits: dict[str, Bits]
    reasons: dict[str, list[str]]
    divisions: tuple[Division, ...] = ()

    @property
    def total(self) -> Bits:
        """The evidence of each visit in bits, prior included."""
        return np.asarray(np.sum(list(self.bits.values()), axis=0))

    def only(self, mask: Flags) -> "Chosen":
        """Return the visits that the mask keeps."""
        return replace(
            self,
            places=self.places[mask],
            bits={family: bits[mask] for family, bits in self.bits.items()},
            reasons={
                family: [reason for reason, kept in zip(reasons, mask, strict=True) if kept]
                for family, reasons in self.reasons.items()
            },
        )


def joined(chosen: Sequence[Chosen]) -> Chosen:
    """Return one campaign of several, as what the largest of them is."""
    largest = max(chosen, key=lambda one: (len(one.places), -one.number))
    return replace(
        largest,
        places=np.concatenate([one.places for one in chosen]),
        bits={f: np.concatenate([one.bits[f] for one in chosen]) for f in largest.bits},
        reasons={f: [why for one in chosen for why in one.reasons[f]] for f in largest.reasons},
    )


def choose(suspects: Suspects, memberships: list[Membership]) -> list[Chosen]:
    """Give each visit to the campaign that it speaks for most, where it speaks for any."""
    if not memberships:
        return []
    weights = [
        member.prior_bits + np.sum(list(member.of_visits(suspects).values()), axis=0)
        for member in memberships
    ]
    best = np.argmax(weights, axis=0)
    return [
        _chosen(
            suspects,
            member,
            number,
            np.flatnonzero((best == number) & (bits > _needed(suspects, member))),
        )
        for number, (member, bits) in enumerate(zip(memberships, weights, strict=True))
    ]


def _needed(suspects: Suspects, member: Membership) -> Bits:
    """Return the bits from which on each visit is the campaign's."""
    again = again_levels(suspects, member.core) > 0
    expected = suspects.protected[suspects.visit_account] & again
    entry = np.where(expected, ENTRY_BITS, LONE_ENTRY_BITS)
    return np.where(suspects.inside, entry, MEMBER_BITS)


def _chosen(suspects: Suspects, member: Membership, number: int, places: Codes) -> Chosen:
    bits = {family: told[places] for family, told in member.of_visits(suspects).items()}
    bits["prior"] = np.full(len(places), member.prior_bits)
    return Chosen(number, member, places, bits, _reasons(suspects, member, places))


def _reasons(suspects: Suspects, member: Membership, places: Codes) -> dict[str, list[str]]:
    session, account = suspects.visit_session[places], suspects.visit_account[places]
    levels, again = target_levels(suspects)[places], again_levels(suspects, member.core)[places]
    core = int(member.core.sum())
    seen = seen_elsewhere(suspects.values("address"), member.core)
    address, network = (
        _shared(suspects.values(title), session, member.core) for title in ("address", "network")
    )
    hour, weekday = (_said(suspects.values(title), session) for title in ("hour", "weekday"))
    manner = [_said(values, session) for values in suspects.links if values.link.family == "manner"]
    return {
        "prior": [f"{core} of {len(suspects.session_ids)} suspect sessions are surely of it"]
        * len(places),
        "infrastructure": [
            address[i] if seen[s] else f"{address[i]}; {network[i]}" for i, s in enumerate(session)
        ],
        "client": _shared(suspects.values("client"), session, member.core),
        "target": [
            _target(suspects, level, one) for level, one in zip(levels, account, strict=True)
        ],
        "again": [_AGAIN[level] for level in again],
        "rhythm": [", ".join(filter(None, pair)) for pair in zip(hour, weekday, strict=True)],
        "manner": ["; ".join(filter(None, said)) for said in zip(*manner, strict=True)],
        "conduct": [f"what was tried: {suspects.tactics[t]}" for t in suspects.tactic[places]],
        "strangeness": [
            f"the account is not at home there: {bits:+.1f} bits for its own people"
            for bits in suspects.home_bits[places]
        ],
    }


def _target(suspects: Suspects, level: int, account: int) -> str:
    return describe_level(int(level)) + (f" ({suspects.accounts[account]})" if level < 12 else "")


def _shared(values: LinkValues, session: Codes, core: Bits) -> list[str]:
    """Say how many core sessions and how many others share each session's value."""
    known = values.codes != MISSING
    mine = np.bincount(values.codes[known], core[known], len(values.names))
    total = int(core.sum())
    return [
        ""
        if code == MISSING
        else f"{values.link.says.format(value=values.names[code])}, of {mine[code]:.0f} of {total} "
        f"sure sessions and {values.crowd[code] - mine[code]:.0f} of all others"
        for code in values.codes[session]
    ]


def _said(values: LinkValues, session: Codes) -> list[str]:
    return [
        "" if code == MISSING else values.link.says.format(value=values.names[code])
        for code in values.codes[session]
    ]


def chosen_rows(suspects: Suspects, chosen: list[Chosen]) -> pa.Table:
    """Return the chosen visits: session_id, account, campaign number, bits and the main reason."""
    rows: dict[str, list[object]] = {
        name: [] for name in ("session_id", "account", "number", "bits", "reason")
    }
    for one in chosen:
        families = [family for family in one.bits if family != "prior"]
        heaviest = np.argmax([one.bits[family] for family in families], axis=0)
        rows["session_id"] += _names(suspects.session_ids, suspects.visit_session[one.places])
        rows["account"] += _names(suspects.accounts, suspects.visit_account[one.places])
        rows["number"] += [one.number] * len(one.places)
        rows["bits"] += one.total.tolist()
        rows["reason"] += [one.reasons[families[f]][i] for i, f in enumerate(heaviest)]
    types = [pa.string(), pa.string(), pa.int64(), pa.float64(), pa.string()]
    return pa.table(rows, pa.schema(list(zip(rows, types, strict=True))))


def evidence_rows(suspects: Suspects, chosen: list[Chosen], ids: dict[int, str]) -> pa.Table:
    """Return one row per reason and visit of the campaigns that have an id."""
    names = ("campaign_id", "subject", "session_id", "account", "family", "bits", "reason")
    rows: dict[str, list[object]] = {name: [] for name in names}
    for one in chosen:
        if one.number not in ids:
            continue
        count = len(one.places)
        for family, bits in one.bits.items():
            rows["campaign_id"] += [ids[one.number]] * count
            rows["subject"] += ["visit"] * count
            rows["session_id"] += _names(suspects.session_ids, suspects.visit_session[one.places])
            rows["account"] += _names(suspects.accounts, suspects.visit_account[one.places])
            rows["family"] += [family] * count
            rows["bits"] += bits.tolist()
            rows["reason"] += one.reasons[family]
    types = [pa.string()] * 5 + [pa.float64(), pa.string()]
    return pa.table(rows, pa.schema(list(zip(names, types, strict=True))))


def _names(names: tuple[str, ...], codes: Codes) -> list[object]:
    return [names[code] for code in codes]
