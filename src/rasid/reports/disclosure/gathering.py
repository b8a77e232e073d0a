"""From a campaign's tables to what a disclosure may tell of it."""

from dataclasses import dataclass
from datetime import date

from rasid import __version__
from rasid.engines.duckdb import DuckDB
from rasid.errors import IntegrityError
from rasid.reports.activity import calendar
from rasid.reports.disclosure.affected import Affected, read_affected
from rasid.reports.disclosure.claims import NUMBERS, Where
from rasid.reports.disclosure.telling import Facts
from rasid.reports.funnel import campaign_funnel


@dataclass(frozen=True, slots=True)
class Cleared:
    """What of a campaign the rules of sharing let anybody have.

    `withheld` says that a group may be behind it whose name may not be told.
    """

    actor: str
    likelihood: float
    withheld: bool
    techniques: tuple[tuple[str, str], ...]
    traces: tuple[tuple[str, str], ...]


def gather(
    engine: DuckDB, campaign_id: str, cleared: Cleared, made_on: date, *, producer: str
) -> tuple[Facts, Affected]:
    """Return what is told of nobody, and whom the numbers count.

    Raises IntegrityError where the numbers are not those of the campaign.
    """
    affected = read_affected(engine, campaign_id)
    total = campaign_funnel(engine, campaign_id).total
    for number in NUMBERS:
        found, stated = len(affected.accounts(number, Where())), getattr(total, number)
        if found != stated:
            raise IntegrityError(f"campaign {campaign_id}: {number} is {stated}, counted {found}.")
    days = calendar(engine, campaign_id)
    facts = Facts(
        first=days[0].day,
        last=days[-1].day,
        attempts=total.attempts,
        attempts_by_day=tuple(one.discover for one in days),
        actor=cleared.actor,
        likelihood=cleared.likelihood,
        withheld=cleared.withheld,
        techniques=cleared.techniques,
        traces=cleared.traces,
        producer=producer,
        version=__version__,
        simulated=False,
        made_on=made_on,
    )
    return facts, affected
