"""A dossier's domains as CSV, a row each, for spreadsheets and registrars."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from rasid.dossiers.facts import Dossier, Site
from rasid.dossiers.sites import confidence
from rasid.evidence import cell

COLUMNS = (
    *("domain", "shown", "proposed", "why_not", "basis", "confidence", "probability"),
    *("first_seen", "last_seen", "registered_at", "registry", "registrar", "contacts"),
    *("bits", "honest_share", "tie_bits", "tied_to", "addresses", "others_on_host"),
    *("name_servers", "mail", "subdomains", "accounts_led", "accounts_followed"),
    *("accounts_entered", "by_category", "exhibits_sha256", "state", "records"),
)


def write_csv(dossier: Dossier) -> str:
    """Return the rows as CSV, safe against formulas; lists within a cell are parted by spaces."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([cell(value) for value in _row(site)] for site in dossier.sites)
    return file.getvalue()


def _row(site: Site) -> Iterator[object]:
    victims = site.victims
    yield from (site.domain, site.shown, "no" if site.spare else "yes", " ".join(site.spare))
    yield from (" ".join(site.basis), confidence(site))
    yield "" if site.likely is None else f"{site.likely:.4f}"
    yield from map(_moment, (site.first_seen, site.last_seen, site.registered_at))
    yield from (site.registry, site.registrar, " ".join(site.told.contacts))
    yield from (round(site.bits, 3), float(f"{site.honest_share:.3g}"), round(site.tie_bits, 3))
    yield " ".join(dict.fromkeys(tie.other for tie in site.ties))
    yield " ".join(site.addresses)
    yield sum(one.others for one in site.neighbours)
    yield from (" ".join(site.name_servers), " ".join(site.told.mail), " ".join(site.subdomains))
    yield from (victims.accounts, victims.followed, victims.entered)
    yield " ".join(f"{name}:{many}" for name, many in (victims.by_category or {}).items())
    yield " ".join(dict.fromkeys(one.digest for one in site.exhibits))
    yield from (site.state, " ".join(site.places))


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""
