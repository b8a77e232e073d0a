"""Why a visit is a campaign's and why that is one, as rows of the table `evidence`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from pyarrow import compute

from rasid.campaigns.footholds import describe_kinds
from rasid.campaigns.links import MISSING, Bits, Codes, LinkValues, seen_elsewhere
from rasid.campaigns.membership import Membership, needed_bits
from rasid.campaigns.partition import Division
from rasid.campaigns.suspects import Flags, Suspects
from rasid.campaigns.targets import PROTECTED, again_levels, describe_level, target_levels
from rasid.campaigns.views import KINDS_OF_OTHERS

_CHOSEN = pa.schema(
    [
        *((name, pa.string()) for name in ("session_id", "account")),
        ("number", pa.int64()),
        ("bits", pa.float64()),
        ("reason", pa.string()),
    ]
)
_EVIDENCE = pa.schema(
    [
        *((n, pa.string()) for n in ("campaign_id", "subject", "session_id", "account", "family")),
        ("bits", pa.float64()),
        ("reason", pa.string()),
    ]
)
_PERSON = "the same hand went for another account of this person within the hour, or got into this"
_TEAM = "from there nearly all was entered that was tried of the organisation: a team of its own"
_CARRIED = "goes on with a signed-in session that the campaign had elsewhere"
_AGAIN = (
    "no other address of the campaign went for this account",
    "other addresses of the campaign went for this account",
    "other addresses of the campaign were inside this account",
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of each of many, each text once: codes into `words`, or MISSING."""

    words: Sequence[str]
    codes: Codes

    def at(self, places: Codes) -> "Said":
        """Return what is said of some, or of some several times."""
        return Said(self.words, self.codes[places])

    def only(self, mask: Flags) -> "Said":
        """Return the same with nothing said of those that the mask leaves out."""
        return Said(self.words, np.where(mask, self.codes, MISSING))

    def texts(self) -> list[str]:
        """Return what is said of each, where something is said of all."""
        return [self.words[code] for code in self.codes.tolist()]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The visits of one campaign, by place, with each family's bits and reason for every one.

    `divisions` are what told it apart from other groups that are after the same people, and `also`
    the other memberships whose visits became its own.
    """

    number: int
    member: Membership
    places: Codes
    bits: dict[str, Bits]
    reasons: dict[str, list[str]]
    divisions: tuple[Division, ...] = ()
    also: tuple[Membership, ...] = ()

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
        also=tuple(
            member
            for one in chosen
            for member in (one.member, *one.also)
            if member is not largest.member
        ),
    )


def choose(suspects: Suspects, memberships: list[Membership]) -> list[Chosen]:
    """Give each visit to the campaign that it speaks for most, where it speaks for any."""
    if not memberships:
        return []
    weights = [member.visit_bits(suspects) for member in memberships]
    best = np.argmax(weights, axis=0)
    return [
        _chosen(
            suspects,
            member,
            number,
            np.flatnonzero((best == number) & (bits > needed_bits(suspects, member.core))),
        )
        for number, (member, bits) in enumerate(zip(memberships, weights, strict=True))
    ]


def _chosen(suspects: Suspects, member: Membership, number: int, places: Codes) -> Chosen:
    bits = {family: told[places] for family, told in member.of_visits(suspects).items()}
    bits["prior"] = member.prior_bits[suspects.visit_session[places]]
    said = reasons_of(suspects, member, places)
    reasons = {family: of_visits.texts() for family, of_visits in said.items()}
    return Chosen(number, member, places, bits, reasons)


def reasons_of(suspects: Suspects, member: Membership, places: Codes) -> dict[str, Said]:
    """Say for each family why the visits at these places weigh what they do for a campaign."""
    sessions, row = np.unique(suspects.visit_session[places], return_inverse=True)
    account = suspects.visit_account[places]
    levels, again = target_levels(suspects)[places], again_levels(suspects, member.core)[places]
    core = int(member.core.sum())
    seen = seen_elsewhere(suspects.values("address"), member.core)[sessions]
    address, network, client = (
        _shared(suspects.values(title), sessions, member.core)
        for title in ("address", "network", "client")
    )
    claimed = _valued(suspects.claimed, sessions).only(suspects.claimed.codes[sessions] > 0)
    carried = Said((_CARRIED,), np.where(suspects.goes_on(member.core)[sessions], 0, MISSING))
    rhythm = [_valued(suspects.values(title), sessions) for title in ("hour", "weekday")]
    manner = [_valued(one, sessions) for one in suspects.links if one.link.family == "manner"]
    begun = f"{core} of {len(suspects.session_ids)} suspect sessions are surely of it"
    against = member.against[suspects.visit_session[places]]
    others = (f"; this one is weighed against {kind} of the others" for kind in KINDS_OF_OTHERS[1:])
    person = member.of_family(suspects, "person")[places]
    team = member.teams(suspects)[places]
    told = {
        "infrastructure": _together([address, network.only(~seen), claimed, carried], "; ".join),
        "client": client,
        "rhythm": _together(rhythm, lambda said: ", ".join(filter(None, said))),
        "manner": _together(manner, lambda said: "; ".join(filter(None, said))),
    }
    return {
        "prior": Said((begun, *(begun + kind for kind in others)), against),
        **{family: said.at(row) for family, said in told.items()},
        "target": _targets(suspects, levels, account),
        "again": _each(again, lambda level: _AGAIN[level]),
        "entries": Said(("", _TEAM), team.astype(np.int64)),
        "person": Said(("", _PERSON), (person > 0.0).astype(np.int64)),
        "conduct": _each(
            suspects.tactic[places], lambda t: f"what was tried: {suspects.tactics[t]}"
        ),
        "foothold": _each(suspects.follow_up_kinds[places], describe_kinds),
        "strangeness": _each(
            np.round(suspects.home_bits[places] * 10.0).astype(np.int64),
            lambda tenths: (
                f"the account is not at home there: {tenths / 10.0:+.1f} bits for its own people"
            ),
        ),
    }


def _targets(suspects: Suspects, levels: Codes, account: Codes) -> Said:
    """Say whom each went for, by name where that is no protected person."""
    found, place = np.unique(levels * len(suspects.accounts) + account, return_inverse=True)
    level, who = np.divmod(found, len(suspects.accounts))
    said = _each(level, describe_level)
    texts = pa.array(said.words, pa.string()).take(pa.array(said.codes))
    named = compute.binary_join_element_wise(texts, names_of(suspects.accounts, who), " (")
    named = compute.binary_join_element_wise(named, "", ")")
    words = compute.if_else(pa.array(level < PROTECTED), named, texts)
    return Said(tuple(words.to_pylist()), place.reshape(-1).astype(np.int64))


def _shared(values: LinkValues, sessions: Codes, core: Bits) -> Said:
    """Say how many core sessions and how many others share each session's value."""
    known = values.codes != MISSING
    mine = np.bincount(values.codes[known], core[known], len(values.names))
    total = int(core.sum())
    return _valued(
        values,
        sessions,
        lambda code: (
            f", of {mine[code]:.0f} of {total} sure sessions and "
            f"{values.crowd[code] - mine[code]:.0f} of all others"
        ),
    )


def _valued(values: LinkValues, sessions: Codes, more: Callable[[int], str] | None = None) -> Said:
    begin, _, end = values.link.says.partition("{value}")
    names = values.names
    return _each(
        values.codes[sessions],
        (lambda code: f"{begin}{names[code]}{end}{more(code)}")
        if more
        else (lambda code: f"{begin}{names[code]}{end}"),
    )


def _each(codes: Codes, say: Callable[[int], str]) -> Said:
    """Say what each code means, once for all that have it; nothing of what is MISSING."""
    found, place = np.unique(codes, return_inverse=True)
    words = ("" if code == MISSING else say(code) for code in found.tolist())
    return Said(tuple(words), place.reshape(-1).astype(np.int64))


def _together(parts: Sequence[Said], join: Callable[[list[str]], str]) -> Said:
    """Join what several say of the same, once for all of which they say the same."""
    code = np.zeros(len(parts[0].codes), dtype=np.int64)
    for part in parts:
        code = code * (len(part.words) + 1) + part.codes + 1
    _, first, place = np.unique(code, return_index=True, return_inverse=True)
    words = tuple(
        join([part.words[part.codes[row]] for part in parts if part.codes[row] != MISSING])
        for row in first.tolist()
    )
    return Said(words, place.reshape(-1).astype(np.int64))


def chosen_rows(suspects: Suspects, chosen: list[Chosen]) -> pa.Table:
    """Return the chosen visits: session_id, account, campaign number, bits and the main reason."""
    parts = [_CHOSEN.empty_table()]
    for one in chosen:
        families = [family for family in one.bits if family != "prior"]
        heaviest = np.argmax([one.bits[family] for family in families], axis=0)
        columns = {
            "session_id": names_of(suspects.session_ids, suspects.visit_session[one.places]),
            "account": names_of(suspects.accounts, suspects.visit_account[one.places]),
            "number": np.full(len(one.places), one.number),
            "bits": one.total,
            "reason": [one.reasons[families[f]][i] for i, f in enumerate(heaviest)],
        }
        parts.append(pa.table(columns, _CHOSEN))
    return pa.concat_tables(parts)


def evidence_rows(suspects: Suspects, chosen: Sequence[Chosen], ids: Mapping[int, str]) -> pa.Table:
    """Return one row per reason and visit of the campaigns that have an id."""
    parts = [_EVIDENCE.empty_table()]
    for one in chosen:
        if one.number not in ids:
            continue
        count = len(one.places)
        columns = {
            "campaign_id": pa.repeat(ids[one.number], count),
            "subject": pa.repeat("visit", count),
            "session_id": names_of(suspects.session_ids, suspects.visit_session[one.places]),
            "account": names_of(suspects.accounts, suspects.visit_account[one.places]),
        }
        for family, bits in one.bits.items():
            told = {"family": pa.repeat(family, count), "bits": bits, "reason": one.reasons[family]}
            parts.append(pa.table(columns | told, _EVIDENCE))
    return pa.concat_tables(parts)


def names_of(names: Sequence[str], codes: Codes) -> pa.Array:
    """Return the name of each code."""
    return pa.array(names, pa.string()).take(pa.array(codes))
