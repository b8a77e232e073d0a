"""Locking an intruder out: what to do for each account, what was exposed, and how far it is.

Nothing here acts on an account; plans and commands are written for a human to carry out.
"""

from rasid.responding.files import write_plan
from rasid.responding.marking import STATES, Mark, Standing, last_marks, mark, read_marks
from rasid.responding.plan import Plan, PlannedAccount, campaigns_within, plan_response
from rasid.responding.planning import STEPS
from rasid.responding.telling import plan_document
from rasid.responding.vendors import step_in_words

__all__ = [
    "STATES",
    "STEPS",
    "Mark",
    "Plan",
    "PlannedAccount",
    "Standing",
    "campaigns_within",
    "last_marks",
    "mark",
    "plan_document",
    "plan_response",
    "read_marks",
    "step_in_words",
    "write_plan",
]
