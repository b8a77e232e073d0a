"""What leaves of campaigns as OCSF Detection Findings (class 2004), one a line."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rasid import __version__
from rasid.sharing import certainty
from rasid.sharing.attack import VERSION, known, tactic_id
from rasid.sharing.choosing import Chosen
from rasid.sharing.facts import Technique, Trace
from rasid.sharing.plan import Outgoing
from rasid.sharing.stix import SIMULATED, Sharer
from rasid.sharing.versions import Draft, Versions

OCSF = "1.3.0"
"""The version of OCSF that the fields are of."""

_CLASS, _CATEGORY, _CREATE, _UPDATE = 2004, 2, 1, 2
_HIGH, _MEDIUM, _NEW, _BEHAVIOURAL = 4, 3, 1, 2
_IP_ADDRESS, _USER_AGENT, _FINGERPRINT = 2, 16, 30
_OBSERVABLES = {
    "address": (_IP_ADDRESS, "IP Address", "evidences[].src_endpoint.ip"),
    "client": (_USER_AGENT, "HTTP User-Agent", "evidences[].data.user_agent"),
    "fingerprint": (_FINGERPRINT, "Fingerprint", "evidences[].data.fingerprint"),
}
_SURE = ((0.45, 1), (0.80, 2), (1.01, 3))
"""Low, medium and high confidence, at bounds of ICD 203."""

Json = dict[str, Any]


def ocsf_findings(chosen: Chosen, sharer: Sharer, versions: Versions) -> str:
    """Return a finding for each campaign as NDJSON; one that changed says that it is an update."""
    findings = (_finding(made.out, sharer, versions) for made in chosen.plans)
    return "".join(json.dumps(one, sort_keys=True) + "\n" for one in findings)


def _finding(out: Outgoing, sharer: Sharer, versions: Versions) -> Json:
    named = sharer.ids.uuid("ocsf-finding", out.campaign_id)
    content = _content(out, sharer, named)
    base = {"type": "ocsf-finding", "id": named, "created_by_ref": sharer.ids.scope}
    dated = versions.dated(Draft({**base, "content": content}, out.campaign_id))
    created, modified = _epoch(dated["created"]), _epoch(dated["modified"])
    activity = _CREATE if created == modified else _UPDATE
    info = {**content["finding_info"], "created_time": created, "modified_time": modified}
    return {
        **content,
        "activity_id": activity,
        "activity_name": "Create" if activity == _CREATE else "Update",
        "type_uid": _CLASS * 100 + activity,
        "time": modified,
        "finding_info": info,
    }


def _content(out: Outgoing, sharer: Sharer, named: str) -> Json:
    severe = out.numbers.get("compromised")
    simulated = [SIMULATED] if sharer.simulated else []
    return {
        "class_uid": _CLASS,
        "class_name": "Detection Finding",
        "category_uid": _CATEGORY,
        "category_name": "Findings",
        "severity_id": _HIGH if severe and severe.count else _MEDIUM,
        "severity": "High" if severe and severe.count else "Medium",
        "status_id": _NEW,
        "status": "New",
        "start_time": _milliseconds(out.first_seen),
        "end_time": _milliseconds(out.last_seen),
        "confidence_id": next(level for below, level in _SURE if out.probability < below),
        "confidence_score": certainty.score(out.probability),
        "message": certainty.summary(out),
        "metadata": {
            "version": OCSF,
            "uid": named,
            "labels": [f"tlp:{sharer.tlp}", *simulated],
            "product": {
                "name": "rasid",
                "vendor_name": sharer.producer or "rasid",
                "version": __version__,
            },
        },
        "finding_info": _info(out, named),
        "evidences": [_evidence(out, trace) for trace in out.traces],
        "observables": [_observable(trace) for trace in out.traces],
        "unmapped": _unmapped(out),
    }


def _info(out: Outgoing, named: str) -> Json:
    return {
        "uid": named,
        "title": f"Campaign {out.campaign_id}",
        "desc": "\n".join(certainty.sentences(out)) if out.certain else certainty.summary(out),
        "types": ["campaign"],
        "first_seen_time": _milliseconds(out.first_seen),
        "last_seen_time": _milliseconds(out.last_seen),
        "analytic": {
            "uid": "rasid",
            "name": "rasid",
            "type_id": _BEHAVIOURAL,
            "type": "Behavioral",
        },
        "attacks": [attack for technique in out.techniques for attack in _attacks(technique)],
    }


def _attacks(technique: Technique) -> Iterator[Json]:
    told = known(technique.attack_id)
    parent, _, sub = technique.attack_id.partition(".")
    main, _, named = told.name.partition(": ")
    for tactic in told.tactics or ("",):
        named_tactic = {"uid": tactic_id(tactic), "name": tactic.replace("-", " ").title()}
        yield {
            "version": VERSION,
            "technique": {"uid": parent, "name": main},
            **({"sub_technique": {"uid": technique.attack_id, "name": named}} if sub else {}),
            **({"tactic": named_tactic} if tactic else {}),
        }


def _evidence(out: Outgoing, trace: Trace) -> Json:
    data: Json = {
        "first_seen": trace.first_seen.isoformat(),
        "last_seen": trace.last_seen.isoformat(),
        "confidence": certainty.confidence(out, trace),
        "other_accounts": trace.others,
        "note": certainty.NEVER_PROOF,
    }
    if out.with_sightings:
        data["events"] = trace.events
    if trace.kind != "address":
        return {
            "data": {**data, "user_agent" if trace.kind == "client" else "fingerprint": trace.value}
        }
    place: Json = {"ip": trace.value}
    if trace.asn is not None:
        place["autonomous_system"] = {"number": trace.asn, "name": trace.as_name}
    if trace.country:
        place["location"] = {"country": trace.country}
    return {"src_endpoint": place, "data": data}


def _observable(trace: Trace) -> Json:
    type_id, named, path = _OBSERVABLES[trace.kind]
    return {"name": path, "type_id": type_id, "type": named, "value": trace.value}


def _unmapped(out: Outgoing) -> Json:
    actor = out.actor
    attributed = (
        {"actor": actor.actor, "probability": certainty.share(actor.probability)} if actor else None
    )
    return {
        "campaign_id": out.campaign_id,
        "numbers": {
            name: {"count": one.count, "low": one.low, "high": one.high}
            for name, one in out.numbers.items()
        },
        "by_category": {name: dict(counts) for name, counts in out.categories.items()},
        "attributed_to": attributed,
        "people": [
            {"name": person.name or person.pseudonym, "category": person.category}
            for person in out.people
        ],
    }


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _epoch(stamped: str) -> int:
    return _milliseconds(datetime.fromisoformat(stamped))
