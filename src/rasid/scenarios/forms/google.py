"""The form of Google Workspace: activities of the Reports API, an application at a time."""

from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from rasid.scenarios.chance import stream
from rasid.scenarios.forms.delivery import (
    Again,
    Layout,
    Written,
    arrivals,
    as_items,
    as_lines,
    deliver,
    to_json,
)
from rasid.scenarios.forms.form import Form, exists
from rasid.scenarios.forms.google_events import KINDS, SIGN_INS, WITH_FACTOR, Kind, habits_of, told
from rasid.scenarios.forms.identifiers import instant
from rasid.scenarios.log import Row
from rasid.scenarios.world.build import World

Record = dict[str, Any]

_PAGE = 1_000
_SIGNED = 63
_REASON = "login_failure_type"


def _logged(world: World, rows: list[Row]) -> list[Row]:
    """Return what Google logs, which is of its own accounts alone."""
    habits, last = habits_of(world.parameters.seed), world.month.end_ms - 1
    known = (row for row in rows if exists(world, row))
    records = (record for row in known for record in told(row, habits))
    return [record._replace(time=min(record.time, last)) for record in records]


def _draw_uids(rng: Random, rows: list[Row]) -> list[str]:
    """Draw qualifiers: signed whole numbers of 64 bits."""
    return [str(rng.getrandbits(_SIGNED + 1) - 2**_SIGNED) for _ in rows]


def _write_logs(world: World, rows: list[Row], uids: list[str], folder: Path, again: Again) -> None:
    pages = stream(world.parameters.seed, "google shape").random() < 0.5
    answers = partial(as_items, kind="admin#reports#activities")
    layout = Layout("json", answers, _PAGE) if pages else Layout("ndjson", as_lines)
    writer = _Writer(world)
    written = (
        Written(_kind(row).application, day, uid, to_json(writer.record(row, uid)))
        for day, row, uid in arrivals(world, rows, uids)
    )
    applications = {kind.application for kind in (*KINDS.values(), *SIGN_INS.values())}
    deliver(written, again, dict.fromkeys(applications, layout), world.month, folder)


def _kind(row: Row) -> Kind:
    if row.act.operation != "signin":
        return KINDS[row.act]
    passed = row.act.second_factor and not row.act.detail
    return WITH_FACTOR if passed else SIGN_INS[row.act.detail]


class _Writer:
    """Turns rows into activities."""

    def __init__(self, world: World) -> None:
        self._seed = world.parameters.seed
        self._habits = habits_of(self._seed)

    def record(self, row: Row, uid: str) -> Record:
        """Return the activity of a row."""
        kind = _kind(row)
        parameters = [
            one for one in kind.parameters if self._habits.reasons or one["name"] != _REASON
        ]
        by_system = row.act.operation == "account.create"
        if by_system:
            parameters = [{"name": "USER_EMAIL", "value": row.account}]
        event = {"type": kind.type, "name": kind.name}
        return {
            "kind": "admin#reports#activity",
            "id": {
                "time": f"{instant(row.time, 3)}Z",
                "uniqueQualifier": uid,
                "applicationName": kind.application,
                "customerId": "C0" + _digits(f"{self._seed}/customer", 7),
            },
            "etag": f'"{_digits(uid, 20)}"',
            "actor": {"callerType": "KEY", "key": "SYSTEM"} if by_system else self._person(row),
            **({} if by_system else self._source(row)),
            "events": [event | ({"parameters": parameters} if parameters else {})],
        }

    def _person(self, row: Row) -> Record:
        number = int(_digits(f"{self._seed}/{row.account}", 16), 16)
        return {"callerType": "USER", "email": row.account, "profileId": f"1{number:020}"[:21]}

    def _source(self, row: Row) -> Record:
        address, network = row.client.address.text, row.client.address.network
        if not self._habits.networks:
            return {"ipAddress": address}
        known: Record = {"ipAsn": [network.asn]} if network.asn else {}
        known |= {"regionCode": network.country} if network.country else {}
        return {"ipAddress": address} | ({"networkInfo": known} if known else {})


@cache
def _digits(text: str, size: int) -> str:
    return sha256(text.encode()).hexdigest()[:size]


GOOGLE = Form(
    "Google Workspace's activities: sign-ins and settings of its own accounts, perhaps mail",
    _logged,
    _draw_uids,
    _write_logs,
)
