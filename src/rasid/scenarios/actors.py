"""What a bundle says of actors: the group at work, if any, and others who did nothing this month.

A bundle knows a part: some addresses of the group, hours rounded, techniques it was seen with
before. The others share a zone, victims, techniques or an exit with it, as real ones do.
"""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from rasid.scenarios.group.group import Group
from rasid.scenarios.group.profile import Hours, draw_hours, draw_pool
from rasid.scenarios.parameters import CATEGORIES
from rasid.scenarios.world.build import World
from rasid.scenarios.world.names import words
from rasid.scenarios.world.networks import Address, Network

_TECHNIQUES = {
    "T1589.002": "Gather Victim Identity Information: Email Addresses",
    "T1589.001": "Gather Victim Identity Information: Credentials",
    "T1598.003": "Phishing for Information: Spearphishing Link",
    "T1566.002": "Phishing: Spearphishing Link",
    "T1110.001": "Brute Force: Password Guessing",
    "T1110.003": "Brute Force: Password Spraying",
    "T1110.004": "Brute Force: Credential Stuffing",
    "T1078.004": "Valid Accounts: Cloud Accounts",
    "T1621": "Multi-Factor Authentication Request Generation",
    "T1114.002": "Email Collection: Remote Email Collection",
    "T1114.003": "Email Collection: Email Forwarding Rule",
    "T1098.002": "Account Manipulation: Additional Email Delegate Permissions",
    "T1528": "Steal Application Access Token",
    "T1583.003": "Acquire Infrastructure: Virtual Private Server",
    "T1090.003": "Proxy: Multi-hop Proxy",
    "T1190": "Exploit Public-Facing Application",
    "T1059.001": "Command and Scripting Interpreter: PowerShell",
    "T1486": "Data Encrypted for Impact",
}
_PATIENT = tuple(_TECHNIQUES)[:15]
_LOUD = ("T1110.004", "T1190", "T1059.001", "T1486", "T1078.004", "T1566.002")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SECTORS = {
    "campaign": "government",
    "official": "government",
    "journalist": "communications",
    "researcher": "education",
    "activist": "non-profit",
    "diaspora": "non-profit",
    "lawyer": "legal",
}


@dataclass(frozen=True, slots=True)
class Actor:
    """What is known of one tracked group."""

    name: str
    aliases: tuple[str, ...]
    first_seen: datetime
    hours: Hours | None
    techniques: tuple[str, ...]
    categories: tuple[str, ...]
    addresses: tuple[Address, ...]
    networks: tuple[Network, ...]


def draw_actors(world: World, rng: Random, groups: tuple[Group, ...]) -> tuple[Actor, ...]:
    """Draw the actors of a bundle; the groups at work, if there are any, are the first."""
    names = [f"{colour} {thing}" for colour in words("colours") for thing in words("things")]
    names = rng.sample(names, 20)
    actors = [_known_part(world, rng, group, names) for group in groups]
    group = groups[0] if groups else None
    others = (_other(world, rng, group, names) for _ in range(rng.randint(3, 5)))
    return (*actors, *others)


def _known_part(world: World, rng: Random, group: Group, names: list[str]) -> Actor:
    places = [server.address for server in group.pool.servers] or list(group.pool.homes[:40])
    count = max(2, int(len(places) * rng.uniform(0.2, 0.45)))
    known = rng.sample(places, min(count, len(places)))
    known += rng.sample(group.pool.exits, min(1, len(group.pool.exits)))
    techniques = ["T1589.002", "T1114.002", "T1583.003", "T1566.002"]
    techniques += ["T1110.001"] if group.methods["password"] > 0.45 else []
    techniques += ["T1621"] if group.methods["factor"] > 0.15 else []
    techniques += rng.sample(("T1598.003", "T1114.003", "T1090.003", "T1078.004"), 3)
    techniques += group.techniques
    return Actor(
        name=names.pop(),
        aliases=(names.pop(),),
        first_seen=_first_seen(world, rng),
        hours=_as_reported(rng, group.hours),
        techniques=tuple(dict.fromkeys(techniques)),
        categories=group.categories,
        addresses=tuple(dict.fromkeys(known)),
        networks=tuple(dict.fromkeys(address.network for address in known[:-1]))[:2],
    )


def _as_reported(rng: Random, hours: Hours) -> Hours:
    """Return working hours as a report gives them: an hour more or less at either end."""
    start, end = hours.start + rng.randint(-1, 1), hours.end + rng.randint(-1, 1)
    return replace(hours, start=start, end=end)


def _other(world: World, rng: Random, group: Group | None, names: list[str]) -> Actor:
    """Draw an actor who did nothing this month but may look like the one who did."""
    pool = draw_pool(world, rng)
    shared = group.pool.exits[:1] if group is not None and rng.random() < 0.4 else ()
    hours = draw_hours(world, rng)
    patient = rng.random() < 0.6
    techniques = rng.sample(_PATIENT, rng.randint(5, 9)) if patient else list(_LOUD)
    known = CATEGORIES if world.parameters.tenant else world.parameters.categories
    categories = rng.sample(known, rng.randint(1, 3))
    return Actor(
        name=names.pop(),
        aliases=tuple(names.pop() for _ in range(rng.randint(0, 2))),
        first_seen=_first_seen(world, rng),
        hours=group.hours if group is not None and rng.random() < 0.15 else hours,
        techniques=tuple(techniques),
        categories=tuple(categories),
        addresses=(*(server.address for server in pool.servers[:6]), *shared),
        networks=(pool.servers[0].address.network,),
    )


def _first_seen(world: World, rng: Random) -> datetime:
    start = datetime.combine(world.month.start, datetime.min.time())
    return start - timedelta(days=rng.randint(200, 2_500))


def write_bundle(world: World, rng: Random, actors: tuple[Actor, ...]) -> str:
    """Return the actors as a STIX 2.1 bundle."""
    author = _Author(world, rng)
    for actor in actors:
        author.tell(actor)
    bundle = {"type": "bundle", "id": author.new_id("bundle"), "objects": author.objects}
    return json.dumps(bundle, ensure_ascii=False, indent=1)


class _Author:
    """Collects the objects of a bundle; ids come from the seed."""

    def __init__(self, world: World, rng: Random) -> None:
        self._rng = rng
        start = datetime.combine(world.month.start, datetime.min.time())
        self._created = _stamp(start - timedelta(days=30))
        self.objects: list[dict[str, Any]] = []
        self._techniques: dict[str, str] = {}
        self._sectors: dict[str, str] = {}
        self._me = self._add("identity", name="Simulated research", identity_class="organization")
        self._extension = self._add(
            "extension-definition",
            name="x_rasid_profile",
            description="Working hours of an intrusion-set.",
            created_by_ref=self._me,
            schema="https://rasid.example/schemas/profile.json",
            version="1.0.0",
            extension_types=["property-extension"],
        )

    def new_id(self, kind: str) -> str:
        """Draw the id of a new object."""
        return f"{kind}--{UUID(int=self._rng.getrandbits(128), version=4)}"

    def tell(self, actor: Actor) -> None:
        """Add one actor with what it uses and targets."""
        itself = self._intrusion_set(actor)
        for technique in actor.techniques:
            self._relate(itself, "uses", self._technique(technique))
        for category in actor.categories:
            self._relate(itself, "targets", self._victims(category))
        place = self._add(
            "infrastructure",
            name=f"Servers of {actor.name}",
            infrastructure_types=["anonymization"],
        )
        self._relate(itself, "uses", place)
        for address in actor.addresses:
            kind = "ipv6-addr" if ":" in address.text else "ipv4-addr"
            self._indicate(f"[{kind}:value = '{address.text}']", actor, itself, place)
        for network in actor.networks:
            self._indicate(f"[autonomous-system:number = {network.asn}]", actor, itself, place)

    def _intrusion_set(self, actor: Actor) -> str:
        profile = {"extensions": {self._extension: _profile(actor.hours)}} if actor.hours else {}
        return self._add(
            "intrusion-set",
            name=actor.name,
            **({"aliases": list(actor.aliases)} if actor.aliases else {}),
            first_seen=_stamp(actor.first_seen),
            **profile,
        )

    def _indicate(self, pattern: str, actor: Actor, *indicated: str) -> None:
        indicator = self._add(
            "indicator",
            name=f"Seen with {actor.name}",
            indicator_types=["malicious-activity"],
            pattern=pattern,
            pattern_type="stix",
            valid_from=_stamp(actor.first_seen),
        )
        for other in indicated:
            self._relate(indicator, "indicates", other)

    def _technique(self, technique: str) -> str:
        if technique not in self._techniques:
            self._techniques[technique] = self._add(
                "attack-pattern",
                name=_TECHNIQUES[technique],
                external_references=[{"source_name": "mitre-attack", "external_id": technique}],
            )
        return self._techniques[technique]

    def _victims(self, category: str) -> str:
        if category not in self._sectors:
            self._sectors[category] = self._add(
                "identity",
                name=f"{category.capitalize()}s",
                identity_class="class",
                sectors=[_SECTORS[category]],
                labels=[category],
            )
        return self._sectors[category]

    def _relate(self, source: str, verb: str, target: str) -> None:
        self._add("relationship", relationship_type=verb, source_ref=source, target_ref=target)

    def _add(self, kind: str, **content: object) -> str:
        made = {"type": kind, "spec_version": "2.1", "id": self.new_id(kind)}
        self.objects.append(made | {"created": self._created, "modified": self._created} | content)
        return made["id"]


def _profile(hours: Hours) -> dict[str, Any]:
    sign, minutes = "-" if hours.utc_offset < 0 else "+", int(abs(hours.utc_offset) * 60)
    return {
        "extension_type": "property-extension",
        "x_rasid_profile": {
            "utc_offset": f"{sign}{minutes // 60:02}:{minutes % 60:02}",
            "workdays": [_WEEKDAYS[day] for day in hours.workdays],
            "hours": [hours.start, hours.end],
        },
    }


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"
