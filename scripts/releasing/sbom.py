#!/usr/bin/env python3
"""Print what a wheel needs, as CycloneDX 1.6: `.venv/bin/python scripts/releasing/sbom.py WHEEL`.

Components are the pins of requirements/run.txt, for any platform, and the browser libraries that a
wheel brings; licences, and who needs whom, are what the packages that are installed here and npm's
lock file say. SOURCE_DATE_EPOCH is its time.
"""

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

LOCK = Path("requirements/run.txt")
BROWSER = Path("scripts/browser-packages/package-lock.json")
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)")
_MARKER = re.compile(r"^\S+ ; (.+?) \\$", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NAME = re.compile(r"^[A-Za-z0-9._-]+")
_LONGEST_LICENCE = 60


def main(wheel: Path) -> None:
    """Print the document."""
    name, version = wheel.name.split("-")[:2]
    locked = list(_locked(LOCK.read_text(encoding="utf-8")))
    own = {
        "type": "application",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(wheel.read_bytes()).hexdigest()}],
        "licenses": [{"expression": "Apache-2.0"}],
    }
    edges = {
        one["bom-ref"]: sorted(o["bom-ref"] for o in locked if o["name"] in _needs(one["name"]))
        for one in (own, *locked)
    }
    brought = list(_brought(json.loads(BROWSER.read_text(encoding="utf-8"))["packages"]))
    edges[own["bom-ref"]] += [str(one["bom-ref"]) for one in brought]
    edges |= {one["bom-ref"]: [] for one in brought}
    needed = _reached(own["bom-ref"], edges)
    for component in locked + brought:
        component["scope"] = "required" if component["bom-ref"] in needed else "excluded"
    made_at = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), UTC)
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": f"{made_at:%Y-%m-%dT%H:%M:%SZ}", "component": own},
        "components": locked + brought,
        "dependencies": [{"ref": ref, "dependsOn": on} for ref, on in sorted(edges.items())],
    }
    digest = uuid5(NAMESPACE_URL, json.dumps(document, sort_keys=True))
    print(json.dumps({**document, "serialNumber": f"urn:uuid:{digest}"}, indent=1, sort_keys=True))


def _locked(text: str) -> Iterator[dict[str, object]]:
    """Yield each pin of a lock file as a component; its marker says where it is taken."""
    for entry in re.split(r"\n(?=\S)", text):
        pin = _PIN.match(entry)
        if not pin:
            continue
        name, version = _canonical(pin[1]), pin[2]
        component = {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "properties": [
                *({"name": "rasid:marker", "value": one} for one in _MARKER.findall(entry)),
                *({"name": "rasid:file:sha256", "value": one} for one in _HASH.findall(entry)),
            ],
        }
        yield component | _licence(name)


def _brought(packages: dict[str, dict[str, str]]) -> Iterator[dict[str, object]]:
    """Yield each package of npm's lock file as a component; the wheel has its code."""
    for path, package in packages.items():
        if not path:
            continue
        name, version = path.removeprefix("node_modules/"), package["version"]
        yield {
            "type": "library",
            "bom-ref": f"pkg:npm/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:npm/{name}@{version}",
            "licenses": [{"license": {"name": package["license"]}}],
            "properties": [{"name": "rasid:npm:integrity", "value": package["integrity"]}],
        }


def _reached(start: str, edges: dict[str, list[str]]) -> set[str]:
    """Return all that something needs; what is pinned beside it only builds it."""
    reached, waiting = {start}, [start]
    while waiting:
        found = set(edges[waiting.pop()]) - reached
        reached |= found
        waiting += found
    return reached


def _licence(name: str) -> dict[str, object]:
    """Return the licence that an installed package states; a classifier stands in for none."""
    known = _installed(name)
    if known is None:
        return {}
    told = known.metadata
    if told.get("License-Expression"):
        return {"licenses": [{"expression": told["License-Expression"]}]}
    named = [
        one.rpartition(" :: ")[2] for one in told.get_all("Classifier", []) if "License" in one
    ]
    if told.get("License") and len(told["License"]) <= _LONGEST_LICENCE:
        named = [told["License"]]
    return {"licenses": [{"license": {"name": one}} for one in named]} if named else {}


def _needs(name: str) -> set[str]:
    """Return what an installed package always needs, on whatever platform."""
    known = _installed(name)
    needed = known.requires or [] if known else []
    always = (one for one in needed if "extra ==" not in one)
    return {_canonical(found[0]) for one in always if (found := _NAME.match(one))}


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
