"""Logs that come by browser or API: kept whole or not at all, then imported beside the requests."""

from rasid.console.uploads.folder import (
    MOST_AT_ONCE,
    MOST_UPLOAD,
    Arriving,
    Folder,
    Upload,
    plain_name,
)
from rasid.console.uploads.importing import Importer
from rasid.console.uploads.receiving import Received, receive_file, receive_form

__all__ = [
    "MOST_AT_ONCE",
    "MOST_UPLOAD",
    "Arriving",
    "Folder",
    "Importer",
    "Received",
    "Upload",
    "plain_name",
    "receive_file",
    "receive_form",
]
