"""The console: the case as pages for people, in a browser on the same machine.

Pages are made of the same tables and functions as what the command line shows.
"""

from rasid.console.doors import Doors
from rasid.console.gate import Gate
from rasid.console.routes import ENTER, PAGES, Console, console_routes
from rasid.console.snapshot import Reading
from rasid.console.visit import Knowledge

__all__ = [
    "ENTER",
    "PAGES",
    "Console",
    "Doors",
    "Gate",
    "Knowledge",
    "Reading",
    "console_routes",
]
