"""Legal holds: what a held campaign rests on is neither erased nor thrown away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from rasid.errors import UsageError
from rasid.evidence.lines import Entry
from rasid.evidence.log import Deed, read_entries, record
from rasid.languages import clean
from rasid.settings import Home

PLACED, LIFTED = "hold placed", "hold lifted"


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold on a campaign: who placed it, when and why, and the kept files it rested on then."""

    campaign_id: str
    since: str
    who: str
    why: str
    raw_files: frozenset[str]

    def describe(self) -> str:
        """Say the hold in one clause."""
        return f"campaign {self.campaign_id} is held since {self.since[:10]} by {self.who}"


def held(home: Home) -> dict[str, Hold]:
    """Return the holds that are on, by campaign.

    Whatever removes something asks this first. Raises IntegrityError where the log does not hold:
    what cannot be known to be free is not.
    """
    on: dict[str, Hold] = {}
    for entry in read_entries(home):
        campaign_id = entry.about.get("campaign", "")
        if entry.what == PLACED:
            on[campaign_id] = _hold(campaign_id, entry)
        elif entry.what == LIFTED:
            on.pop(campaign_id, None)
    return on


def place_hold(  # noqa: PLR0913 - what an entry consists of
    home: Home, campaign_id: str, raw_files: Collection[str], *, why: str, who: str, now: datetime
) -> Entry:
    """Hold a campaign and the kept files behind it; UsageError where it is held already."""
    _require_why(why)
    known = held(home).get(clean(campaign_id))
    if known:
        raise UsageError(f"{known.describe()}: {known.why}")
    hashes = {raw_file: raw_file for raw_file in sorted(raw_files)}
    return record(home, Deed(PLACED, who, {"campaign": campaign_id}, why, hashes), now)


def lift_hold(home: Home, campaign_id: str, *, why: str, who: str, now: datetime) -> Entry:
    """Lift a hold; UsageError where there is none."""
    _require_why(why)
    if clean(campaign_id) not in held(home):
        raise UsageError(f"campaign {campaign_id} is not on hold.")
    return record(home, Deed(LIFTED, who, {"campaign": campaign_id}, why), now)


def held_files(home: Home) -> Mapping[str, Hold]:
    """Return the kept files that a hold is on, by their SHA-256."""
    return {raw_file: hold for hold in held(home).values() for raw_file in hold.raw_files}


def _hold(campaign_id: str, entry: Entry) -> Hold:
    return Hold(campaign_id, entry.time, entry.who, entry.why, frozenset(entry.hashes))


def _require_why(why: str) -> None:
    if not clean(why):
        raise UsageError("--why is empty; a hold needs a reason, and so has its end.")
