"""Websites: which domains that were seen look like bait, what they share, whose they are."""

from rasid.websites.apart import is_dynamic, is_parked, is_sinkholed
from rasid.websites.ascribing import NOBODY
from rasid.websites.assess import assess
from rasid.websites.attached import take_attached
from rasid.websites.broken import Broken
from rasid.websites.callers import Callers, CallingNetwork, find_callers
from rasid.websites.hosts import Host, NotAName, company_suffix, read_host
from rasid.websites.importing import DomainsReport, Taught, import_domains
from rasid.websites.judging import Judge, Judged, JudgedChunk, model_of, shown
from rasid.websites.reasons import Reason
from rasid.websites.records import read_records
from rasid.websites.sightings import read_hosts
from rasid.websites.states import (
    STATES,
    handed_over,
    in_script,
    read_states,
    registered,
    set_state,
    states_now,
    undo_state,
)
from rasid.websites.taught import Known, known_names
from rasid.websites.ties import MOST_SHARING, linked_domains

__all__ = [
    "MOST_SHARING",
    "NOBODY",
    "STATES",
    "Broken",
    "Callers",
    "CallingNetwork",
    "DomainsReport",
    "Host",
    "Judge",
    "Judged",
    "JudgedChunk",
    "Known",
    "NotAName",
    "Reason",
    "Taught",
    "assess",
    "company_suffix",
    "find_callers",
    "handed_over",
    "import_domains",
    "in_script",
    "is_dynamic",
    "is_parked",
    "is_sinkholed",
    "known_names",
    "linked_domains",
    "model_of",
    "read_host",
    "read_hosts",
    "read_records",
    "read_states",
    "registered",
    "set_state",
    "shown",
    "states_now",
    "take_attached",
    "undo_state",
]
