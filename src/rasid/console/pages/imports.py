"""Files that were brought by browser or API, and what became of each."""

from typing import Any

from markupsafe import Markup

from rasid.console.masking import Mask
from rasid.console.speech import Speech
from rasid.console.standing import standing_of
from rasid.console.uploads import Importer, Upload
from rasid.console.visit import Page, Visit, link, moment_of


def imports(visit: Visit) -> Page:
    """List what came, the latest first, with a form for more."""
    importer, mask = visit.importer, visit.mask
    rows = [_row(visit.speech, mask, importer, one) for one in importer.folder.all()]
    told = {"uploads": rows, "is_simulated": standing_of(visit.snapshot).simulated}
    return Page("imports.html.j2", "coverage", visit.speech.say("imports.title"), told)


def state_of(importer: Importer, upload: Upload) -> str:
    """Return how far an upload is."""
    return "importing" if importer.is_importing(upload.key) else upload.state


def states(speech: Speech, importer: Importer) -> dict[str, str]:
    """Return how far each upload is, in words, by its key."""
    return {one.key: str(_told(speech, importer, one).striptags()) for one in importer.folder.all()}


def _row(speech: Speech, mask: Mask, importer: Importer, one: Upload) -> dict[str, Any]:
    return {
        "key": one.key,
        "name": mask.hide(one.name),
        "by": one.by,
        "at": moment_of(one.at),
        "size": one.size,
        "state": state_of(importer, one),
        "told": _told(speech, importer, one),
        "rejects": link("rejects", file=one.raw_file) if one.rejected else "",
        "rejected": one.rejected,
        "problems": [mask.record(problem) for problem in one.problems],
    }


def _told(speech: Speech, importer: Importer, one: Upload) -> Markup:
    state = state_of(importer, one)
    if state != "done":
        return speech.say(f"imports.is_{state}")
    counts = {"new": one.new, "duplicate": one.duplicate, "rejected": one.rejected}
    return speech.count("imports.is_done", one.lines, **counts)
