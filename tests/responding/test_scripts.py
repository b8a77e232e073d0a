"""The written commands: run as a whole they do nothing, run by line they name the account alone."""

import os
import subprocess
from pathlib import Path
from urllib.parse import unquote

import pytest

from rasid.responding.planning import STEPS, steps_for
from rasid.responding.scripts import script
from rasid.responding.vendors import Vendor, read_vendors
from responding.cases import account, deed
from responding.test_quoting import HOSTILE, powershell_value

DETAIL = "rule $(touch broken) `touch broken`\n touch broken; '\" → x@other.example"
NAMEABLE = [one for one in HOSTILE if not one.startswith("-") and '"' not in one and ";" not in one]
STUB = 'ran() { printf "%s\\0" "$@" >> ran; printf "\\n\\0" >> ran; }\n'
ANSWER = 'curl() { ran curl "$@"; echo "{\\"id\\": \\"00u1\\"}"; }\n'
TOOLS = 'gam() { ran gam "$@"; }\ncurl() { ran curl "$@"; }\n'


def written(address: str, vendor: Vendor) -> str:
    """Return the commands for an account in which an intruder left one of everything."""
    left = ("forwarding_rule", "delegate", "consent", "app_password", "recovery_contact_change")
    deeds = [deed(n, what, detail=DETAIL) for n, what in enumerate(("signin", *left, "mfa_change"))]
    one = account(address, *deeds)
    return script(one, "A-1", "C-1", vendor, steps_for(one, {}, frozenset()))


def run(text: str, folder: Path, shell: str) -> list[list[str]]:
    """Run a file with tools that only write down their arguments; return these."""
    (folder / "it.sh").write_text(STUB + TOOLS + text, encoding="utf-8")
    variables = {"PATH": os.environ["PATH"], "OKTA_URL": "https://o.example", "OKTA_HEADER": "h"}
    subprocess.run([shell, "it.sh"], cwd=folder, env=variables, check=True, timeout=20)
    assert not (folder / "broken").exists()
    log = folder / "ran"
    calls = log.read_bytes().decode().split("\n\0")[:-1] if log.exists() else []
    return [call.split("\0")[:-1] for call in calls]


@pytest.mark.parametrize("shell", ["bash", "dash"])
@pytest.mark.parametrize("vendor", ["google", "okta"])
def test_file_run_as_a_whole_does_nothing(tmp_path: Path, vendor: str, shell: str) -> None:
    text = written("$(touch${IFS}broken)@mail.example", read_vendors()[vendor])

    assert [] == run(text, tmp_path, shell)


@pytest.mark.parametrize("address", NAMEABLE)
def test_each_shell_command_names_the_account(tmp_path: Path, address: str) -> None:
    """The guard taken away, GAM gets the account as one argument, whatever is in it."""
    text = written(address, read_vendors()["google"])
    calls = run(text.replace("return 0 2>/dev/null || exit 0\n", ""), tmp_path, "dash")

    assert ["gam", "version"] == calls[0]
    assert len(calls) > 10
    assert {address} == {call[2 if call[1] == "user" else 3] for call in calls[1:]}


@pytest.mark.parametrize("address", NAMEABLE)
def test_okta_is_asked_for_the_account_and_then_goes_by_its_id(
    tmp_path: Path, address: str
) -> None:
    text = written(address, read_vendors()["okta"])
    opened = text.replace("return 0 2>/dev/null || exit 0\n", "")
    calls = run(f"{ANSWER}{opened}", tmp_path, "dash")
    urls = [call[-1].removeprefix("https://o.example/api/v1/users/") for call in calls]

    assert address == unquote(urls[0])
    assert {"00u1"} == {url.partition("/")[0] for url in urls[1:]}
    assert "00u1/sessions?oauthTokens=true" == urls[-1]


@pytest.mark.parametrize("address", NAMEABLE)
def test_each_powershell_command_names_the_account(address: str) -> None:
    vendor = read_vendors()["entra_m365"]
    lines = written(address, vendor).splitlines()
    templates = {
        command.run.partition("{account}")[::2]
        for step in vendor.steps.values()
        for command in step.commands
        if "{account}" in command.run
    }
    named = 0
    for line in (one.removeprefix("# ") for one in lines):
        for before, after in templates:
            if line.startswith(before) and line.endswith(after):
                value = (
                    line.removeprefix(before).removesuffix(after) if after else line[len(before) :]
                )
                named += powershell_value(value) == address

    assert all(line.isascii() for line in lines)
    assert named == sum("{account}" in c.run for s in vendor.steps.values() for c in s.commands)


@pytest.mark.parametrize("vendor", ["google", "okta", "entra_m365"])
@pytest.mark.parametrize("address", ["--help@mail.example", "a\nrm -rf x@mail.example", "*"])
def test_account_that_no_command_can_name_is_told(vendor: str, address: str) -> None:
    found = read_vendors()[vendor]
    lines = written(address, found).splitlines()

    assert 1 == sum("No command names this account" in line for line in lines)
    commands = [line for line in lines if line and not line.startswith("#")]
    assert len(commands) == 1 + sum("{account" not in line for line in found.before)


def test_each_step_tells_its_events_and_what_was_left() -> None:
    text = written("a@mail.example", read_vendors()["google"])

    assert f"# {len(STEPS)}. strong_factor: 1 signin (success)" in text
    assert "# Events: uid-1\n# Left 2026-03-02 09:01:00 UTC from 198.51.100.7: rule " in text
    assert "\ngam user a@mail.example signout\n" in text
    assert "\n# gam user a@mail.example delete delegate 'WHO-WAS-ADDED'\n" in text
