"""What ties add: names without a habit found, honest ones flagged, groups told, on a made-up net.

    benchmarks/websites_ties.py [--seeds N ...] [--day DATE] [--honest N]

Names and groups are real (what comes with rasid); where they live is drawn: waves of a group at one
host and one registrar, hosts that many share, addresses that pass from one customer to the next,
registrars' bulk days, certificates over many names, parking. Half of each group's names are
labelled, the others only seen; some groups are not labelled at all. Nothing here was fitted to.
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rasid.case import Case, open_case
from rasid.settings import Home
from rasid.tables.websites import SIGHTINGS, WEBSITE_TIES, WEBSITES
from rasid.websites import Taught, assess, import_domains
from rasid.websites.judging import Judge, model_of
from rasid.websites.taught import Known, known_names
from websites import Share, domains, packaged_popular, unread

HIDDEN = 0.3
"""How many groups nobody labelled."""

LEAST_NAMES = 10
CUTS = (1.0, 3.0, 5.0, 10.0)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class World:
    """Sightings, and of each bait name its group; `taught` are labelled, `hidden` groups not."""

    rows: list[Row]
    groups: dict[str, str]
    taught: frozenset[str]
    hidden: frozenset[str]


class Net:
    """Who lives where: hosts, name servers and registrars that names are put on, by chance."""

    def __init__(self, seed: int, day: date) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a simulation
        self.end = datetime(day.year, day.month, day.day, tzinfo=UTC)
        self._given: dict[str, tuple[str, datetime]] = {}
        self._left: list[tuple[str, datetime]] = []
        self._numbers = iter(range(1, 1 << 24))
        self.parking = [self.fresh() for _ in range(3)]
        self.crowded = [self.fresh() for _ in range(400)]
        self.hidden_hosts = [self.fresh() for _ in range(6)]

    def fresh(self) -> str:
        """Return an address that nobody had."""
        number = next(self._numbers)
        return f"100.{64 + (number >> 16)}.{number >> 8 & 255}.{number & 255}"

    def rented(self, start: datetime, until: datetime) -> str:
        """Return an address for one customer: sometimes one that another gave back before."""
        free = [place for place, (_, left) in enumerate(self._left) if left < start]
        if free and self.chance.random() < 0.3:
            address, _ = self._left.pop(self.chance.choice(free))
        else:
            address = self.fresh()
        self._left.append((address, until + timedelta(days=self.chance.randint(1, 60))))
        return address

    def popular_server(self) -> str:
        """Return one of the name servers that many names have, the first ones far more often."""
        return f"ns{int(self.chance.paretovariate(0.9)) % 60}.popular-dns.test"

    def registrar(self) -> str:
        """Return a registrar, the first ones far more often."""
        return f"Registrar {int(self.chance.paretovariate(0.9)) % 120}"

    def moment(self, start: datetime, days: float) -> datetime:
        """Return a moment within some days after another, to the second."""
        return start + timedelta(seconds=self.chance.randrange(max(int(days * 86_400), 1)))


def main() -> None:
    """Print the figures of all seeds together, and of each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--day", type=date.fromisoformat, default=date(2020, 6, 1))
    parser.add_argument("--honest", type=int, default=15_000)
    asked = parser.parse_args()
    popular = sorted({name for name in domains([packaged_popular()]) if unread(name)})
    total: Counter[str] = Counter()
    for seed in asked.seeds:
        world, known = made(seed, asked.day, popular, asked.honest)
        found = measured(world, known)
        tell(
            f"seed {seed}: {len(world.rows):,} sightings, {len(world.hidden)} hidden groups", found
        )
        total += found
    tell("together", total)


def made(seed: int, day: date, popular: list[str], honest: int) -> tuple[World, Known]:
    """Return a world and what is known in it."""
    net = Net(seed, day)
    everything = known_names(None, day)
    by_group: dict[str, list[str]] = defaultdict(list)
    for domain, label in everything.labels.items():
        by_group[label.group].append(domain)
    names = sorted(group for group, found in by_group.items() if len(found) >= LEAST_NAMES)
    hidden = frozenset(net.chance.sample(names, round(len(names) * HIDDEN)))
    rows: list[Row] = []
    groups: dict[str, str] = {}
    taught: set[str] = set()
    for group in names:
        found = sorted(by_group[group])
        net.chance.shuffle(found)
        groups |= dict.fromkeys(found, group)
        taught |= set(found[: len(found) // 2]) if group not in hidden else set()
        rows += waves(net, net.chance.sample(found, len(found)))
    fresh = [name for name in popular if name not in everything.honest]
    rows += honest_rows(net, net.chance.sample(fresh, honest))
    kept = {domain: label for domain, label in everything.labels.items() if domain in taught}
    labelled = [one for one in everything.knowledge.labelled if one.name.domain in taught]
    knowledge = replace(everything.knowledge, labelled=labelled)
    known = replace(everything, labels=kept, knowledge=knowledge)
    return World(rows, groups, frozenset(taught), hidden), known


def waves(net: Net, names: list[str]) -> Iterator[Row]:
    """Yield where a group's names live: a few at a time, at one host and one registrar."""
    own_server = f"ns1.{net.chance.randrange(10**9)}.test"
    last = ""
    while names:
        wave = [names.pop() for _ in range(min(net.chance.randint(2, 12), len(names)))]
        start = net.end - timedelta(days=net.chance.randint(30, 700))
        until = min(start + timedelta(days=net.chance.randint(10, 150)), net.end)
        kind = net.chance.choices(
            ["rented", "crowd", "proxy", "hidden", "same"], [50, 15, 15, 10, 10]
        )
        hosts = {
            "rented": [net.rented(start, until) for _ in range(net.chance.randint(1, 2))],
            "crowd": net.chance.sample(net.crowded, 1),
            "proxy": net.crowded[:20],
            "hidden": net.chance.sample(net.hidden_hosts, 1),
            "same": [last] if last else [net.rented(start, until)],
        }[kind[0]]
        last = hosts[0]
        server = own_server if net.chance.random() < 0.2 else net.popular_server()
        registrar, minute = net.registrar(), net.moment(start - timedelta(days=20), 20)
        for name in wave:
            together = net.chance.random() < 0.5
            beside = minute + timedelta(seconds=net.chance.randint(0, 45))
            seen = net.moment(start, 10)
            yield {
                "domain": name,
                "first_seen": seen.isoformat(),
                "last_seen": max(until, seen).isoformat(),
                "ip": [net.chance.choice(hosts)],
                "ns": [server],
                "registrar": registrar,
                "creation_date": (beside if together else net.moment(minute, 15)).isoformat(),
                "fingerprint": f"{net.chance.getrandbits(128):032x}",
            }
            if net.chance.random() < 0.25:
                parked = net.moment(until, 60)
                yield {"domain": name, "first_seen": parked.isoformat(), "ip": net.parking}


def honest_rows(net: Net, names: list[str]) -> Iterator[Row]:
    """Yield where honest names live: in crowds, on rented hosts, registered alone or in bulk."""
    bulk = (net.moment(net.end, 1), "", 0)
    certificate, covered = "", 0
    for name in names:
        start = net.end - timedelta(days=net.chance.randint(1, 700))
        created, registrar = net.moment(start - timedelta(days=3_000), 3_000), net.registrar()
        if bulk[2]:
            created, registrar = bulk[0], bulk[1]
            bulk = (created, registrar, bulk[2] - 1)
        elif net.chance.random() < 0.02:
            bulk = (created, registrar, net.chance.randint(1, 60))
        if covered:
            covered -= 1
        else:
            certificate = f"{net.chance.getrandbits(128):032x}"
            covered = net.chance.randint(1, 80) if net.chance.random() < 0.03 else 0
        crowd = net.chance.random() < 0.6
        host = net.chance.choice(net.crowded) if crowd else net.rented(start, net.end)
        if net.chance.random() < 0.01:
            host = net.chance.choice(net.parking)
        yield {
            "domain": name,
            "first_seen": start.isoformat(),
            "last_seen": net.end.isoformat(),
            "ip": [host],
            "ns": [net.popular_server() if net.chance.random() < 0.6 else f"ns1.{name}"],
            "registrar": registrar,
            "creation_date": created.isoformat(),
            "fingerprint": certificate,
        }


def measured(world: World, known: Known) -> Counter[str]:
    """Import and assess a world, and count what came out against what is true."""
    with TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        home.create()
        file = Path(folder) / "seen.ndjson"
        file.write_text("".join(json.dumps(row) + "\n" for row in world.rows), encoding="utf-8")
        judge = Judge(known, model_of(known))
        with open_case(home, write=True) as case:
            now = datetime(2026, 1, 1, tzinfo=UTC)
            with case.store.change() as change:
                import_domains(file, home=home, change=change, taught=Taught(), now=now)
            case.engine.view(SIGHTINGS, case.store.parts(SIGHTINGS))
            with case.store.change() as change:
                assess(case.engine, case.store, change, judge)
            for table in (WEBSITES, WEBSITE_TIES):
                case.engine.view(table, case.store.parts(table))
            return counted(case, world, judge)


def counted(case: Case, world: World, judge: Judge) -> Counter[str]:
    """Count by what is true."""
    found: Counter[str] = Counter()
    rows = case.engine.rows("SELECT domain, bits, level, group_name FROM websites")
    for domain, bits, level, named in rows:
        if domain in world.taught:
            continue
        group = world.groups.get(domain)
        by_name = judge.level(bits)
        what = "honest" if group is None else "unknown" if group in world.hidden else "known"
        found[what] += 1
        found[f"{what} by name"] += by_name == "flagged"
        found[f"{what} in all"] += level == "flagged"
        found[f"{what} named"] += bool(named)
        found[f"{what} named right"] += bool(named) and named == group
        if by_name != "flagged":
            found[f"{what} wordless"] += 1
            found[f"{what} wordless found"] += level == "flagged"
    strongest = case.engine.rows(
        "SELECT domain, arg_max(other_group, bits), max(bits) FROM website_ties GROUP BY domain"
    )
    for domain, other_group, bits in strongest:
        for cut in CUTS:
            if domain not in world.taught and bits >= cut:
                found[f"tied {cut}"] += 1
                found[f"tied {cut} right"] += other_group == world.groups.get(domain)
    return found


def tell(title: str, found: Counter[str]) -> None:
    """Print counts as shares with their intervals."""

    def share(hits: str, total: str) -> Share:
        return Share(found[hits], found[total])

    print(f"\n{title}")
    for what in ("known", "unknown", "honest"):
        tied = share(f"{what} wordless found", f"{what} wordless")
        print(f"  {what}: flagged by name {share(f'{what} by name', what)}")
        print(f"  {what}: flagged in all {share(f'{what} in all', what)}")
        print(f"  {what}: not by its name, but by ties {tied}")
    named = sum(found[f"{what} named"] for what in ("known", "unknown", "honest"))
    print(f"  named right, of all that are named: {Share(found['known named right'], named)}")
    print(f"  named at all, of known groups: {share('known named', 'known')}")
    for what, called in (("unknown", "unknown groups"), ("honest", "honest names")):
        left = Share(found[what] - found[f"{what} named"], found[what])
        print(f"  left open, of {called}: {left}")
    for cut in CUTS:
        right = share(f"tied {cut} right", f"tied {cut}")
        print(f"  strongest tie of {cut:g} bits or more, to its own group: {right}")


if __name__ == "__main__":
    main()
