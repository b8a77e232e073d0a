"""The roster: who is protected, and which accounts are theirs."""

from rasid.roster.account import Account
from rasid.roster.known import know_accounts
from rasid.roster.people import RosterReport, import_people, read_roster, write_roster

__all__ = [
    "Account",
    "RosterReport",
    "import_people",
    "know_accounts",
    "read_roster",
    "write_roster",
]
