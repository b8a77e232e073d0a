"""The content of consoles is whole, and what is wrong in it is told with its line."""

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from rasid.errors import InputError
from rasid.responding.planning import STEPS
from rasid.responding.vendors import GENERIC, Vendor, read_vendor, read_vendors, vendors_of

VENDORS = list(read_vendors().values())


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda one: one.vendor)
def test_steps_of_a_vendor_are_known(vendor: Vendor) -> None:
    """Each names its console, ends sessions and resets passwords, and only names in capitals."""
    assert {"reset_password", "end_sessions"} <= set(vendor.steps) <= set(STEPS)
    assert all(step.console.endswith(".") for step in vendor.steps.values())
    for step in vendor.steps.values():
        for command in step.commands:
            by_id = "/users/${OKTA_USER:?}" in command.run
            assert "{account" in command.run or by_id or command.do == "choose"
            assert (command.do == "choose") == any(
                word in command.run
                for word in (
                    "-ADDED",
                    "ID-OF-",
                    "CLIENT-ID",
                    "THE-OWNERS-",
                    "IDENTITY-",
                    "$null",
                    "forward off",
                )
            )


def test_every_step_is_told_in_three_languages() -> None:
    told = read_vendors()[GENERIC].steps

    assert list(STEPS) == list(told)
    assert all({"en", "ar", "fa"} == set(step.say) for step in told.values())
    for code in ("en", "ar", "fa"):
        assert len(STEPS) == len({step.say[code] for step in told.values()})


def test_no_provider_is_claimed_twice() -> None:
    counts = Counter(name for vendor in VENDORS for name in vendor.providers)

    assert [] == [name for name, times in counts.items() if times > 1 or name != name.lower()]


@pytest.mark.parametrize(
    ("providers", "expected"),
    [
        (("Microsoft Entra ID", "Microsoft 365"), ["entra_m365"]),
        (("Okta", "Microsoft 365"), ["entra_m365", "okta"]),
        (("Google Workspace", "Reported mail"), ["google"]),
        (("mossmail",), ["generic"]),
        ((), ["generic"]),
    ],
)
def test_vendor_is_that_of_the_logs(providers: tuple[str, ...], expected: list[str]) -> None:
    assert expected == [vendor.vendor for vendor in vendors_of(providers)]


@pytest.mark.parametrize("vendor", [v for v in VENDORS if v.shell == "sh"], ids=lambda v: v.vendor)
def test_shell_commands_are_shell(vendor: Vendor) -> None:
    lines = [*vendor.before, *(c.run for s in vendor.steps.values() for c in s.commands)]
    text = "\n".join(
        line.replace("{account}", "a").replace("{account_in_url}", "a") for line in lines
    )

    subprocess.run(["sh", "-n", "-c", text], check=True)  # noqa: S607


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = 'x'\nshell = 'fish'\n", ":2: unknown shell 'fish'"),
        ("name = 'x'\n[steps.dance]\n", ":2: unknown step 'dance'"),
        (
            "name = 'x'\n[steps.factor]\nconsole = 'x'\ncommands = [{do='look', run='a {b}'}]\n",
            "not a command: 'a {b}'",
        ),
        ("name = \n", "not TOML"),
    ],
)
def test_wrong_content_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "vendor.toml"
    path.write_text(text)

    with pytest.raises(InputError, match=r"vendor\.toml") as raised:
        read_vendor(path)
    assert sentence in str(raised.value)
