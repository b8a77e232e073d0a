"""What leaves of a campaign as a MISP event, with UUIDs that follow from what they name.

MISP knows the newest version of a thing by its `timestamp`; a thing that stands no more is there
as deleted, so that whoever took it in before drops it.
"""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rasid.sharing import certainty
from rasid.sharing.attack import known
from rasid.sharing.choosing import Chosen
from rasid.sharing.facts import Trace
from rasid.sharing.plan import Outgoing
from rasid.sharing.stix import SIMULATED, UNNAMED, Sharer
from rasid.sharing.versions import Draft, Versions

DISTRIBUTION = {"clear": "3", "green": "2", "amber": "1", "amber+strict": "0", "red": "0"}
"""How far MISP's own synchronisation passes an event on, no further than the TLP level lets it:
all communities, connected ones, this one, or nobody but the organisation."""

_JA4 = re.compile(r"[tqd][0-9s]\d[di]\d{4}\w\w_[0-9a-f]{12}_[0-9a-f]{12}")
_JA4_TEMPLATE = {"template_uuid": "2c15c75e-e7db-4b62-8d17-633e7571818f", "template_version": "2"}
_TYPES = {"address": "ip-src", "client": "user-agent", "fingerprint": "text"}
_COMPLETED, _HIGH, _MEDIUM = "2", "1", "2"

Json = dict[str, Any]


def misp_events(chosen: Chosen, sharer: Sharer, versions: Versions) -> str:
    """Return the events as text: one as MISP exports it, several as it answers a search."""
    events = [_Author(made.out, sharer, versions).tell() for made in chosen.plans]
    standing = _uuids(_Author(made.out, sharer, versions).drafts() for made in chosen.fullest)
    standing |= _uuids(_Author(made.out, sharer, versions).drafts() for made in chosen.plans)
    for event, made in zip(events, chosen.plans, strict=True):
        gone = versions.withdrawn({made.out.campaign_id}, standing)
        event["Attribute"] += [_deleted(one) for one in gone if one["type"] == "misp-attribute"]
    whole: object = {"response": [{"Event": event} for event in events]}
    if len(events) == 1:
        whole = {"Event": events[0]}
    return json.dumps(whole, indent=1, sort_keys=True) + "\n"


class _Author:
    def __init__(self, out: Outgoing, sharer: Sharer, versions: Versions) -> None:
        self._out = out
        self._sharer = sharer
        self._versions = versions

    def tell(self) -> Json:
        """Return the event of the campaign."""
        out = self._out
        attributes, objects = [], []
        for draft in self.drafts():
            holder = draft.stix["holder"]
            made = self._dated(draft)
            if holder:
                objects.append({**holder, "timestamp": made["timestamp"], "Attribute": [made]})
            else:
                attributes.append(made)
        event = self._named("event")
        simulated = "Simulated: " if self._sharer.simulated else ""
        return {
            "uuid": event,
            "info": f"{simulated}Campaign {out.campaign_id}",
            "date": f"{out.first_seen:%Y-%m-%d}",
            "timestamp": max(one["timestamp"] for one in (*attributes, *objects)),
            "published": False,
            "analysis": _COMPLETED,
            "threat_level_id": _HIGH if out.probability >= 0.95 else _MEDIUM,
            "distribution": DISTRIBUTION[self._sharer.tlp],
            "Orgc": {
                "uuid": self._sharer.ids.public("identity", "producer").removeprefix("identity--"),
                "name": self._sharer.producer or UNNAMED,
            },
            "Tag": [{"name": name} for name in self._tags()],
            "Attribute": attributes,
            "Object": objects,
        }

    def drafts(self) -> list[Draft]:
        """Return every attribute, without its time."""
        out = self._out
        told = [self._attribute("comment", "Other", "summary", certainty.summary(out))]
        if out.certain:
            said = "\n".join(certainty.sentences(out))
            told.append(self._attribute("comment", "Internal reference", "certainty", said))
        if out.actor is not None:
            sure = certainty.worded(out.actor.probability)
            named = out.actor.actor
            told.append(self._attribute("threat-actor", "Attribution", named, named, sure))
        for category, counts in out.categories.items():
            counted = "; ".join(f"{count:,} accounts {number}" for number, count in counts.items())
            said = f"{category}: {counted}"
            told.append(self._attribute("comment", "Targeting data", category, said))
        for person in out.people:
            who = person.name or person.pseudonym
            told.append(self._attribute("target-user", "Targeting data", who, who, person.category))
        return [*told, *(self._trace(trace) for trace in out.traces)]

    def _trace(self, trace: Trace) -> Draft:
        crowd = f"; {trace.others:,} other accounts come with it too" if trace.others else ""
        sure = certainty.confidence(self._out, trace)
        seen = f"seen {trace.events:,} times; " if self._out.with_sightings else ""
        comment = f"{seen}confidence {sure} of 100{crowd}. {certainty.NEVER_PROOF}"
        more: Json = {
            "to_ids": True,
            "first_seen": trace.first_seen.isoformat(),
            "last_seen": trace.last_seen.isoformat(),
        }
        kind, value = _TYPES[trace.kind], trace.value
        draft = self._attribute(kind, "Network activity", value, value, comment, **more)
        if trace.kind == "fingerprint":
            draft.stix.update(self._holder(trace))
        return draft

    def _holder(self, trace: Trace) -> Json:
        """Return the object around a fingerprint, for which MISP has no type of attribute."""
        is_ja4 = _JA4.fullmatch(trace.value)
        template = _JA4_TEMPLATE if is_ja4 else {}
        holder = {
            "uuid": self._named("object", trace.kind, trace.value),
            "name": "ja4-plus" if is_ja4 else "client-fingerprint",
            "meta-category": "network",
            **template,
        }
        role = "ja4-fingerprint" if is_ja4 else "fingerprint"
        return {"holder": holder, "object_relation": role}

    def _attribute(
        self, kind: str, category: str, about: str, value: str, comment: str = "", **more: object
    ) -> Draft:
        """Return an attribute that keeps its UUID whatever is said `about` the same."""
        named = self._named("attribute", kind, category, about)
        told = {
            "type": "misp-attribute",
            "id": named,
            "created_by_ref": self._sharer.ids.scope,
            "holder": None,
            "attribute_type": kind,
            "category": category,
            "value": value,
            "comment": comment,
            "to_ids": False,
            **more,
        }
        return Draft(told, self._out.campaign_id)

    def _dated(self, draft: Draft) -> Json:
        return attribute_of(self._versions.dated(draft))

    def _tags(self) -> Iterable[str]:
        yield f"tlp:{self._sharer.tlp}"
        if self._sharer.simulated:
            yield f"rasid:{SIMULATED}"
        for technique in self._out.techniques:
            name = known(technique.attack_id).name.rsplit(": ", 1)[-1]
            yield f'misp-galaxy:mitre-attack-pattern="{name} - {technique.attack_id}"'

    def _named(self, kind: str, *parts: str) -> str:
        return self._sharer.ids.uuid(f"misp-{kind}", self._out.campaign_id, *parts)


def attribute_of(dated: Mapping[str, Any]) -> Json:
    """Return an attribute as MISP writes it."""
    named = ("category", "value", "comment", "to_ids", "first_seen", "last_seen", "object_relation")
    modified = datetime.fromisoformat(dated["modified"])
    return {
        "uuid": dated["id"],
        "type": dated["attribute_type"],
        "timestamp": str(int(modified.timestamp())),
        **{name: dated[name] for name in named if name in dated},
    }


def _deleted(dated: Mapping[str, Any]) -> Json:
    return {**attribute_of(dated), "deleted": True}


def _uuids(found: Iterable[list[Draft]]) -> set[str]:
    return {draft.stix["id"] for drafts in found for draft in drafts}
