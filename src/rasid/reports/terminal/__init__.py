"""What the commands print: calm tables, in which a log's text is shown and never obeyed."""

from rasid.reports.terminal.accounts import accounts, audit
from rasid.reports.terminal.actors import actor_profiles, actors
from rasid.reports.terminal.comparison import comparison
from rasid.reports.terminal.coverage import coverage
from rasid.reports.terminal.decisions import decisions
from rasid.reports.terminal.evaluation import evaluation
from rasid.reports.terminal.evidence import evidence_log
from rasid.reports.terminal.explanation import explanation
from rasid.reports.terminal.explanation_left_out import left_out
from rasid.reports.terminal.explanation_signal import explained_signal
from rasid.reports.terminal.hits import hits
from rasid.reports.terminal.notices import notice_codes, notices
from rasid.reports.terminal.others import no_actor, others, others_campaigns, others_words
from rasid.reports.terminal.readers import readers
from rasid.reports.terminal.response import response
from rasid.reports.terminal.sharing import sharing
from rasid.reports.terminal.show import background, campaign, campaigns, past_campaign, people
from rasid.reports.terminal.signals import backtested, signals, suppressions, tried
from rasid.reports.terminal.sources import imports, reconciliation
from rasid.reports.terminal.suggested import suggestions
from rasid.reports.terminal.websites import callers, scores, website, website_states, websites

__all__ = [
    "accounts",
    "actor_profiles",
    "actors",
    "audit",
    "background",
    "backtested",
    "callers",
    "campaign",
    "campaigns",
    "comparison",
    "coverage",
    "decisions",
    "evaluation",
    "evidence_log",
    "explained_signal",
    "explanation",
    "hits",
    "imports",
    "left_out",
    "no_actor",
    "notice_codes",
    "notices",
    "others",
    "others_campaigns",
    "others_words",
    "past_campaign",
    "people",
    "readers",
    "reconciliation",
    "response",
    "scores",
    "sharing",
    "signals",
    "suggestions",
    "suppressions",
    "tried",
    "website",
    "website_states",
    "websites",
]
