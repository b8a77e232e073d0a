"""`rasid serve`: what others and people ask of this home over HTTP.

A room of the server brings a list of routes; all stand behind the same guard.
"""

from rasid.serving.access import Access
from rasid.serving.api.routes import api_routes
from rasid.serving.api.uploads import upload_routes
from rasid.serving.app import make_app
from rasid.serving.counts import Counts
from rasid.serving.fronted import Fronted, proxies_of
from rasid.serving.intake.routes import INTAKE_PATH, MOST_BODY, intake_routes
from rasid.serving.intake.spool import opened_spool
from rasid.serving.listening import Listener, Tls, listening, serve
from rasid.serving.metrics import METRICS_PATH, Measured, metrics_routes
from rasid.serving.names import hosts_of, is_loopback
from rasid.serving.readers import API, INTAKE, METRICS, Reader, allow, read_readers, revoke
from rasid.serving.taxii.routes import taxii_routes
from rasid.serving.watching import UPLOADS

__all__ = [
    "API",
    "INTAKE",
    "INTAKE_PATH",
    "METRICS",
    "METRICS_PATH",
    "MOST_BODY",
    "UPLOADS",
    "Access",
    "Counts",
    "Fronted",
    "Listener",
    "Measured",
    "Reader",
    "Tls",
    "allow",
    "api_routes",
    "hosts_of",
    "intake_routes",
    "is_loopback",
    "listening",
    "make_app",
    "metrics_routes",
    "opened_spool",
    "proxies_of",
    "read_readers",
    "revoke",
    "serve",
    "taxii_routes",
    "upload_routes",
]
