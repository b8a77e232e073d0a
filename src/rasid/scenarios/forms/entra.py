"""The form of Microsoft: sign-ins, the directory's audit, and what Exchange logs of mail."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from rasid.scenarios.chance import hexadecimal, stream
from rasid.scenarios.forms.delivery import (
    Again,
    Layout,
    Written,
    arrivals,
    as_lines,
    as_table,
    as_value,
    deliver,
    to_json,
)
from rasid.scenarios.forms.entra_audit import AUDITED, Audit
from rasid.scenarios.forms.entra_signins import Shape, SignIns
from rasid.scenarios.forms.exchange import EXCHANGED, TABLE, Exchange
from rasid.scenarios.forms.form import Form, as_unknown_user
from rasid.scenarios.forms.identifiers import draw_guid
from rasid.scenarios.log import Row, act
from rasid.scenarios.world.build import World

_SHAPES: tuple[Shape, ...] = ("graph", "graph beta", "diagnostic")
_GRAPH = "https://graph.microsoft.com/{version}/$metadata#auditLogs/{log}"
_PAGE = 1_000


def shape_of(world: World) -> Shape:
    """Return how a seed's logs are exported."""
    return stream(world.parameters.seed, "entra shape").choice(_SHAPES)


def _logged(world: World, rows: list[Row]) -> list[Row]:
    """Return what Microsoft logs; a tenant hears only of the domains that are its own."""
    domains = {account.address.partition("@")[2] for account in world.accounts}
    return [told for row in rows for told in _told(row, domains)]


def _told(row: Row, domains: set[str]) -> Iterator[Row]:
    done = row.act
    unknown = done.detail == "no_such_account"
    if unknown and row.account.partition("@")[2] not in domains:
        return
    if done.operation == "account.lookup":
        if unknown and not row.actor:
            yield as_unknown_user(row)
    elif done.operation == "password.reset":
        yield row._replace(act=act("recovery.finish"))
        yield row
    elif not unknown or done.operation == "signin":
        yield row


def _draw_uids(rng: Random, rows: list[Row]) -> list[str]:
    """Draw ids: the directory's audit puts the service's name before the number."""
    return [
        f"{_service(row)}{draw_guid(rng)}_{hexadecimal(rng, 5).upper()}_{rng.randrange(10**8)}"
        if row.act.operation in AUDITED
        else draw_guid(rng)
        for row in rows
    ]


def _service(row: Row) -> str:
    in_directory = row.act.operation in {"consent.grant", "account.create"}
    return "Directory_" if in_directory else "SSPR_"


def _write_logs(world: World, rows: list[Row], uids: list[str], folder: Path, again: Again) -> None:
    shape = shape_of(world)
    table = stream(world.parameters.seed, "unified shape").random() < 0.5
    signins, audit, exchange = SignIns(world, shape), Audit(world, shape), Exchange(world)

    def written() -> Iterator[Written]:
        for day, row, uid in arrivals(world, rows, uids):
            if row.act.operation in EXCHANGED:
                told = exchange.record(row, uid)
                text = exchange.row_of_table(told) if table else to_json(told)
                yield Written("unified-audit", day, uid, text)
            elif row.act.operation in AUDITED:
                yield Written("audit", day, uid, to_json(audit.record(row, uid)))
            elif row.act.operation == "signin":
                yield Written("signins", day, uid, to_json(signins.record(row, uid)))
            else:
                raise ValueError(f"Microsoft has no record of {row.act.operation}")

    deliver(written(), again, _layouts(shape, table=table), world.month, folder)


def _layouts(shape: Shape, *, table: bool) -> dict[str, Layout]:
    lines = Layout("json", as_lines)
    unified = Layout("csv", partial(as_table, columns=TABLE)) if table else lines
    if shape == "diagnostic":
        return {"signins": lines, "audit": lines, "unified-audit": unified}
    version = "beta" if shape == "graph beta" else "v1.0"
    signins, audit = (
        partial(as_value, context=_GRAPH.format(version=version, log=log))
        for log in ("signIns", "directoryAudits")
    )
    return {
        "signins": Layout("json", signins, _PAGE),
        "audit": Layout("json", audit, _PAGE),
        "unified-audit": unified,
    }


ENTRA = Form(
    "Microsoft Entra's sign-ins and directory audit, and mail in Microsoft 365's unified audit",
    _logged,
    _draw_uids,
    _write_logs,
)
