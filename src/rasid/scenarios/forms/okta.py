"""The form of Okta's System Log: pages of its API, or a line for each event."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from rasid.scenarios.chance import stream
from rasid.scenarios.forms.clients import program
from rasid.scenarios.forms.delivery import (
    Again,
    Layout,
    Written,
    arrivals,
    as_array,
    as_lines,
    deliver,
    to_json,
)
from rasid.scenarios.forms.form import Form
from rasid.scenarios.forms.identifiers import draw_guid, instant
from rasid.scenarios.forms.okta_events import KINDS, SIGN_INS, TEXT_MESSAGE, Engine, Kind, told
from rasid.scenarios.log import MAIL_PROTOCOLS, Row, act
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import Address

Record = dict[str, Any]

_ENGINES: tuple[Engine, ...] = ("classic", "identity")
_COUNTRIES = {
    "US": "United States", "GB": "United Kingdom", "DE": "Germany", "FR": "France",
    "SE": "Sweden", "NL": "Netherlands", "ES": "Spain", "CA": "Canada", "TR": "Türkiye",
    "IR": "Iran", "AE": "United Arab Emirates", "EG": "Egypt", "JO": "Jordan", "MA": "Morocco",
    "UA": "Ukraine", "IN": "India", "AF": "Afghanistan", "AR": "Argentina",
}  # fmt: skip
_OLD_PAGE = "/app/office365/exk7/sso/wsfed/active"
_CAPITALS = 0.008
_PAGE = 1_000


def engine_of(world: World) -> Engine:
    """Return the engine that a seed's organisation has; the older one logs less of recovery."""
    return stream(world.parameters.seed, "okta engine").choice(_ENGINES)


def _logged(world: World, rows: list[Row]) -> list[Row]:
    engine, last = engine_of(world), world.month.end_ms - 1
    records = (record for row in rows for record in told(row, engine))
    return [record._replace(time=min(record.time, last)) for record in records]


def _draw_uids(rng: Random, rows: list[Row]) -> list[str]:
    return [draw_guid(rng) for _ in rows]


def _write_logs(world: World, rows: list[Row], uids: list[str], folder: Path, again: Again) -> None:
    pages = stream(world.parameters.seed, "okta shape").random() < 0.5
    layout = Layout("json", as_array, _PAGE) if pages else Layout("ndjson", as_lines)
    writer = _Writer(world)
    written = (
        Written("okta-system-log", day, uid, to_json(writer.record(row, uid)))
        for day, row, uid in arrivals(world, rows, uids)
    )
    deliver(written, again, {"okta-system-log": layout}, world.month, folder)


class _Writer:
    """Turns rows into events."""

    def __init__(self, world: World) -> None:
        self._accounts = world.directory.by_address
        self._recovery = world.recovery
        self._seed = world.parameters.seed
        self._rng = stream(self._seed, "typing")
        self._prints = stream(self._seed, "okta fingerprints").random() < 0.5

    def record(self, row: Row, uid: str) -> Record:
        """Return the event of a row."""
        kind = self._kind(row)
        request = self._number("request", uid, 27)
        return {
            "actor": self._actor(row, kind),
            "client": _client(row),
            "device": None,
            "authenticationContext": self._context(row),
            "displayMessage": kind.message,
            "eventType": kind.event,
            "outcome": {"result": kind.result, "reason": kind.reason or None},
            "published": f"{instant(row.time, 3)}Z",
            "securityContext": _security(row.client.address),
            "severity": "INFO" if kind.result in {"SUCCESS", "CHALLENGE"} else "WARN",
            "debugContext": {"debugData": self._debug(row, kind, request)},
            "legacyEventType": None,
            "transaction": {"type": "WEB", "id": request, "detail": {}},
            "uuid": uid,
            "version": "0",
            "request": {"ipChain": [_hop(row.client.address)]},
            "target": self._targets(row, kind),
        }

    def _kind(self, row: Row) -> Kind:
        if row.act.operation == "signin":
            kind = SIGN_INS[row.act.detail]
            return kind._replace(page=_OLD_PAGE) if row.act.protocol in MAIL_PROTOCOLS else kind
        by_text = row.act == act("recovery.send_code") and row.account not in self._recovery
        return TEXT_MESSAGE if by_text else KINDS[row.act]

    def _actor(self, row: Row, kind: Kind) -> Record:
        if kind.actor == "system":
            return _principal("SystemPrincipal", "okta", "system@okta.com", "Okta System")
        if row.act.detail == "no_such_account":
            typed = row.account.title() if self._rng.random() < _CAPITALS else row.account
            return _principal("User", "unknown", typed, "unknown")
        return self._person(row.actor if kind.actor == "admin" else row.account)

    def _person(self, address: str) -> Record:
        account = self._accounts.get(address)
        name = account.name.display if account else address
        return _principal("User", self._number("user", address, 20, "00u"), address, name)

    def _targets(self, row: Row, kind: Kind) -> list[Record]:
        person = self._person(row.account)
        apps = {"consent.grant": "Calendar Sync"}
        app = _principal("AppInstance", "0oa1", "Mail", apps.get(row.act.operation, "Mail"))
        enrolled = _principal("AuthenticatorEnrollment", "opf1", "unknown", "Okta Verify")
        wanted = {"user": [person], "app": [app], "factor": [enrolled], "": []}[kind.target]
        signs_in = row.act.operation == "signin"
        return [target | {"detailEntry": None} for target in ([] if signs_in else wanted)]

    def _context(self, row: Row) -> Record:
        session = self._number("session", row.session, 25, "102") if row.session else "unknown"
        return {
            "authenticationProvider": None,
            "credentialProvider": None,
            "credentialType": None,
            "issuer": None,
            "interface": None,
            "authenticationStep": 0,
            "externalSessionId": session,
        }

    def _debug(self, row: Row, kind: Kind, request: str) -> Record:
        seen = row.client.agent
        by_browser = self._prints and seen.kind in {"desktop", "phone"} and seen.ja4
        what = row.client.device or f"{seen.user_agent} {seen.ja4} {row.client.address.text}"
        return {
            "requestId": request,
            "requestUri": kind.page,
            "url": f"{kind.page}?",
            **({"deviceFingerprint": self._number("device", what, 32)} if by_browser else {}),
            **({"factor": kind.factor} if kind.factor else {}),
            **({"grantedScopes": "openid, email"} if row.act.operation == "consent.grant" else {}),
        }

    def _number(self, what: str, of: str, size: int, prefix: str = "") -> str:
        return _digest(f"{self._seed}/{what}/{of}", size, prefix)


@cache
def _digest(text: str, size: int, prefix: str) -> str:
    return prefix + sha256(text.encode()).hexdigest()[: size - len(prefix)]


def _principal(kind: str, number: str, alternate: str, name: str) -> Record:
    return {"id": number, "type": kind, "alternateId": alternate, "displayName": name}


def _client(row: Row) -> Record:
    """Return the client; the mail server asks for old programs under a name of its own."""
    agent = "CBAInPROD" if row.act.protocol in MAIL_PROTOCOLS else row.client.agent.user_agent
    browser, _, system = program(agent)
    device = "Mobile" if system in {"iOS", "Android"} else "Computer"
    return {
        "userAgent": {
            "rawUserAgent": agent or None,
            "os": system or "Unknown",
            "browser": browser.upper() or "UNKNOWN",
        },
        "zone": "null",
        "device": device if system else "Unknown",
        "id": None,
        "ipAddress": row.client.address.text,
        "geographicalContext": _place(row.client.address),
    }


@cache
def _place(address: Address) -> Record:
    country = _COUNTRIES.get(address.network.country, address.network.country)
    return {
        "city": None,
        "state": None,
        "country": country or None,
        "postalCode": None,
        "geolocation": None,
    }


@cache
def _hop(address: Address) -> Record:
    version = "V6" if ":" in address.text else "V4"
    return {
        "ip": address.text,
        "geographicalContext": _place(address),
        "version": version,
        "source": None,
    }


@cache
def _security(address: Address) -> Record:
    network = address.network
    return {
        "asNumber": network.asn or None,
        "asOrg": network.name.lower() or None,
        "isp": network.name.lower() or None,
        "domain": None,
        "isProxy": network.kind == "vpn",
    }


OKTA = Form(
    "Okta's System Log: sign-ins, factors, recovery and settings, no mail",
    _logged,
    _draw_uids,
    _write_logs,
)
