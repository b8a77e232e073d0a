"""Facts put into a language: subject and blocks, from which text, HTML and PDF are made."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from unicodedata import bidirectional

from rasid.languages import Language, clean, isolated, moment, own_digits, period, plural
from rasid.notices.advice import advice_for
from rasid.notices.facts import ACTS, Facts, SeenAccount
from rasid.notices.pieces import Pieces, pieces_of

BlockKind = Literal["paragraph", "heading", "account", "item", "step", "code"]

_WIDTH_OF_RULE = 3
_DOT = re.compile(r"(?<=\S)[.\u3002\uff0e\uff61](?=\S)")
_ISOLATES = (0x2066, 0x2067, 0x2068, 0x2069)
_RIGHT_TO_LEFT = ("R", "AL", "AN")
_INITIAL = re.compile(r"(?<!\w)(\w)\.(?=\w)")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, an account with its items, a step to take, or the code."""

    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A notice in one language."""

    language: Language
    subject: str
    blocks: tuple[Block, ...]

    def plain(self) -> str:
        """Return it as lines of text, steps numbered by their own digits."""
        lines: list[str] = []
        step = 0
        for block in self.blocks:
            step = step + 1 if block.kind == "step" else 0
            lines += self._lines(block, step)
        return "\n".join(lines).strip("\n") + "\n"

    def _lines(self, block: Block, step: int) -> list[str]:
        match block.kind:
            case "item":
                return [f"- {block.text}"]
            case "step":
                number = own_digits(str(step), self.language)
                return [f"{number}. {block.text}"]
            case "heading":
                return ["", block.text, "-" * _WIDTH_OF_RULE]
            case _:
                return ["", block.text]


def text_of(facts: Facts, language: Language, code: str) -> Text:
    """Return what an addressee reads; it holds nothing that a mail program makes a link of."""
    teller = _Teller(facts, language, pieces_of(language.code))
    subject = teller.said(facts.audience, "subject", facts.finding)
    blocks = tuple(Block(one.kind, _needed(one.text, language)) for one in teller.blocks(code))
    return Text(language, clean(subject), blocks)


def unlinked(text: str) -> str:
    """Return text in which no mail program finds an address, a domain or a path to open."""
    spelt = _INITIAL.sub(r"\1. ", clean(text))
    spelt = _DOT.sub(" (dot) ", spelt.replace("@", " (at) ").replace("\uff20", " (at) "))
    return " ".join(spelt.replace("//", "/ /").replace(":/", ": /").split())


def _needed(text: str, language: Language) -> str:
    """Return a text without isolates where all of it runs from left to right anyway."""
    if language.direction == "rtl" or any(bidirectional(one) in _RIGHT_TO_LEFT for one in text):
        return text
    return text.translate(dict.fromkeys(_ISOLATES))


@dataclass(frozen=True, slots=True)
class _Teller:
    """Puts one notice into words; every value in it comes from `facts`."""

    facts: Facts
    language: Language
    pieces: Pieces

    def said(self, file: str, *path: str, **values: str) -> str:
        """Return a sentence with its values, which are not read again."""
        sentence = self.pieces.sentence(file, *path)
        known = self._known() | values
        return re.sub(r"\{(\w+)\}", lambda found: known[found[1]], sentence)

    def blocks(self, code: str) -> Iterator[Block]:
        audience = self.facts.audience
        yield Block("paragraph", self.said(audience, "greeting"))
        yield Block("paragraph", self.said(audience, "intro"))
        yield self._heading("seen")
        for account in self.facts.accounts:
            yield from self._seen(account)
        yield self._heading("unseen")
        for account in self.facts.accounts:
            yield from self._unseen(account)
        yield Block("paragraph", self._coverage())
        yield self._heading("todo")
        for name in advice_for(self.facts):
            yield Block("step", self.pieces.advice[name])
        yield self._heading("help")
        yield Block("paragraph", self.said("letter", "help"))
        yield self._heading("check")
        yield Block("code", self.said("letter", "code", code=isolated(code, technical=True)))
        yield Block("paragraph", self.said("letter", "check"))
        yield Block("paragraph", self.said("letter", "nothing_to_click"))
        yield Block("paragraph", self.said("letter", "closing"))

    def _heading(self, key: str) -> Block:
        return Block("heading", self.said("letter", "heading", key))

    def _seen(self, account: SeenAccount) -> Iterator[Block]:
        address = self._address(account)
        yield Block(
            "account", self.said(self.facts.audience, "kind", account.kind, address=address)
        )
        first, last = account.first_at.date(), account.last_at.date()
        told = self.said("letter", "period", period=period(first, last, self.language))
        yield Block("item", told)
        if account.lookups:
            yield Block("item", self._counted("lookups", account.lookups))
        if account.identified:
            yield Block("item", self.said("letter", "identified"))
        if account.tries:
            yield Block("item", self._counted("tries", account.tries))
        if account.entered_at:
            entered = moment(account.entered_at, self.language)
            last_act = moment(account.last_at, self.language)
            yield Block("item", self.said("letter", "entered", entered=entered, last=last_act))
        for act in account.acts:
            yield Block("item", self.said("letter", "done", act))

    def _unseen(self, account: SeenAccount) -> Iterator[Block]:
        address = self._address(account)
        if account.finding != "compromised":
            key = "no_try" if account.finding == "targeted" else "no_entry"
            yield Block("item", self.said("letter", key, address=address))
            return
        acts = [self.said("letter", "act", act) for act in ACTS if act not in account.acts]
        if acts:
            named = self.pieces.sentence("letter", "between").join(acts)
            yield Block("item", self.said("letter", "not_done", address=address, acts=named))

    def _coverage(self) -> str:
        covered = self.facts.covered
        days = period(covered.first, covered.last, self.language)
        told = [self.said("letter", "covered", period=days)]
        if covered.missing_days:
            told.append(self._counted("missing_days", covered.missing_days))
        return " ".join([*told, self.said("letter", "limits")])

    def _counted(self, key: str, value: int) -> str:
        return plural(value, self.pieces.table("letter", key), self.language)

    def _known(self) -> dict[str, str]:
        writer = self.facts.writer
        return {
            "name": self._isolated(self.facts.name),
            "organisation": self._isolated(writer.organisation),
            "help_desk": self._isolated(writer.help_desk),
            "telephone": isolated(writer.telephone, technical=True),
        }

    def _address(self, account: SeenAccount) -> str:
        return isolated(unlinked(account.address), technical=True)

    def _isolated(self, text: str) -> str:
        return isolated(unlinked(text))
