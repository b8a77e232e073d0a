"""What registration and DNS records say beyond the tables: contacts and mail servers."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rasid.dossiers.facts import Told
from rasid.errors import RasidError
from rasid.languages import clean
from rasid.websites import Broken, read_records

CONTACT_FIELDS = (
    *("registrar_abuse_contact_email", "registrar_abuse_contact_phone", "registrar_email"),
    *("abuse_contact_email", "abuse_contact_phone", "abuse_email", "registrar_url"),
)
"""Where WHOIS as the usual parsers write it says whom to ask; never the registrant's own."""

CONTACT_ROLES = frozenset(("registrar", "abuse"))
LONGEST, MOST, DEEPEST = 200, 12, 4
_MAIL_TARGET = re.compile(r"(?:\d+\s+)?(\S+)")


def read_told(raw: Path, places: Mapping[str, Sequence[tuple[str, int]]]) -> dict[str, Told]:
    """Return what the kept files in a folder say of domains, by (raw_file, line) of each.

    Each file is read once; one that is gone or cannot be read says nothing.
    """
    wanted: dict[str, dict[int, list[str]]] = {}
    for domain, found in places.items():
        for raw_file, line in found:
            wanted.setdefault(raw_file, {}).setdefault(line, []).append(domain)
    contacts: dict[str, dict[str, None]] = {domain: {} for domain in places}
    mail: dict[str, dict[str, None]] = {domain: {} for domain in places}
    for raw_file, lines in sorted(wanted.items()):
        for number, record in _records(raw / raw_file, max(lines)):
            for domain in lines.get(number, ()):
                contacts[domain] |= dict.fromkeys(_contacts(record))
                mail[domain] |= dict.fromkeys(_mail(record))
    return {
        domain: Told(tuple(contacts[domain])[:MOST], tuple(mail[domain])[:MOST])
        for domain in places
    }


def _records(path: Path, last: int) -> Iterator[tuple[int, Mapping[str, Any]]]:
    try:
        for number, record in read_records(path):
            if number > last:
                return
            if not isinstance(record, Broken):
                yield number, record
    except RasidError:
        return


def _contacts(record: Mapping[str, Any]) -> Iterator[str]:
    for name in CONTACT_FIELDS:
        yield from _texts(record.get(name))
    yield from _of_entities(record.get("entities"), DEEPEST)


def _of_entities(entities: object, depth: int) -> Iterator[str]:
    """Yield mail addresses and telephone numbers of registrar and abuse desk in RDAP."""
    for entity in entities if isinstance(entities, list) and depth else ():
        if not isinstance(entity, Mapping):
            continue
        roles = entity.get("roles")
        if isinstance(roles, list) and CONTACT_ROLES & {r for r in roles if isinstance(r, str)}:
            yield from _of_card(entity.get("vcardArray"))
            yield from _of_entities(entity.get("entities"), depth - 1)


def _of_card(card: object) -> Iterator[str]:
    fields = card[1] if isinstance(card, list) and len(card) > 1 else ()
    for field in fields if isinstance(fields, list) else ():
        if isinstance(field, list) and field[:1] in (["email"], ["tel"]):
            yield from _texts(field[-1])


def _mail(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the hosts that an MX record names."""
    if str(record.get("rrtype", "")).upper() != "MX":
        return
    for name in ("rdata", "answer", "answers"):
        for text in _texts(record.get(name)):
            found = _MAIL_TARGET.fullmatch(text)
            if found:
                yield found[1].rstrip(".").lower()


def _texts(value: object) -> Iterator[str]:
    listed: Iterable[object] = value if isinstance(value, list) else (value,)
    for one in listed:
        if isinstance(one, str) and clean(one):
            yield clean(one)[:LONGEST]
