"""Seeing it: lists, explanations, exports and reports, each number counted from the tables.

The engine that is handed in must know every table of `READS` by its name.
"""

from rasid.raw_record import RawLines
from rasid.reports.actor_claims import actors_like, actors_named
from rasid.reports.actors import Known, actor_list, actor_profiles
from rasid.reports.decisions import decision_list
from rasid.reports.explain import Explanation, explain
from rasid.reports.explain_left_out import LeftOut, explain_left_out
from rasid.reports.explain_signal import ExplainedSignal, explain_signal
from rasid.reports.exports import export
from rasid.reports.facts import CampaignFacts, campaign_facts
from rasid.reports.listing import background_list, campaign_list, categories_of, people_list
from rasid.reports.page import write_report
from rasid.reports.plain import plain
from rasid.reports.reads import READS

__all__ = [
    "READS",
    "CampaignFacts",
    "ExplainedSignal",
    "Explanation",
    "Known",
    "LeftOut",
    "RawLines",
    "actor_list",
    "actor_profiles",
    "actors_like",
    "actors_named",
    "background_list",
    "campaign_facts",
    "campaign_list",
    "categories_of",
    "decision_list",
    "explain",
    "explain_left_out",
    "explain_signal",
    "export",
    "people_list",
    "plain",
    "write_report",
]
