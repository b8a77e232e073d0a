"""What is kept of a caller, as OCSF: DNS Activity, HTTP Activity, and how much was lost.

Nothing else of a query or a request may get here: no body, no query string, no cookie, no header
but the name of the client's software.
"""

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from rasid import __version__

LOG_NAME = "sinkhole"
"""By it, in `metadata.log_name`, an import knows a sinkhole's log."""

VERSION = "1.5.0"
LONGEST_AGENT = 200

_METHODS = {"GET": 3, "HEAD": 4, "OPTIONS": 5, "POST": 6, "PUT": 7, "TRACE": 8, "DELETE": 2}
_METHOD_NAMES = {2: "Delete", 3: "Get", 4: "Head", 5: "Options", 6: "Post", 7: "Put", 8: "Trace"}
_RCODES = {0: "NoError"}

Record = dict[str, Any]


class Caller(NamedTuple):
    """The address that a query or a request came from; of a query mostly a resolver's."""

    address: str
    port: int


class Recorder:
    """Makes records, each with an id of its own; `run` is what the ids of one run begin with."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(8)
        self._made = 0

    def query(self, now: datetime, caller: Caller, host: str, kind: str, *, tcp: bool) -> Record:
        """Record a DNS query that was answered."""
        return {
            **self._base(4003, 6, "Traffic", now),
            "src_endpoint": {"ip": caller.address, "port": caller.port},
            "connection_info": {"protocol_name": "tcp" if tcp else "udp"},
            "query": {"hostname": host, "type": kind, "class": "IN", "opcode_id": 0},
            "rcode_id": 0,
            "rcode": _RCODES[0],
        }

    def request(  # noqa: PLR0913 - all that is kept of a request
        self,
        now: datetime,
        caller: Caller,
        *,
        method: str,
        scheme: str,
        host: str,
        path: str,
        agent: str,
    ) -> Record:
        """Record an HTTP request that was answered with the notice."""
        activity = _METHODS.get(method, 99)
        name = _METHOD_NAMES.get(activity, "Other")
        return {
            **self._base(4002, activity, name, now),
            "src_endpoint": {"ip": caller.address, "port": caller.port},
            "http_request": {
                "http_method": method if activity != 99 else "OTHER",
                "url": {
                    "scheme": scheme,
                    "hostname": host,
                    "path": path,
                    "url_string": f"{scheme}://{host}{path}",
                },
                "user_agent": "".join(
                    sign if sign.isprintable() and sign.isascii() else "?"
                    for sign in agent[:LONGEST_AGENT]
                ),
            },
            "http_response": {"code": 200},
        }

    def lost(self, now: datetime, count: int) -> Record:
        """Record that so many records could not be kept: silence would look like nobody."""
        return {
            **self._base(0, 99, f"{count} records lost", now),
            "count": count,
            "severity_id": 4,
            "severity": "High",
            "message": f"{count} records could not be kept",
        }

    def _base(self, class_uid: int, activity: int, name: str, now: datetime) -> Record:
        self._made += 1
        return {
            "metadata": {
                "uid": f"{self.run}-{self._made}",
                "version": VERSION,
                "log_name": LOG_NAME,
                "product": {"name": "rasid", "vendor_name": "rasid", "version": __version__},
            },
            "category_uid": class_uid // 1000,
            "class_uid": class_uid,
            "activity_id": activity,
            "activity_name": name,
            "type_uid": class_uid * 100 + activity,
            "severity_id": 1,
            "status_id": 1,
            "time": int(now.timestamp() * 1000),
        }
