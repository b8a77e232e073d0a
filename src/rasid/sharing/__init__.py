"""Sharing what was found with those who can use it, and hunting for what others found.

The engine that is handed in must know the tables of an analysed case by their names.
"""

from rasid.sharing.bundle import stix_bundle, stix_objects
from rasid.sharing.choosing import Chosen, Private, choose
from rasid.sharing.csv_file import csv_indicators
from rasid.sharing.facts import Technique, believed_since
from rasid.sharing.guard import read_guard
from rasid.sharing.hunting import hunt
from rasid.sharing.ids import Ids
from rasid.sharing.keeping import Imported, import_indicators, read_kept
from rasid.sharing.keys import Key, open_key
from rasid.sharing.misp import misp_events
from rasid.sharing.navigator import navigator_layer
from rasid.sharing.ocsf import ocsf_findings
from rasid.sharing.others import KeptWords, OthersCampaign, Told, Word, told_by_others
from rasid.sharing.publishing import Publication, publish, require_room, unpublished
from rasid.sharing.pulling import Pulled, pull_indicators
from rasid.sharing.received import received_levels
from rasid.sharing.rules import PROFILES, Rules, asked_rules
from rasid.sharing.stix import Sharer
from rasid.sharing.taxii_collection import RemoteCollection, find_collection
from rasid.sharing.taxii_credentials import find_credentials
from rasid.sharing.taxii_server import split_url
from rasid.sharing.versions import Versions
from rasid.sharing.writing import write_whole

__all__ = [
    "PROFILES",
    "Chosen",
    "Ids",
    "Imported",
    "KeptWords",
    "Key",
    "OthersCampaign",
    "Private",
    "Publication",
    "Pulled",
    "RemoteCollection",
    "Rules",
    "Sharer",
    "Technique",
    "Told",
    "Versions",
    "Word",
    "asked_rules",
    "believed_since",
    "choose",
    "csv_indicators",
    "find_collection",
    "find_credentials",
    "hunt",
    "import_indicators",
    "misp_events",
    "navigator_layer",
    "ocsf_findings",
    "open_key",
    "publish",
    "pull_indicators",
    "read_guard",
    "read_kept",
    "received_levels",
    "require_room",
    "split_url",
    "stix_bundle",
    "stix_objects",
    "told_by_others",
    "unpublished",
    "write_whole",
]
