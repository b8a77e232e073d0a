"""Every receiver gets each alert, in order, however it or we fail meanwhile."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from notices.https_server import Service
from notices.mail_server import MailServer
from rasid.errors import UsageError
from rasid.settings import AlertSettings, Home, Settings, WebhookSettings
from rasid.signing import signer_of, verified
from rasid.watching.alerts import note_changes
from rasid.watching.delivering import deliver, introduce
from rasid.watching.receivers import receivers_of
from watching import delivering_process
from watching.conftest import NOW, Campaign

LATER = NOW + timedelta(seconds=31)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Return a service of one's own."""
    with Service(tmp_path) as running:
        yield running


def _settings(service: Service, **changed: object) -> Settings:
    hook = WebhookSettings(url=service.url, ca_file=str(service.trusted), allow_private=True)
    return Settings(alerts_webhook=hook, **changed)  # type: ignore[arg-type]


def _deliver(
    home: Home, ledger: Engine, settings: Settings, now: datetime = NOW
) -> tuple[datetime | None, list[str]]:
    said: list[str] = []
    receivers = receivers_of(home, settings)
    introduce(ledger, receivers)
    return deliver(ledger, receivers, settings.alerts, lambda: now, said.append), said


def _numbers(service: Service) -> list[int]:
    return [json.loads(body)["statement"]["alert"] for _, body in service.posted]


def test_webhook_gets_each_alert_signed_and_once(
    home: Home, ledger: Engine, service: Service, campaign: Campaign
) -> None:
    settings = _settings(service)
    _deliver(home, ledger, settings)
    note_changes(ledger, [campaign(), campaign("C-2", accounts_compromised=0)], NOW)
    told = [_deliver(home, ledger, settings) for _ in range(2)]
    key = signer_of(home).fingerprint
    found = [verified(json.loads(body), "alert", trusted=key) for _, body in service.posted]

    assert [(None, [])] * 2 == told
    assert [("C-1", ["new", "account entered"], "0.9900"), ("C-2", ["new"], "0.9900")] == [
        (one["campaign_id"], one["news"], one["campaign_probability"]) for one in found
    ]


def test_new_receiver_is_told_of_what_comes(
    home: Home, ledger: Engine, service: Service, campaign: Campaign
) -> None:
    note_changes(ledger, [campaign()], NOW)
    _deliver(home, ledger, _settings(service))
    note_changes(ledger, [campaign(attempts=2800)], NOW)
    _deliver(home, ledger, _settings(service))

    assert [2] == _numbers(service)


@pytest.mark.parametrize("status", [0, 302, 403, 500])
def test_receiver_that_fails_is_tried_again_after_a_pause(
    home: Home, ledger: Engine, service: Service, campaign: Campaign, status: int
) -> None:
    settings, service.status = _settings(service), status
    _deliver(home, ledger, settings)
    note_changes(ledger, [campaign(), campaign("C-2")], NOW)
    failed, said = _deliver(home, ledger, settings)
    waits, silent = _deliver(home, ledger, settings, NOW + timedelta(seconds=29))
    again, _ = _deliver(home, ledger, settings, LATER)
    service.status = 200
    healed, _ = _deliver(home, ledger, settings, LATER + timedelta(seconds=61))
    keys = [headers["Idempotency-Key"] for headers, _ in service.posted]

    assert "webhook did not take alert 1" in said[0]
    assert (failed, []) == (waits, silent)
    assert (NOW + timedelta(seconds=30), LATER + timedelta(seconds=60)) == (failed, again)
    assert (None, [1, 1, 1, 2]) == (healed, _numbers(service))
    assert (1, 2) == (len(set(keys[:3])), len(set(keys)))


def test_clock_that_was_set_back_makes_nobody_wait(
    home: Home, ledger: Engine, service: Service, campaign: Campaign
) -> None:
    settings, service.status = _settings(service), 500
    _deliver(home, ledger, settings, NOW + timedelta(days=300))
    note_changes(ledger, [campaign()], NOW)
    _deliver(home, ledger, settings, NOW + timedelta(days=300))
    service.status = 200

    assert None is _deliver(home, ledger, settings)[0]


def test_one_that_fails_holds_back_no_other(
    home: Home, ledger: Engine, service: Service, campaign: Campaign
) -> None:
    settings, service.status = _settings(service, alerts=AlertSettings(file="alerts.ndjson")), 500
    _deliver(home, ledger, settings)
    note_changes(ledger, [campaign(), campaign("C-2")], NOW)
    _deliver(home, ledger, settings)
    lines = (home.root / "alerts.ndjson").read_text().splitlines()

    assert ["C-1", "C-2"] == [json.loads(line)["campaign_id"] for line in lines]


def test_mail_tells_of_nobody_and_has_one_id(
    home: Home, ledger: Engine, campaign: Campaign
) -> None:
    with MailServer() as server:
        alerts = AlertSettings(mail=("soc@team.example",))
        settings = Settings(alerts=alerts, smtp=server.settings())
        _deliver(home, ledger, settings)
        note_changes(ledger, [campaign()], NOW)
        server.fail = ("dot", "gone")
        failed = _deliver(home, ledger, settings)
        server.fail = None
        _deliver(home, ledger, settings, LATER)
        text = server.taken[-1].get_content()

    assert failed[0]
    assert [2] == list(server.copies.values())
    assert [("safety@mail.example", ["soc@team.example"])] * 2 == server.envelopes
    assert "C-1 is a new campaign: attempts 2,700" in text
    assert "http" not in text


def test_address_that_is_none_is_a_sentence(home: Home) -> None:
    with pytest.raises(UsageError, match=r"alerts\.mail has 'soc', expected an address"):
        receivers_of(home, Settings(alerts=AlertSettings(mail=("soc",))))


def test_torn_line_of_a_file_is_ended_first(home: Home, ledger: Engine, campaign: Campaign) -> None:
    (home.root / "alerts.ndjson").write_text('{"alert": 7, "ma')
    settings = Settings(alerts=AlertSettings(file="alerts.ndjson"))
    _deliver(home, ledger, settings)
    note_changes(ledger, [campaign()], NOW)
    _deliver(home, ledger, settings)

    assert 1 == json.loads((home.root / "alerts.ndjson").read_text().splitlines()[1])["alert"]


@pytest.mark.slow
def test_no_alert_is_lost_by_kills(
    home: Home, ledger: Engine, service: Service, campaign: Campaign
) -> None:
    """Killed three times in the middle; what came twice has the same key."""
    hook = f'[alerts_webhook]\nurl = "{service.url}"\nca_file = "{service.trusted}"\n'
    home.settings_file.write_text(f"{hook}allow_private = true\n")
    introduce(ledger, receivers_of(home, home.settings()))
    note_changes(ledger, [campaign(f"C-{n}") for n in range(40)], NOW)
    command = [sys.executable, delivering_process.__file__, str(home.root)]
    for kill in range(4):
        before = len(service.posted)
        with subprocess.Popen(command) as process:
            while kill < 3 and len(service.posted) < before + 5:
                time.sleep(0.01)
            if kill < 3:
                process.kill()
    came = {headers["Idempotency-Key"]: body for headers, body in service.posted}
    numbers = _numbers(service)

    assert (
        list(range(1, 41))
        == sorted({*numbers})
        == sorted(json.loads(body)["statement"]["alert"] for body in came.values())
    )
    assert numbers == sorted(numbers)
    assert len(numbers) <= 40 + 3
