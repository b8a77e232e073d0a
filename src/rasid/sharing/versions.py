"""Versions of what was shared: the same content keeps its times, another gets a new `modified`.

What a recipient was once given and no longer stands is given again as revoked; an id that was
revoked is not used again.
"""

import hashlib
import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from rasid.ledger import shared
from rasid.sharing.revoking import emptied

Stix = dict[str, Any]

_TICK = timedelta(seconds=1)
"""The least time between two versions: MISP tells them apart by seconds."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An object without its times; `campaign_id` is empty where several campaigns share it."""

    stix: Stix
    campaign_id: str = ""


@dataclass(frozen=True, slots=True)
class _Version:
    stix_id: str
    variant: str
    campaign_id: str
    modified: str
    sha256: str
    stix: str


class Versions:
    """What was shared before, and what is added now; `base` is when it came to be believed."""

    def __init__(self, connection: Connection, variant: str, base: datetime) -> None:
        self._connection = connection
        self._variant = variant
        self._base = base
        self._new: list[_Version] = []
        self._gone: list[str] = []
        self._known: dict[str, list[_Version]] = {}
        columns = (shared.c[name] for name in _Version.__dataclass_fields__)
        for row in connection.execute(select(*columns).order_by(shared.c.version)):
            self._known.setdefault(row.stix_id, []).append(_Version(*row))

    @property
    def gone(self) -> tuple[str, ...]:
        """Ids that are given as revoked this time."""
        return tuple(self._gone)

    @property
    def revoked(self) -> frozenset[str]:
        """Ids that were revoked for anybody."""
        latest = (versions[-1] for versions in self._known.values())
        return frozenset(v.stix_id for v in latest if json.loads(v.stix).get("revoked"))

    def dated(self, draft: Draft) -> Stix:
        """Return an object with its times; observables and markings have none."""
        if "created_by_ref" not in draft.stix and draft.stix["type"] != "identity":
            return draft.stix
        text = json.dumps(draft.stix, sort_keys=True)
        digest = hashlib.sha256(text.encode()).hexdigest()
        versions = self._known.setdefault(draft.stix["id"], [])
        mine = [version for version in versions if version.variant == self._variant]
        if not mine or mine[-1].sha256 != digest:
            same = [] if mine else [v.modified for v in versions if v.sha256 == digest]
            modified = same[-1] if same else stamp(self._next(versions))
            made = _Version(
                draft.stix["id"], self._variant, draft.campaign_id, modified, digest, text
            )
            versions.append(made)
            self._new.append(made)
            mine = [made]
        return {**draft.stix, "created": versions[0].modified, "modified": mine[-1].modified}

    def withdrawn(self, campaign_ids: AbstractSet[str], standing: AbstractSet[str]) -> list[Stix]:
        """Return as revoked what was shared of these campaigns and stands no more."""
        gone = []
        for stix_id, versions in sorted(self._known.items()):
            mine = [version for version in versions if version.variant == self._variant]
            if mine and mine[-1].campaign_id in campaign_ids and stix_id not in standing:
                stix = emptied(json.loads(mine[-1].stix))
                self._gone.append(stix_id)
                gone.append(self.dated(Draft(stix, mine[-1].campaign_id)))
        return gone

    def campaigns(self) -> set[str]:
        """Return the campaigns of which anything was shared."""
        return {v.campaign_id for versions in self._known.values() for v in versions} - {""}

    def keep(self) -> None:
        """Record what is shared now for the first time."""
        if self._new:
            rows = [
                {name: getattr(version, name) for name in _Version.__dataclass_fields__}
                for version in self._new
            ]
            self._connection.execute(shared.insert(), rows)

    def _next(self, versions: Sequence[_Version]) -> datetime:
        taken = [datetime.fromisoformat(version.modified) for version in versions]
        return max([self._base, *(moment + _TICK for moment in taken)])


def stamp(moment: datetime) -> str:
    """Return a UTC time as STIX writes it, to the millisecond."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"
