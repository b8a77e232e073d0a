"""A release is the same whoever makes it, lists its needs, and is checked by openssl alone."""

import json
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_release_is_made_and_checked(tmp_path: Path) -> None:
    """The script itself builds twice and refuses to go on where the two differ."""
    key, out = tmp_path / "key.pem", tmp_path / "out"
    _run("openssl", "genpkey", "-algorithm", "ed25519", "-out", key)
    _run(ROOT / "scripts/release", out, key)

    locked = (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==(\S+)", locked, re.MULTILINE)
    (sbom,) = out.glob("*.cdx.json")
    listed = json.loads(sbom.read_text())["components"]
    browser = json.loads((ROOT / "scripts/browser-packages/package-lock.json").read_text())
    brought = [
        (path.removeprefix("node_modules/"), one["version"])
        for path, one in browser["packages"].items()
        if path
    ]
    assert sorted(pins + brought) == sorted((one["name"], one["version"]) for one in listed)
    assert all(one["properties"] for one in listed)
    _check(out)
    with (out / "SHA256SUMS").open("a") as sums:
        sums.write("0" * 64 + "  other\n")
    with pytest.raises(subprocess.CalledProcessError):
        _check(out)


def _check(out: Path) -> None:
    """Check a release as docs/releasing.md says."""
    page = (ROOT / "docs/releasing.md").read_text(encoding="utf-8")
    for command in re.findall(r"^    ((?:openssl pkeyutl|sha256sum) .*)$", page, re.MULTILINE):
        _run(*command.split(), cwd=out)


def _run(*command: str | Path, cwd: Path = ROOT) -> None:
    subprocess.run(command, check=True, capture_output=True, cwd=cwd)
