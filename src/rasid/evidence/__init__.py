"""Evidence that stands up: a signed log, packs of raw lines, holds, and a check of all of it."""

from rasid.evidence.attachments import ATTACHED, Exhibit, attach, attachments, exhibits_of
from rasid.evidence.cells import cell
from rasid.evidence.holds import Hold, held, held_files, lift_hold, place_hold
from rasid.evidence.lines import Entry
from rasid.evidence.log import Deed, entries_in, log_file, read_entries, read_log, record
from rasid.evidence.pack import NUMBERS, Gathered, Stated, gather
from rasid.evidence.sealing import Seal, drafted, seal
from rasid.evidence.verifying import Verified, verify

__all__ = [
    "ATTACHED",
    "NUMBERS",
    "Deed",
    "Entry",
    "Exhibit",
    "Gathered",
    "Hold",
    "Seal",
    "Stated",
    "Verified",
    "attach",
    "attachments",
    "cell",
    "drafted",
    "entries_in",
    "exhibits_of",
    "gather",
    "held",
    "held_files",
    "lift_hold",
    "log_file",
    "place_hold",
    "read_entries",
    "read_log",
    "record",
    "seal",
    "verify",
]
