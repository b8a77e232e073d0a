from rasid.tables.campaigns import BACKGROUND, CAMPAIGNS, FUNNELS, HOSTILE
from rasid.tables.chains import CHAINS
from rasid.tables.contract import Table
from rasid.tables.decisions import DECISIONS
from rasid.tables.events import EVENTS
from rasid.tables.evidence import ATTRIBUTIONS, EVIDENCE
from rasid.tables.history import (
    CAMPAIGN_HISTORY,
    LINEAGE,
    PAST_ANALYSES,
    PAST_ATTRIBUTIONS,
    PAST_CAMPAIGNS,
    PAST_EVIDENCE,
)
from rasid.tables.imports import IMPORTS
from rasid.tables.judged import JUDGED, LEFT_OUT
from rasid.tables.let_go import LET_GO
from rasid.tables.observed import OBSERVED
from rasid.tables.rejects import REJECTS
from rasid.tables.roster import ROSTER
from rasid.tables.sessions import SESSIONS, VISITS
from rasid.tables.signals import RULE_RUNS, SIGNAL_EVENTS, SIGNAL_GROUPS, SIGNALS
from rasid.tables.suggested import SUGGESTED
from rasid.tables.websites import (
    DOMAIN_FILES,
    DOMAIN_REJECTS,
    PAGE_TRAITS,
    SIGHTINGS,
    WEBSITE_TIES,
    WEBSITES,
)
from rasid.tables.worked_out import WORKED_OUT

READS: tuple[Table, ...] = (
    EVENTS,
    IMPORTS,
    REJECTS,
    ROSTER,
    SESSIONS,
    VISITS,
    SIGNALS,
    SIGNAL_EVENTS,
    SIGNAL_GROUPS,
    RULE_RUNS,
    CAMPAIGNS,
    FUNNELS,
    HOSTILE,
    CHAINS,
    SUGGESTED,
    BACKGROUND,
    EVIDENCE,
    JUDGED,
    LEFT_OUT,
    ATTRIBUTIONS,
    OBSERVED,
    CAMPAIGN_HISTORY,
    LINEAGE,
    DECISIONS,
    LET_GO,
    PAST_ANALYSES,
    PAST_CAMPAIGNS,
    PAST_ATTRIBUTIONS,
    PAST_EVIDENCE,
    DOMAIN_FILES,
    DOMAIN_REJECTS,
    PAGE_TRAITS,
    SIGHTINGS,
    WEBSITES,
    WEBSITE_TIES,
    *WORKED_OUT,
)
"""The tables that the engine must know by name before anything in this room is asked."""
