"""The sinkhole: answers for names that were handed over, to find out who still calls them.

It keeps who called which name and when, and never what anybody types or sends.
"""

from rasid.sinkhole.counts import Counts
from rasid.sinkhole.dns_answers import Own
from rasid.sinkhole.log import Room
from rasid.sinkhole.ports import Opened, Ports, opened_ports
from rasid.sinkhole.running import Plan, run, tls_context

__all__ = [
    "Counts",
    "Opened",
    "Own",
    "Plan",
    "Ports",
    "Room",
    "opened_ports",
    "run",
    "tls_context",
]
