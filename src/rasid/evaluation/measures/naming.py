"""Whether a group's campaign has the right name."""

from collections.abc import Mapping

RIGHT, NONE, WRONG, MISSED = "right", "none", "wrong", "missed"
VERDICTS = (RIGHT, NONE, WRONG, MISSED)


def naming(actor: str | None, campaign: str | None, named: Mapping[str, str | None]) -> str:
    """Return one of VERDICTS for a group; `named` has the actor of each campaign.

    `none` is a campaign of a group that could have been named and was not. A group that no bundle
    tells of is right without a name, and wrong with any. `missed` has no campaign.
    """
    if campaign is None:
        return MISSED
    if named[campaign] == actor:
        return RIGHT
    return NONE if named[campaign] is None else WRONG
