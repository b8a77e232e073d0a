"""Import against DuckDB's bare copy of the same fields, side by side, medians of five rounds.

    python benchmarks/ingest.py [--events 500000] [--rounds 5] [--days 30]

Each round runs in a process of its own, so that its peak memory is its own.
"""

import argparse
import gzip
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median

import duckdb

from rasid.engines.duckdb import DuckDB
from rasid.engines.store import open_store
from rasid.settings import Home
from rasid.sources import import_logs

START_MS = 1_767_225_600_000
DAY_MS = 86_400_000
NOW = datetime(2030, 1, 1, tzinfo=UTC)

OCSF_COLUMNS = """{
  metadata: 'STRUCT(uid VARCHAR, product STRUCT(name VARCHAR, vendor_name VARCHAR))',
  class_uid: 'VARCHAR', activity_id: 'VARCHAR', "time": 'BIGINT', status_id: 'VARCHAR',
  status_code: 'VARCHAR', status_detail: 'VARCHAR',
  "user": 'STRUCT(email_addr VARCHAR, "name" VARCHAR, uid VARCHAR)',
  actor: 'STRUCT("user" STRUCT(email_addr VARCHAR))',
  src_endpoint: 'STRUCT(ip VARCHAR, "location" STRUCT(country VARCHAR),
    autonomous_system STRUCT("number" BIGINT, "name" VARCHAR))',
  http_request: 'STRUCT(user_agent VARCHAR)', ja4_fingerprint_list: 'STRUCT("value" VARCHAR)[]',
  device: 'STRUCT(uid VARCHAR)', "session": 'STRUCT(uid VARCHAR)',
  service: 'STRUCT("name" VARCHAR)', auth_protocol: 'VARCHAR', is_mfa: 'BOOLEAN'}"""
OCSF_FLAT = """metadata.uid, make_timestamp("time" * 1000) AS "time", metadata.product.vendor_name,
  class_uid, activity_id, status_id, status_code, status_detail, "user".email_addr,
  actor."user".email_addr AS actor, src_endpoint.ip, src_endpoint.location.country,
  src_endpoint.autonomous_system.number, src_endpoint.autonomous_system.name AS as_name,
  http_request.user_agent, ja4_fingerprint_list[1].value AS ja4, device.uid AS device,
  session.uid AS "session", service.name AS service, auth_protocol, is_mfa"""
ENTRA_COLUMNS = """{
  id: 'VARCHAR', createdDateTime: 'TIMESTAMP', userPrincipalName: 'VARCHAR',
  appDisplayName: 'VARCHAR', ipAddress: 'VARCHAR', clientAppUsed: 'VARCHAR',
  userAgent: 'VARCHAR', isInteractive: 'BOOLEAN', autonomousSystemNumber: 'BIGINT',
  status: 'STRUCT(errorCode BIGINT, failureReason VARCHAR, additionalDetails VARCHAR)',
  deviceDetail: 'STRUCT(deviceId VARCHAR, operatingSystem VARCHAR, browser VARCHAR)',
  "location": 'STRUCT(countryOrRegion VARCHAR)',
  mfaDetail: 'STRUCT(authMethod VARCHAR)',
  authenticationDetails: 'STRUCT(authenticationMethod VARCHAR)[]'}"""
ENTRA_FLAT = """id, createdDateTime, userPrincipalName, appDisplayName, ipAddress, clientAppUsed,
  userAgent, isInteractive, autonomousSystemNumber, status.errorCode, status.failureReason,
  status.additionalDetails, deviceDetail.deviceId, deviceDetail.operatingSystem,
  deviceDetail.browser, location.countryOrRegion, mfaDetail.authMethod,
  authenticationDetails[1].authenticationMethod"""
BARE = {"ocsf": (OCSF_COLUMNS, OCSF_FLAT), "entra": (ENTRA_COLUMNS, ENTRA_FLAT)}


def ocsf_event(draw: Random, moment: int) -> dict[str, object]:
    """Return an OCSF sign-in of about 1.8 kB."""
    account = f"person{draw.randrange(30_000)}@mail.example"
    address = f"198.51.{draw.randrange(100, 104)}.{draw.randrange(256)}"
    failed = draw.random() < 0.1
    return {
        "metadata": {
            "uid": f"{draw.getrandbits(128):032x}",
            "version": "1.5.0",
            "product": {"name": "Example Mail", "vendor_name": "Example"},
            "profiles": ["host", "security_control"],
            "logged_time": moment + 900,
        },
        "class_uid": 3002,
        "class_name": "Authentication",
        "category_uid": 3,
        "category_name": "Identity & Access Management",
        "activity_id": 1,
        "activity_name": "Logon",
        "type_uid": 300201,
        "severity_id": 1,
        "severity": "Informational",
        "time": moment,
        "status_id": 2 if failed else 1,
        "status": "Failure" if failed else "Success",
        "status_detail": "bad_password" if failed else "",
        "user": {"email_addr": account, "name": account, "uid": f"{draw.getrandbits(64):016x}"},
        "src_endpoint": {
            "ip": address,
            "port": draw.randrange(1024, 65_536),
            "location": {"country": draw.choice(["DE", "FR", "PL"]), "city": "Example"},
            "autonomous_system": {"number": 64_500, "name": "Example Net"},
        },
        "dst_endpoint": {"hostname": "login.mail.example", "ip": "203.0.113.7", "port": 443},
        "http_request": {
            "user_agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
            f"like Gecko) Chrome/{draw.randrange(90, 130)}.0.0.0 Safari/537.36",
            "http_method": "POST",
            "url": {"url_string": "https://login.mail.example/session", "path": "/session"},
        },
        "ja4_fingerprint_list": [{"type_id": 1, "value": f"t13d_{draw.getrandbits(24):06x}"}],
        "device": {"uid": f"{draw.getrandbits(64):016x}", "type": "Desktop", "type_id": 2},
        "session": {"uid": f"{draw.getrandbits(64):016x}", "created_time": moment},
        "service": {"name": "webmail"},
        "auth_protocol": "oauth",
        "is_mfa": False,
        "observables": [
            {"name": "user.email_addr", "type": "Email Address", "type_id": 5, "value": account},
            {"name": "src_endpoint.ip", "type": "IP Address", "type_id": 2, "value": address},
        ],
        "unmapped": {"trace": f"{draw.getrandbits(256):064x}", "shard": draw.randrange(64)},
    }


ENTRA_CONSTANT: dict[str, object] = {
    "userDisplayName": "Example Person",
    "appId": "00000002-0000-0ff1-ce00-000000000000",
    "appDisplayName": "Office 365 Exchange Online",
    "clientAppUsed": "Browser",
    "conditionalAccessStatus": "notApplied",
    "isInteractive": True,
    "riskDetail": "none",
    "riskLevelAggregated": "none",
    "riskLevelDuringSignIn": "none",
    "riskState": "none",
    "riskEventTypes": [],
    "resourceDisplayName": "Office 365 Exchange Online",
    "resourceId": "00000002-0000-0ff1-ce00-000000000000",
    "autonomousSystemNumber": 64_500,
    "location": {
        "city": "Example",
        "state": "Example",
        "countryOrRegion": "DE",
        "geoCoordinates": {"latitude": 52.5, "longitude": 13.4},
    },
    "mfaDetail": None,
}


def entra_event(draw: Random, moment: int) -> dict[str, object]:
    """Return an Entra sign-in as Graph gives it, of about 1.8 kB."""
    at = datetime.fromtimestamp(moment / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    failed = draw.random() < 0.1
    identity = f"{draw.getrandbits(128):032x}"
    return {
        "id": identity,
        "createdDateTime": at,
        "userPrincipalName": f"person{draw.randrange(30_000)}@contoso.example",
        "userId": f"{draw.getrandbits(128):032x}",
        "ipAddress": f"198.51.{draw.randrange(100, 104)}.{draw.randrange(256)}",
        "correlationId": identity,
        **ENTRA_CONSTANT,
        "userAgent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
        f"like Gecko) Chrome/{draw.randrange(90, 130)}.0.0.0 Safari/537.36",
        "status": {
            "errorCode": 50126 if failed else 0,
            "failureReason": "Invalid username or password." if failed else "Other.",
            "additionalDetails": None,
        },
        "deviceDetail": {
            "deviceId": f"{draw.getrandbits(128):032x}",
            "displayName": "PC",
            "operatingSystem": "Windows 10",
            "browser": "Chrome 120.0.0",
            "isCompliant": False,
        },
        "appliedConditionalAccessPolicies": [entra_policy(draw, number) for number in range(2)],
        "authenticationDetails": [
            {
                "authenticationStepDateTime": at,
                "authenticationMethod": "Password",
                "authenticationMethodDetail": "Password in the cloud",
                "succeeded": not failed,
                "authenticationStepResultDetail": "",
            }
        ],
    }


def entra_policy(draw: Random, number: int) -> dict[str, object]:
    """Return a policy that did not apply, as a sign-in lists them."""
    return {
        "id": f"{draw.getrandbits(128):032x}",
        "displayName": f"Policy {number}",
        "enforcedGrantControls": ["mfa"],
        "enforcedSessionControls": [],
        "result": "notApplied",
    }


EVENTS: dict[str, Callable[[Random, int], dict[str, object]]] = {
    "ocsf": ocsf_event,
    "entra": entra_event,
}


def write(form: str, events: int, days: int, folder: Path) -> Path:
    """Write events in the order of time as NDJSON, and the same compressed and as an array."""
    draw = Random(1)  # noqa: S311 - made-up events
    path = folder / f"{form}.ndjson"
    with path.open("w") as plain:
        for number in range(events):
            moment = START_MS + number * days * DAY_MS // events
            plain.write(json.dumps(EVENTS[form](draw, moment), separators=(",", ":")) + "\n")
    with path.open("rb") as plain_again, gzip.open(f"{path}.gz", "wb", compresslevel=6) as packed:
        while chunk := plain_again.read(1 << 20):
            packed.write(chunk)
    with path.open() as lines, path.with_suffix(".json").open("w") as array:
        for number, line in enumerate(lines):
            array.write((",\n" if number else "[") + line.rstrip())
        array.write("]")
    return path


def copy_bare(form: str, path: Path, folder: Path) -> None:
    """Copy the fields of the events with the engine alone."""
    columns, flat = BARE[form]
    container = "array" if path.suffix == ".json" else "newline_delimited"
    with duckdb.connect(config={"memory_limit": "1500MB", "temp_directory": str(folder)}) as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.execute(
            f"COPY (SELECT {flat} FROM read_json('{path}', format = '{container}', "
            f"columns = {columns})) TO '{folder / 'bare.parquet'}' "
            "(FORMAT parquet, COMPRESSION zstd)"
        ).fetchall()


def import_one(path: Path, folder: Path) -> None:
    """Import the file into a fresh home."""
    home = Home(folder / "home")
    home.create()
    with open_store(home, write=True) as store, DuckDB(home.settings(), home.scratch) as engine:
        (report,) = import_logs([path], home=home, store=store, engine=engine, now=NOW)
    assert report.lines == report.new, report  # noqa: S101 - a benchmark of wrong results is none


def run(task: str, form: str, path: Path) -> tuple[float, float]:
    """Run a task in a process of its own; return its seconds and its peak memory in MB."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = [sys.executable, __file__, "--task", task, form, str(path), folder]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, peak = told.split()
    return float(seconds), float(peak)


def do(task: str, form: str, path: Path, folder: Path) -> None:
    """Do one task in this process and print its seconds and its peak memory in MB."""
    start = time.perf_counter()
    if task == "bare":
        copy_bare(form, path, folder)
    else:
        import_one(path, folder)
    seconds = time.perf_counter() - start
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def compare(form: str, events: int, days: int, rounds: int, folder: Path) -> Iterator[str]:
    """Yield the lines of the table for one form of log."""
    path = write(form, events, days, folder)
    packed, array = Path(f"{path}.gz"), path.with_suffix(".json")
    tasks = {
        "bare copy": ("bare", path),
        "import": ("import", path),
        "bare copy, gz": ("bare", packed),
        "import, gz": ("import", packed),
        "bare copy, array": ("bare", array),
        "import, array": ("import", array),
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, (task, file) in tasks.items():
            found[name].append(run(task, form, file))
    base = median(seconds for seconds, _ in found["bare copy"])
    for name, results in found.items():
        seconds = median(s for s, _ in results)
        peak = max(p for _, p in results)
        yield (
            f"{form:6} {name:16} {seconds:7.2f} s {events / seconds / 1000:8.0f} k/s "
            f"{base / seconds:6.2f} x {peak:6.0f} MB"
        )


def main() -> None:
    """Compare and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=500_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--forms", nargs="*", default=list(EVENTS))
    parser.add_argument("--task", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.task:
        task, form, path, folder = given.task
        do(task, form, Path(path), Path(folder))
        return
    print("form   task                median     events     ratio    peak")
    with tempfile.TemporaryDirectory() as folder:
        for form in given.forms:
            for line in compare(form, given.events, given.days, given.rounds, Path(folder)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
