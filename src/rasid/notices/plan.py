"""The plan of a campaign's notices: who is told what, where, when, and why not; frozen as made."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from rasid.languages import LANGUAGES
from rasid.notices.addresses import (
    Delivery,
    Listed,
    UnderAttack,
    administrator,
    deliveries,
)
from rasid.notices.codes import NoticeKey
from rasid.notices.facts import (
    FINDINGS,
    Audience,
    Channel,
    Covered,
    Facts,
    Seen,
    SeenAccount,
    Writer,
    gravest,
)
from rasid.notices.texts import text_of
from rasid.settings import NotifySettings
from rasid.signing import canonical

PLACEHOLDER = "0000-0000-0000"
"""Stands for a code where the hash of a text is kept, which would else give the code away."""


@dataclass(frozen=True, slots=True)
class Notice:
    """One text for one addressee at one address.

    `addressee` is a `person_id`, an organisation, or an account that is on no roster. `withheld` is
    a key of WITHHELD, else empty. `text_sha256` is of the text with PLACEHOLDER for its code.
    """

    notice_id: str
    subject_id: str
    addressee: str
    code_hash: str
    channel: Channel
    address: str
    withheld: str
    language: str
    fallback: bool
    facts: Facts
    text_sha256: str


@dataclass(frozen=True, slots=True)
class Timing:
    """Whether to tell now, or in a batch on a later day, and why; `risk` is what waiting risks."""

    when: Literal["now", "batch"]
    until: date | None
    why: str
    risk: str


@dataclass(frozen=True, slots=True)
class Content:
    """All that is approved of a plan."""

    campaign_id: str
    timing: Timing
    sender: str
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One revision of a campaign's plan."""

    number: int
    made_at: datetime
    made_by: str
    content: Content

    @property
    def sha256(self) -> str:
        """What an approval is of: the revision and all that it says."""
        said = {"plan": self.number, "content": as_json(self.content)}
        return hashlib.sha256(canonical(said)).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What a plan is made of."""

    seen: Sequence[Seen]
    listed: Mapping[str, Sequence[Listed]]
    under_attack: UnderAttack
    covered: Covered


_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


def as_json(content: Content) -> dict[str, Any]:
    """Return a plan's content as JSON's values."""
    made: dict[str, Any] = _CONTENT.dump_python(content, mode="json")
    return made


def from_json(text: str) -> Content:
    """Return the content that `as_json` gave."""
    return _CONTENT.validate_json(text)


def make_content(  # noqa: PLR0913 - what a plan depends on
    campaign_id: str,
    known: Known,
    timing: Timing,
    channel: Channel,
    settings: NotifySettings,
    *,
    sender: str,
    key: NoticeKey,
) -> Content:
    """Return whom to tell what; the same arguments give the same notices, ids and codes.

    Administrators are told of work accounts alone.
    """
    maker = _Maker(campaign_id, known, settings, key)
    notices = sorted([*maker.people(channel), *maker.administrators(channel)], key=_turn)
    risk = risk_of_waiting(notices) if timing.when == "batch" else ""
    return Content(campaign_id, replace(timing, risk=risk), sender, tuple(notices))


def risk_of_waiting(notices: Sequence[Notice]) -> str:
    """Say what may happen until a batch is sent, in one sentence without names."""
    accounts = {a.address: a for one in notices for a in one.facts.accounts}.values()
    entered = [one for one in accounts if one.finding == "compromised"]
    attacked = [one for one in accounts if one.finding == "attacked"]
    last = max((one.last_at for one in accounts), default=None)
    seen = f"; the last act was seen on {last:%F}" if last else ""
    return (
        f"{len(entered)} entered account(s) may stay in strangers' hands and {len(attacked)} "
        f"attacked one(s) may be entered while their owners know nothing{seen}."
    )


def text_hash(facts: Facts, language: str) -> str:
    """Return the hash of a text, whatever its code."""
    text = text_of(facts, LANGUAGES[language], PLACEHOLDER)
    return hashlib.sha256(text.plain().encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Maker:
    campaign_id: str
    known: Known
    settings: NotifySettings
    key: NoticeKey

    def people(self, channel: Channel) -> Iterator[Notice]:
        for seen in self.known.seen:
            listed = self.known.listed.get(seen.person_id, ())
            addressee = seen.person_id if listed else seen.accounts[0].address
            name = listed[0].name if listed else addressee
            facts = self._facts("person", name, seen.accounts)
            under_attack = self.known.under_attack
            for one in deliveries(seen, listed, under_attack, self.settings, channel):
                yield self._notice(addressee, facts, one, [row.language for row in listed])

    def administrators(self, channel: Channel) -> Iterator[Notice]:
        """Yield one notice for each organisation that has work accounts in the campaign."""
        by_organisation: dict[str, list[SeenAccount]] = {}
        for seen in self.known.seen:
            listed = self.known.listed.get(seen.person_id, ())
            organisations = {one.account: one.organisation for one in listed}
            for account in seen.accounts:
                organisation = organisations.get(account.address, "")
                if organisation and account.kind == "work":
                    by_organisation.setdefault(organisation, []).append(account)
        for organisation, accounts in sorted(by_organisation.items()):
            facts = self._facts("administrator", organisation, tuple(accounts))
            way = administrator(organisation, self.known.under_attack, self.settings, channel)
            yield self._notice(organisation, facts, way, [])

    def _facts(self, audience: Audience, name: str, accounts: tuple[SeenAccount, ...]) -> Facts:
        writer = Writer(
            self.settings.organisation, self.settings.help_desk, self.settings.telephone
        )
        ordered = tuple(sorted(accounts, key=lambda one: (one.address, one.kind)))
        return Facts(audience, name, gravest(ordered), ordered, self.known.covered, writer)

    def _notice(
        self, addressee: str, facts: Facts, way: Delivery, languages: Sequence[str]
    ) -> Notice:
        spoken = [code for code in map(_primary, languages) if code in LANGUAGES]
        language = spoken[0] if spoken else self.settings.language
        told = [f"{one.address} {one.finding} {' '.join(one.acts)}" for one in facts.accounts]
        subject = self.key.id_of(self.campaign_id, facts.audience, addressee, *told)
        return Notice(
            notice_id=self.key.id_of(subject, way.channel, way.address),
            subject_id=subject,
            addressee=addressee,
            code_hash=self.key.hash_of(self.key.code(subject)),
            channel=way.channel,
            address=way.address,
            withheld=way.withheld,
            language=language,
            fallback=not spoken,
            facts=facts,
            text_sha256=text_hash(facts, language),
        )


def _turn(notice: Notice) -> tuple[bool, bool, int]:
    """Return what orders notices: whom nobody can tell last, people first, the gravest first."""
    facts = notice.facts
    unlisted = notice.withheld == "unlisted"
    return unlisted, facts.audience != "person", -FINDINGS.index(facts.finding)


def _primary(language: str) -> str:
    return language.strip().lower().replace("_", "-").split("-")[0]
