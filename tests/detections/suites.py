"""Stories of other suites' rules in the vendors' own words, as suites/*.toml tell them.

A story is a list of records. `like` names the record that one is written over, `times` and `every`
(seconds) repeat it, `after` (seconds) puts it later. Each story has an account and addresses of
its own; where a case says `history`, the account signed in from its home for weeks before.

It writes docs/suites.md anew: `python tests/detections/suites.py`.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "suites"
PAGE = Path(__file__).parents[2] / "docs" / "suites.md"
START = datetime(2026, 2, 20, 9, tzinfo=UTC)
DAYS_BEFORE = 20

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Story:
    """What happens, and whether the rule fires on it; `ids` are those of its records."""

    theirs: str
    ours: str
    fires: bool
    records: tuple[str, ...]
    ids: frozenset[str]

    @property
    def name(self) -> str:
        """Return what a test of it is called."""
        return f"{self.theirs}-{self.ours}-{'fires' if self.fires else 'silent'}"


def stories(vendor: str) -> list[Story]:
    """Return the stories of a vendor's files, of which the first holds what they write over."""
    files = sorted(FOLDER.glob(f"{vendor}.*toml"), key=lambda path: len(path.name))
    table, *more = [tomllib.loads(path.read_text(encoding="utf-8")) for path in files]
    cases = [case for one in (table, *more) for case in one["case"]]
    kinds = [(case, kind) for case in cases for kind in ("fires", "silent") if kind in case]
    first = VENDORS.index(vendor) * 1000
    return [
        _story(vendor, table, case, kind, first + number)
        for number, (case, kind) in enumerate(kinds)
    ]


def _story(vendor: str, table: Record, case: Record, kind: str, number: int) -> Story:
    before = [
        {"like": "home", "times": DAYS_BEFORE, "every": 86_400, "after": -DAYS_BEFORE * 86_400}
    ]
    steps = [*(before if case.get("history") else []), *case[kind]]
    made = list(_records(vendor, table["like"], steps, number))
    return Story(
        case["theirs"],
        case["ours"],
        kind == "fires",
        tuple(record for _, record in made),
        frozenset(uid for uid, _ in made),
    )


def _records(vendor: str, likes: Record, steps: list[Record], number: int) -> Iterator[Any]:
    for place, step in enumerate(steps):
        words = {key: value for key, value in step.items() if key not in _OURS}
        whole = merged(likes[step.get("like", "usual")], words)
        for turn in range(step.get("times", 1)):
            uid = f"00000000-0000-4000-{number:04d}-{place:04d}{turn:08d}"
            seconds = step.get("after", place) + turn * step.get("every", 60)
            time = START + timedelta(seconds=seconds)
            filled = {
                "{uid}": uid,
                "{time}": time.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "{account}": f"ada{number}@ngo.example",
                "{turn}": str(turn),
                "{asn}": str(4_200_000_000 + number),
                "{ip}": f"2001:db8:f{number:03x}::7",
                "{home}": f"2001:db8:{number:x}::1",
            }
            text = json.dumps(_SHAPES[vendor](whole))
            for mark, value in filled.items():
                text = text.replace(mark, value)
            yield uid, text


def merged(under: object, over: object) -> Any:  # noqa: ANN401 - what JSON holds
    """Return one record written over another, key by key."""
    if isinstance(under, Mapping) and isinstance(over, Mapping):
        keys = {**under, **over}
        return {k: merged(under[k], over[k]) if k in under and k in over else keys[k] for k in keys}
    return over


_OURS = {"like", "times", "every", "after"}


def _as_it_is(record: Record) -> Record:
    return record


def _of_google(record: Record) -> Record:
    """Return an activity whose event has its parameters in a list, as Google has them."""
    event = dict(record["event"])
    event["parameters"] = [
        {"name": name, _google_kind(value): value}
        for name, value in event.get("parameters", {}).items()
    ]
    rest = {key: value for key, value in record.items() if key != "event"}
    return {**rest, "events": [event]}


def _google_kind(value: object) -> str:
    kinds = {bool: "boolValue", list: "multiValue"}
    return kinds.get(type(value), "value")


def _of_m365(record: Record) -> Record:
    """Return a record whose parameters are a list of names and values, as Microsoft has them."""
    lists = ("Parameters", "ExtendedProperties", "OperationProperties")
    return {
        key: [{"Name": n, "Value": v} for n, v in value.items()]
        if key in lists and isinstance(value, Mapping)
        else value
        for key, value in record.items()
    }


_SHAPES = {
    "okta": _as_it_is,
    "google": _of_google,
    "m365": _of_m365,
    "entra_audit": _as_it_is,
    "entra_signin": _as_it_is,
    "entra_risk": _as_it_is,
}
VENDORS = tuple(_SHAPES)

SUITES = {
    "elastic": "elastic/detection-rules",
    "sentinel": "Azure/Azure-Sentinel",
    "okta": "okta/customer-detections",
    "chronicle": "chronicle/detection-rules",
    "sigma": "SigmaHQ/sigma",
    "panther": "panther-labs/panther-analysis",
    "common": "Common to many, without a name",
}


def page() -> str:
    """Return the page: each rule of theirs, and ours that answers it."""
    told = [story for vendor in VENDORS for story in stories(vendor)]
    by_suite: dict[str, dict[tuple[str, str], list[bool]]] = {name: {} for name in SUITES}
    for story in told:
        suite, _, name = story.theirs.partition(" ")
        pair = (name, story.ours)
        by_suite[suite.rstrip(":")].setdefault(pair, []).append(story.fires)
    theirs = {pair for pairs in by_suite.values() for pair in pairs}
    lines = [
        "# What other suites of rules look for",
        "",
        f"{len(theirs)} rules of others on Okta, Google Workspace, Microsoft 365 and Entra, and",
        f"which of ours answers each. {len(told)} stories in the vendors' own words hold them:",
        "what the rule is for, on which ours must fire, and beside it the ordinary thing,",
        "on which ours must be silent. Ours may look at more than theirs, or weigh it less.",
        "",
        "The records are of our own writing, in the form that each vendor documents;",
        "those of panther-analysis' own tests are in [panther.md](panther.md).",
        "This page is made from `tests/detections/suites` by `python tests/detections/suites.py`;",
        "`pytest tests/detections/test_suites.py` imports each story and asks all packaged rules.",
    ]
    for suite, pairs in by_suite.items():
        lines += [
            "",
            f"## {SUITES[suite]}",
            "",
            "| theirs | ours | stories |",
            "| --- | --- | --- |",
        ]
        for (name, ours), verdicts in sorted(pairs.items()):
            kinds = " and ".join("fires" if one else "silent" for one in verdicts)
            lines.append(f"| {name} | `{ours}` | {kinds} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
