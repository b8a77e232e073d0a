"""One campaign as one file that can be handed on: HTML, PDF or Markdown, pseudonyms only."""

import hashlib
import re
import shlex
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from rasid import __version__
from rasid.errors import UsageError
from rasid.reports import wording
from rasid.reports.blocks import Bars
from rasid.reports.charts.bars import share_bar
from rasid.reports.charts.calendar import axis, strips
from rasid.reports.charts.waterfall import waterfall_bars
from rasid.reports.explain_entries import EntryVisit
from rasid.reports.explain_turning import turning, turning_sentence, visit_threshold
from rasid.reports.facts import CampaignFacts
from rasid.reports.plain import utc_offset
from rasid.reports.reasons import in_steps
from rasid.visible_text import isolated, markdown, visible

FORMATS = ("html", "pdf", "md")
TEXTS = ("html", "md")
LANGUAGES = ("en",)
_LATER_LANGUAGES = ("ar", "fa")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_HEAT_LEVELS = 5
_MOST_NETWORKS = 20


def write_report(  # noqa: PLR0913 - the options of the command
    facts: CampaignFacts,
    target_dir: Path,
    file_format: str = "html",
    lang: str = "en",
    *,
    made_at: datetime,
    simulated: bool = False,
) -> Path:
    """Write the report on a campaign and return its path; the same facts give the same bytes.

    `simulated` puts a banner on it that says so.
    """
    _require_known("format", file_format, FORMATS, ())
    _require_known("language", lang, LANGUAGES, _LATER_LANGUAGES)
    written = _written(facts, file_format, made_at, simulated=simulated)
    target = target_dir / f"{file_name(facts.campaign_id)}.{file_format}"
    draft = target.with_name(f".{target.name}.draft")
    try:
        target_dir.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(written)
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        raise UsageError(f"cannot write {target}: {error.strerror}.") from error
    return target


def _written(
    facts: CampaignFacts, file_format: str, made_at: datetime, *, simulated: bool
) -> bytes:
    if file_format in TEXTS:
        return render(facts, file_format, made_at=made_at, simulated=simulated).encode()
    # Loading what sets pages takes a while, and the other forms do without it.
    from rasid.reports.paper import report_pdf  # noqa: PLC0415

    text = render(facts, "md", made_at=made_at, simulated=simulated)
    counts = tuple(one.total for one in facts.days)
    said = f"Hostile events on each day, from {facts.days[0].day} to {facts.days[-1].day} (UTC)."
    return report_pdf(text, Bars(counts, said), "Day by day (UTC)", made_at.date())


def file_name(campaign_id: str) -> str:
    """Return what the files on a campaign are called, whatever its id is."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", campaign_id).strip("-") or "campaign"


def render(
    facts: CampaignFacts, file_format: str, *, made_at: datetime, simulated: bool = False
) -> str:
    """Return the report as text, HTML or Markdown."""
    html = file_format == "html"
    environment = Environment(
        loader=PackageLoader("rasid.reports"),
        autoescape=True,
        finalize=_shown_in_html if html else _shown_in_markdown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        bits=wording.bits,
        percent=wording.percent,
        minute=wording.minute,
        n=wording.thousands,
        code=_code,
    )
    context = _context(facts, made_at, simulated=simulated)
    drawings = _drawings(facts) if html else {}
    return environment.get_template(f"campaign.{file_format}.j2").render(**context, **drawings)


def _require_known(kind: str, wanted: str, known: tuple[str, ...], later: tuple[str, ...]) -> None:
    if wanted in later:
        raise UsageError(f"reports in {wanted} are not built yet; {kind}: {', '.join(known)}.")
    if wanted not in known:
        raise UsageError(f"unknown {kind} {wanted!r}, expected: {', '.join(known)}.")


def _context(facts: CampaignFacts, made_at: datetime, *, simulated: bool) -> Mapping[str, Any]:
    """Return what both templates say."""
    hours = facts.local_hours or facts.hours
    total = facts.funnel.total
    return {
        "facts": facts,
        "simulated": simulated,
        "made_at": f"{made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC",
        "version": __version__,
        "title": wording.funnel_sentence(total),
        "compromised": wording.compromised_statement(facts),
        "overlap": wording.overlap_sentence(facts),
        "named": wording.naming_sentence(facts.naming),
        "margin": wording.margin_sentence(facts.naming),
        "summary": wording.campaign_sentence(facts),
        "provisional": wording.WITHOUT_ROSTER if facts.provisional else "",
        "blind_spots": wording.blind_spots(facts),
        "numbers": [(d, getattr(total, d.key)) for d in wording.DEFINITIONS],
        "bounds": {key: wording.span(*sides) for key, sides in facts.bounds.items()},
        "bounds_note": wording.BOUNDS_NOTE,
        "campaign_steps": in_steps(facts.reasons),
        "campaign_turning": turning_sentence(turning(facts.reasons), "even odds"),
        "actor_steps": {actor: in_steps(why) for actor, why in facts.actor_reasons.items()},
        "entry_turnings": [_entry_turning(visit) for visit in facts.entry_visits],
        "errata": wording.errata_lines(facts.errata) if facts.errata else [],
        "weekdays": list(zip(_WEEKDAYS, hours.matrix, strict=True)),
        "clock": f"UTC{utc_offset(hours.utc_offset)}",
        "most_networks": _MOST_NETWORKS,
        "most_an_hour": max(max(row) for row in hours.matrix),
        "command": f"rasid explain {shlex.quote(facts.campaign_id)}",
    }


def _entry_turning(visit: EntryVisit) -> str:
    """Say what would turn it that a visit is the campaign's, if that is known."""
    found = visit.turning
    return turning_sentence(found, visit_threshold(found.needed)) if found else ""


def _drawings(facts: CampaignFacts) -> Mapping[str, Any]:
    """Return what only the page draws, and its style with the hash that lets it in."""
    style = (files("rasid.reports") / "templates" / "campaign.css").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return {
        "style": Markup(style),  # noqa: S704 - packaged with rasid
        "style_hash": f"sha256-{digest}",
        "share_bar": share_bar,
        "heat": _heat,
        "strips": strips(facts.days, facts.gaps),
        "axis": axis(facts.days),
        "bars": waterfall_bars,
    }


def _heat(events: int, most: int) -> int:
    """Return 0 for none, else 1 to 5, the more the more events."""
    return -(-events * _HEAT_LEVELS // most) if events else 0


def _code(text: str) -> Markup:
    """Return text as a code span in a Markdown table, out of which it cannot get."""
    inside = visible(text).replace("`", "'").replace("|", r"\|")
    return Markup(f"`{inside}`")  # noqa: S704


def _shown_in_html(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return isolated(value).replace(" %", "\u00a0%")
    return value


def _shown_in_markdown(value: object) -> object:
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(markdown(value))  # noqa: S704 - escaped for Markdown and HTML at once
    return value
