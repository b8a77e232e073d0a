"""The provider's log form: OCSF 1.x as NDJSON, one file a day, a few of them compressed.

Lines are put together from fragments that are encoded once for each act, address, program and
account, which is several times faster than encoding a tree of objects for every event.
"""

import json
from functools import cache
from pathlib import Path
from random import Random

from rasid.scenarios.chance import hexadecimal, stream
from rasid.scenarios.forms.delivery import Again, Layout, Written, arrivals, as_lines, deliver
from rasid.scenarios.forms.delivery import to_json as _json
from rasid.scenarios.forms.form import Form
from rasid.scenarios.log import MAIL_PROTOCOLS, Act, Row
from rasid.scenarios.world.build import World
from rasid.scenarios.world.networks import Address

_CHANGES = {
    "account.create": (1, "Create"),
    "password.change": (3, "Password Change"),
    "password.reset": (4, "Password Reset"),
    "account.lock": (9, "Lock"),
    "factor.enable": (10, "MFA Factor Enable"),
    "factor.disable": (11, "MFA Factor Disable"),
}
"""Account Change activities, OCSF class 3001."""

_READS = {"account.lookup", "mail.read", "mail.export"}
_PROTOCOLS = {"oauth": (6, "OAUTH 2.0")}
_SERVICES = {"imap": "imap", "pop3": "pop", "smtp": "smtp", "oauth": "mail app"}
_CAPITALS = 0.008
"""How many addresses are logged as Some.One@Mail.Example, because somebody typed them so."""


_LAYOUTS = {"mail": Layout("ndjson", as_lines)}


def write_logs(world: World, rows: list[Row], uids: list[str], folder: Path, again: Again) -> None:
    """Write rows with their ids, each to the file of the day it reached the log."""
    writer = _Writer(world)
    written = (
        Written("mail", day, uid, writer.line(row, uid))
        for day, row, uid in arrivals(world, rows, uids)
    )
    deliver(written, again, _LAYOUTS, world.month, folder)


class _Writer:
    """Turns rows into lines; holds the fragments that come again and again."""

    def __init__(self, world: World) -> None:
        self._habits = world.parameters.log_habits
        self._rng = stream(world.parameters.seed, "typing")
        self._month = world.month
        self._accounts = world.directory.by_address
        self._product = _json({"name": f"{world.provider} accounts", "vendor_name": world.provider})

    def line(self, row: Row, uid: str) -> str:
        """Return the record of one row."""
        client = self._client(row)
        place = _endpoint(row.client.address, located=self._habits.countries)
        return (
            f'{{"metadata":{{"uid":"{uid}","version":"1.3.0","product":{self._product}}},'
            f'"time":{row.time},{_act(row.act)},{self._user(row)},'
            f"{place}{client}{self._signed_in(row)}}}"
        )

    def _user(self, row: Row) -> str:
        account = self._accounts.get(row.account)
        known = account is not None and account.created_on <= self._month.day_of(row.time)
        uid = f',"uid":"{account.uid}"' if account is not None and known else ""
        typed = row.act.operation == "account.lookup" or row.act.protocol == "browser"
        capitals = typed and self._rng.random() < _CAPITALS
        address = row.account.title() if capitals else row.account
        return f'"user":{{"email_addr":{_text(address)}{uid}}}'

    def _client(self, row: Row) -> str:
        in_api = _is_api(row.act)
        fingerprint = self._habits.api_fingerprints or not in_api
        agent = row.client.agent
        user_agent = "" if row.act.protocol in MAIL_PROTOCOLS else agent.user_agent
        return _program(user_agent, agent.ja4 if fingerprint else "") + (
            f',"device":{{"uid":"{row.client.device}","type_id":0}}'
            if row.client.device and self._habits.devices and not in_api
            else ""
        )

    def _signed_in(self, row: Row) -> str:
        parts = ""
        if row.session and self._habits.sessions:
            parts += f',"session":{{"uid":"{row.session}"}}'
        if row.actor:
            parts += f',"actor":{{"user":{{"email_addr":{_text(row.actor)}}}}}'
        elif _is_api(row.act):
            parts += ',"actor":{"app_name":"accounts"}'
        return parts


def _is_api(act: Act) -> bool:
    return act.operation != "signin" and act.operation not in _CHANGES


@cache
def _act(act: Act) -> str:
    """Encode what was done and how it ended."""
    fields = _authentication(act) if act.operation == "signin" else _change_or_api(act)
    failed = bool(act.detail)
    fields |= {"severity_id": 2 if failed else 1, "status_id": 2 if failed else 1}
    fields |= {"status": "Failure" if failed else "Success"}
    if failed:
        fields |= {"status_code": f"E_{act.detail.upper()}", "status_detail": act.detail}
    return _json(fields)[1:-1]


def _authentication(act: Act) -> dict[str, object]:
    protocol = _PROTOCOLS.get(act.protocol, (99, act.protocol))
    return _class(3002, "Authentication", 1, "Logon") | {
        "auth_protocol_id": protocol[0],
        "auth_protocol": protocol[1],
        "is_mfa": act.second_factor,
        "is_remote": True,
        "service": {"name": _SERVICES.get(act.protocol, "webmail")},
    }


def _change_or_api(act: Act) -> dict[str, object]:
    if act.operation in _CHANGES:
        activity, name = _CHANGES[act.operation]
        return _class(3001, "Account Change", activity, name)
    reads = act.operation in _READS
    return _class(6003, "API Activity", 2 if reads else 1, "Read" if reads else "Create") | {
        "api": {"operation": act.operation, "service": {"name": "accounts"}}
    }


def _class(uid: int, name: str, activity: int, activity_name: str) -> dict[str, object]:
    categories = {3: "Identity & Access Management", 6: "Application Activity"}
    return {
        "class_uid": uid,
        "class_name": name,
        "category_uid": uid // 1000,
        "category_name": categories[uid // 1000],
        "activity_id": activity,
        "activity_name": activity_name,
        "type_uid": uid * 100 + activity,
    }


@cache
def _endpoint(address: Address, *, located: bool) -> str:
    network = address.network
    place = {"location": {"country": network.country}} if located and network.country else {}
    system = {"autonomous_system": {"number": network.asn, "name": network.name}}
    system = system if network.asn else {}
    return '"src_endpoint":' + _json({"ip": address.text} | place | system)


@cache
def _program(user_agent: str, ja4: str) -> str:
    parts = ""
    if user_agent:
        parts += f',"http_request":{_json({"user_agent": user_agent})}'
    if ja4:
        parts += f',"ja4_fingerprint_list":[{{"type_id":1,"type":"JA4","value":"{ja4}"}}]'
    return parts


@cache
def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _draw_uids(rng: Random, rows: list[Row]) -> list[str]:
    """Draw the provider's event ids: long, and saying nothing of what they name."""
    return [hexadecimal(rng, 32) for _ in rows]


def _all(_: World, rows: list[Row]) -> list[Row]:
    return rows


OCSF = Form(
    "OCSF 1.x of a provider's own pages, a record for all that happens",
    _all,
    _draw_uids,
    write_logs,
)
