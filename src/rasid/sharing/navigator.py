"""The techniques of campaigns as a layer of MITRE's ATT&CK Navigator."""

import json
from typing import Any

from rasid.sharing.attack import VERSION
from rasid.sharing.choosing import Chosen
from rasid.sharing.stix import Sharer
from rasid.sharing.tlp import label
from rasid.sharing.versions import Versions

LAYER = "4.5"
_NAVIGATOR = "5.1.0"


def navigator_layer(chosen: Chosen, sharer: Sharer, versions: Versions) -> str:  # noqa: ARG001 - as all writers
    """Return one layer; a technique's score is the number of campaigns that showed it."""
    told: dict[str, list[tuple[str, str]]] = {}
    for made in chosen.plans:
        for technique in made.out.techniques:
            times = f"shown {technique.shown:,} times"
            told.setdefault(technique.attack_id, []).append((made.out.campaign_id, times))
    simulated = "Simulated: nobody in it exists. " if sharer.simulated else ""
    named = ", ".join(made.out.campaign_id for made in chosen.plans)
    layer: dict[str, Any] = {
        "name": f"Campaigns found by rasid ({label(sharer.tlp)})",
        "versions": {"attack": VERSION, "navigator": _NAVIGATOR, "layer": LAYER},
        "domain": "enterprise-attack",
        "description": f"{simulated}What logs of accounts can show, of {named or 'no campaign'}.",
        "gradient": {
            "colors": ["#ffffff", "#d9534f"],
            "minValue": 0,
            "maxValue": max((len(shown) for shown in told.values()), default=1),
        },
        "techniques": [
            {
                "techniqueID": attack_id,
                "score": len(shown),
                "comment": "; ".join(f"{name}: {times}" for name, times in shown),
                "enabled": True,
                "showSubtechniques": "." in attack_id,
                "metadata": [{"name": name, "value": times} for name, times in shown],
            }
            for attack_id, shown in sorted(told.items())
        ],
    }
    return json.dumps(layer, indent=1) + "\n"
