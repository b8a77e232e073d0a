"""What pages ask, worked out when an analysis is written, so that a first look need not do it.

Each table is a query of its own, `NAME.sql`, over tables that an analysis writes, and over events.
A home that was analysed before there were such tables is asked the queries instead, look by look:
it shows the same.
"""

from rasid.tables.worked_out import OF_ANALYSES, OF_LOGS, WORKED_OUT
from rasid.worked_out.making import show, work_out

__all__ = ["OF_ANALYSES", "OF_LOGS", "WORKED_OUT", "show", "work_out"]
