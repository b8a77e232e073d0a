"""Accounts of the console: who may sign in, what they may do, and what they did."""

from rasid.accounts.audit import (
    COMMAND_LINE,
    DEEDS,
    AuditEntry,
    Deed,
    Verified,
    count_of,
    erased_in,
    read_audit,
    verify_audit,
    write_down,
)
from rasid.accounts.codes import code_at, enrolment, new_secret, step_of
from rasid.accounts.keeping import (
    Account,
    change_password,
    find_account,
    give_role,
    invite,
    join,
    key_of,
    read_accounts,
    remove,
    require_invitation,
    reset,
)
from rasid.accounts.passwords import require_good
from rasid.accounts.problems import Problem
from rasid.accounts.reveals import (
    LONE,
    MOST_ALONE,
    Reveal,
    ask_to_reveal,
    decide_reveal,
    read_reveals,
)
from rasid.accounts.roles import Role
from rasid.accounts.signing_in import DEVICE_LASTS, Refused, SignedIn, SignIns
from rasid.accounts.tables import ACCOUNTS, WITH_TEXTS, has_accounts, open_accounts

__all__ = [
    "ACCOUNTS",
    "COMMAND_LINE",
    "DEEDS",
    "DEVICE_LASTS",
    "LONE",
    "MOST_ALONE",
    "WITH_TEXTS",
    "Account",
    "AuditEntry",
    "Deed",
    "Problem",
    "Refused",
    "Reveal",
    "Role",
    "SignIns",
    "SignedIn",
    "Verified",
    "ask_to_reveal",
    "change_password",
    "code_at",
    "count_of",
    "decide_reveal",
    "enrolment",
    "erased_in",
    "find_account",
    "give_role",
    "has_accounts",
    "invite",
    "join",
    "key_of",
    "new_secret",
    "open_accounts",
    "read_accounts",
    "read_audit",
    "read_reveals",
    "remove",
    "require_good",
    "require_invitation",
    "reset",
    "step_of",
    "verify_audit",
    "write_down",
]
