"""Judging names: bits, how many honest names have as many, a level, and whose habit it is."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from rasid.websites.apart import dynamic_endings, is_dynamic
from rasid.websites.ascribing import NOBODY, Candidate, ascribe
from rasid.websites.learning import learn
from rasid.websites.model import Model
from rasid.websites.naming import gathered_domains, named
from rasid.websites.reasons import Reason
from rasid.websites.scripts import look
from rasid.websites.taught import Known

FLAGGED_SHARE, LOOK_SHARE = 0.006, 0.01
"""So few honest names have as many bits as one that is flagged, and as one that is worth a look.

Of popular names on no list that rasid has: 6,000 and 10,000 in a million. As many are flagged as
keeps to half of 1 in 1,000 popular names and to 15 in 1,000 of those with a word of log-in pages,
where the lists that rasid has are known, by the mean of three splits by time.
"""

CHUNK = 50_000
MOST_KEPT = 4
"""Models that are kept in a home, the newest: one for each day that is asked about."""


class Judged(NamedTuple):
    """A registered domain as its name alone is judged.

    `habits` are its bits by habit, in the model's order, where it was looked at closely.
    """

    domain: str
    bits: float
    honest_share: float
    level: str
    standing: str
    labelled_as: str
    ascribed: Candidate
    likeliest: Candidate
    habits: npt.NDArray[np.float32] | None

    @property
    def is_plain(self) -> bool:
        """Whether no more is said of it than bits and a share, and its letters are plain."""
        told = self.level or self.standing or self.likeliest is not NOBODY
        return not told and "xn--" not in self.domain


class JudgedChunk(NamedTuple):
    """Registered domains as they are judged together.

    `more` holds, by place, those of which more is said than bits and a share.
    """

    domains: Sequence[str]
    bits: npt.NDArray[np.float64]
    shares: npt.NDArray[np.float64]
    more: dict[int, Judged]

    def one(self, place: int) -> Judged:
        """Return what is judged of the domain at a place."""
        bits, share = float(self.bits[place]), float(self.shares[place])
        nothing_more = Judged(self.domains[place], bits, share, "", "", "", NOBODY, NOBODY, None)
        return self.more.get(place, nothing_more)


def model_of(known: Known, kept_in: Path | None = None) -> Model:
    """Return the model of what is known, kept in a folder so that it is learnt once."""
    lexicon = known.knowledge.lexicon()
    if kept_in is None:
        return learn(known.knowledge, known.day, lexicon)
    path = kept_in / f"websites-{known.state[:32]}.npz"
    with suppress(OSError, KeyError, ValueError, BadZipFile):  # none, another rasid's, or damaged
        return Model.load(path, lexicon)
    model = learn(known.knowledge, known.day, lexicon)
    kept = sorted(kept_in.glob("websites-*.npz"), key=lambda older: older.stat().st_mtime)
    for older in kept[: max(len(kept) - MOST_KEPT + 1, 0)]:
        older.unlink(missing_ok=True)
    model.save(path)
    return model


class Judge:
    """Judges names by a model and by what is known of them."""

    def __init__(self, known: Known, model: Model) -> None:
        self.known, self.model = known, model

    def judge(self, domains: Sequence[str]) -> Iterator[Judged]:
        """Judge registered domains in ASCII, in their order."""
        for start in range(0, len(domains), CHUNK):
            chunk = self.judge_at_once(domains[start : start + CHUNK])
            yield from map(chunk.one, range(len(chunk.domains)))

    def judge_at_once(self, domains: Sequence[str]) -> JudgedChunk:
        """Judge registered domains together, which is fastest: most have no more than bits."""
        names = gathered_domains(domains)
        scores = self.model.score_gathered(names)
        shares = self.model.rate.of(scores.bits)
        chunk = JudgedChunk(domains, scores.bits, shares, {})
        habits = dict(zip(scores.close.tolist(), scores.habits, strict=True))
        places = {*habits, *np.nonzero(shares <= LOOK_SHARE)[0].tolist()}
        labels, honest = self.known.labels, self.known.honest
        nobody_s = np.array([suffix in dynamic_endings() for suffix in names.suffixes], bool)
        places.update(np.nonzero(nobody_s[names.endings])[0].tolist())
        places.update(
            place
            for place, domain in enumerate(domains)
            if domain in labels or domain in honest or "xn--" in domain
        )
        for place in sorted(places):
            bits, share = float(scores.bits[place]), float(shares[place])
            chunk.more[place] = self._judged(domains[place], bits, share, habits.get(place))
        return chunk

    def explain(self, domains: Sequence[str]) -> Iterator[list[Reason]]:
        """Yield of each domain the reasons that make its bits; many together are far cheaper."""
        return self.model.explain([named(domain) for domain in domains])

    def level(self, bits: float) -> str:
        """Return the level of so many bits."""
        return _level(float(self.model.rate.of(np.array([bits]))[0]))

    def share(self, bits: float) -> float:
        """Return the share of honest names with at least so many bits."""
        return float(self.model.rate.of(np.array([bits]))[0])

    def _judged(
        self, domain: str, bits: float, share: float, own: npt.NDArray[np.float32] | None
    ) -> Judged:
        label, standing = self.known.labels.get(domain), ""
        if label:
            standing = "labelled"
        elif domain in self.known.honest:
            standing = "popular"
        elif is_dynamic(domain):
            standing = "dynamic DNS"
        likeliest = ascribed = NOBODY
        if own is not None and share <= LOOK_SHARE and standing != "popular":
            likeliest, ascribed = ascribe(self.model.habits, own, {})
        level = "flagged" if label else "" if standing == "popular" else _level(share)
        group = label.group if label else ""
        return Judged(domain, bits, share, level, standing, group, ascribed, likeliest, own)


def shown(domain: str) -> tuple[str, tuple[str, ...]]:
    """Return a domain in the script that people read, and what is odd about its letters."""
    if "xn--" not in domain:
        return domain, ()
    looks = [look(label) for label in domain.split(".")]
    notices = dict.fromkeys(notice for seen in looks for notice in seen.notices)
    return ".".join(seen.shown for seen in looks), tuple(notices)


def _level(share: float) -> str:
    if share <= FLAGGED_SHARE:
        return "flagged"
    return "look" if share <= LOOK_SHARE else ""
