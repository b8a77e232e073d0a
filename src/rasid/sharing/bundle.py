"""A STIX 2.1 bundle of what leaves, the same bytes for the same analysis."""

import json
from collections.abc import Iterable

from rasid.sharing.choosing import Chosen
from rasid.sharing.ids import Ids
from rasid.sharing.plan import Plan
from rasid.sharing.revoking import NOWHERE
from rasid.sharing.stix import Sharer, drafts
from rasid.sharing.versions import Draft, Stix, Versions


def stix_bundle(chosen: Chosen, sharer: Sharer, versions: Versions) -> str:
    """Return the bundle as text; what was shared before and stands no more is in it as revoked."""
    return _text(stix_objects(chosen, sharer, versions), sharer.ids)


def stix_objects(chosen: Chosen, sharer: Sharer, versions: Versions) -> list[Stix]:
    """Return the objects of the bundle, by type and id."""
    standing = _drafts(chosen.fullest, sharer).keys() | _drafts(chosen.plans, sharer).keys()
    objects = [versions.dated(draft) for draft in _drafts(chosen.plans, sharer).values()]
    asked = chosen.campaign_ids | (versions.campaigns() if chosen.all_campaigns else set())
    objects += _revoked(versions.withdrawn(asked, standing))
    return sorted(objects, key=lambda stix: (stix["type"], stix["id"]))


def _revoked(gone: list[Stix]) -> list[Stix]:
    """Return what is revoked, with what its references lead to where an address stood."""
    return [*gone, NOWHERE] if NOWHERE["id"] in json.dumps(gone) else gone


def _drafts(plans: Iterable[Plan], sharer: Sharer) -> dict[str, Draft]:
    return {draft.stix["id"]: draft for made in plans for draft in drafts(made.out, sharer)}


def _text(objects: list[Stix], ids: Ids) -> str:
    versions = [f"{stix['id']} {stix.get('modified', '')}" for stix in objects]
    bundle = {"type": "bundle", "id": ids.of("bundle", *versions), "objects": objects}
    return json.dumps(bundle, indent=1, sort_keys=True) + "\n"
