"""The console: the case as pages for people, in a browser on the same machine.

Pages are made of the same tables and functions as what the command line shows.
"""

from rasid.console.acting import Deciding
from rasid.console.desk import Desk
from rasid.console.doors import Doors
from rasid.console.gate import Gate
from rasid.console.looking import Looked, Resource, Resources
from rasid.console.mailing import Asked, Begun, Mailer, Run
from rasid.console.news import KINDS, Item
from rasid.console.pages import PAGES
from rasid.console.resources import RESOURCES, SCOPES
from rasid.console.routes import ENTER, Console, console_routes
from rasid.console.session import OWNER, Person
from rasid.console.snapshot import ChangingError, Reading
from rasid.console.streaming import LONGEST, Listener, Streams
from rasid.console.uploads import MOST_UPLOAD, Folder, Importer, Upload, receive_file
from rasid.console.visit import Knowledge, NotThereError
from rasid.console.warming import Warmer

__all__ = [
    "ENTER",
    "KINDS",
    "LONGEST",
    "MOST_UPLOAD",
    "OWNER",
    "PAGES",
    "RESOURCES",
    "SCOPES",
    "Asked",
    "Begun",
    "ChangingError",
    "Console",
    "Deciding",
    "Desk",
    "Doors",
    "Folder",
    "Gate",
    "Importer",
    "Item",
    "Knowledge",
    "Listener",
    "Looked",
    "Mailer",
    "NotThereError",
    "Person",
    "Reading",
    "Resource",
    "Resources",
    "Run",
    "Streams",
    "Upload",
    "Warmer",
    "console_routes",
    "receive_file",
]
