"""A pack of which any byte was changed does not hold."""

import shutil
import subprocess
import zipfile
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.packs import NOW, Found, make_pack, raw_lines, stated
from rasid.case import Case
from rasid.errors import InputError, IntegrityError, UsageError
from rasid.evidence import Deed, drafted, gather, record, verify
from rasid.signing import fingerprint_of, read_public_key

FILES = (
    *("manifest.json", "manifest.signed", "manifest.sig", "signing.pub.pem", "SHA256SUMS"),
    *("README.txt", "lines.ndjson", "hostile.csv", "files.csv", "numbers.json", "log.ndjson"),
    "numbers/attacked.csv",
)


def test_pack_holds(packed: Path, zipped: Path) -> None:
    """The lists bear the numbers out, and entries of something else are withheld."""
    trusted = fingerprint_of(read_public_key(packed / "signing.pub.pem"))
    for path in (packed, zipped):
        found = verify(path, trusted=trusted)
        assert ((), 3, trusted) == (found.findings, found.entries, found.signer)
    log = (packed / "log.ndjson").read_text()
    assert (1, 0) == (log.count("withheld"), log.count("C-2"))
    assert "'=two.ndjson" in (packed / "files.csv").read_text()


def test_same_inputs_same_bytes(case: Case, tmp_path: Path) -> None:
    first, again = make_pack(case, tmp_path / "a.zip"), make_pack(case, tmp_path / "b.zip")
    later = make_pack(case, tmp_path / "c", NOW + timedelta(1))

    assert first.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(first) as before:
        names = set(before.namelist())
        differ = {name for name in names if before.read(name) != (later / name).read_bytes()}
    moment = {"manifest.json", "manifest.signed", "manifest.sig", "README.txt", "SHA256SUMS"}
    assert moment == differ


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", ["byte", "line", "order", "gone", "end"])
def test_change_of_a_file_is_found(packed: Path, name: str, change: str) -> None:
    path = packed / name
    raw = path.read_bytes()
    lines = raw.splitlines(keepends=True)
    middle = len(raw) // 2
    changed = {
        "byte": raw[:middle] + bytes([raw[middle] ^ 1]) + raw[middle + 1 :],
        "line": b"".join(lines[:-1]),
        "order": b"".join(reversed(lines)) if len(lines) > 1 else raw[::-1],
        "end": raw + b"\n",
        "gone": b"",
    }[change]
    path.write_bytes(changed)
    if change == "gone":
        path.unlink()

    assert verify(packed).findings


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_any_flipped_byte_is_found(packed: Path, place: float, flip: int) -> None:
    """Over all files of a pack, laid end to end."""
    paths = sorted(path for path in packed.rglob("*") if path.is_file())
    at = int(place * sum(path.stat().st_size for path in paths))
    for path in paths:
        raw = path.read_bytes()
        if at < len(raw):
            break
        at -= len(raw)
    path.write_bytes(raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :])
    try:
        assert verify(packed).findings
    finally:
        path.write_bytes(raw)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_flipped_byte_of_a_zip_is_found_or_changes_no_file(
    zipped: Path, place: float, flip: int
) -> None:
    """A ZIP has bytes of its own, such as times; what it holds must be as it was."""
    raw = zipped.read_bytes()
    at = int(place * len(raw))
    other = zipped.with_name("flipped.zip")
    other.write_bytes(raw[:at] + bytes([raw[at] ^ flip]) + raw[at + 1 :])
    try:
        holds = verify(other).holds
    except InputError:
        return
    assert not holds or _contents(other) == _contents(zipped)


def _contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_added_file_and_link_are_found(packed: Path) -> None:
    (packed / "more.txt").write_text("more")
    (packed / "link").symlink_to("/etc/hostname")

    assert [
        "link: it is no plain file.",
        "more.txt: the manifest does not know it; it was added.",
    ] == list(verify(packed).findings)


def test_two_members_of_one_name_are_found(zipped: Path) -> None:
    with zipfile.ZipFile(zipped, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("lines.ndjson", "{}")

    assert any("several files of one name" in one for one in verify(zipped).findings)


def test_member_that_unpacks_to_more_is_not_read_on(zipped: Path, tmp_path: Path) -> None:
    """A bomb in the place of a file is cut off one byte after what was signed."""
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(zipped) as packed, zipfile.ZipFile(bomb, "w", 8) as out:
        for name in packed.namelist():
            content = packed.read(name)
            out.writestr(name, bytes(50_000_000) if name == "hostile.csv" else content)

    assert ["hostile.csv: its SHA-256 is not the signed one; it was changed."] == list(
        verify(bomb).findings
    )


def test_pack_signed_by_another_is_not_trusted(packed: Path) -> None:
    found = verify(packed, trusted="f" * 64)

    assert "expected ffff" in found.findings[0]


def test_log_of_the_pack_must_end_where_the_manifest_says(packed: Path) -> None:
    """The last line removed, even with sums made anew, is seen by head and count."""
    log = packed / "log.ndjson"
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-1]))

    found = verify(packed).findings

    assert "log.ndjson: 2 entries, but 3 were signed." in found
    assert "log.ndjson: its last line is not the one that was signed." in found


NOT_PACKS: list[tuple[Callable[[Path], object], str]] = [
    (lambda path: path.write_bytes(b"PK\x03\x04 no"), "no ZIP that can be read"),
    (lambda path: path.write_text("a letter"), "no evidence log, and no ZIP"),
    (lambda path: path.mkdir(), "holds neither a pack"),
    (lambda _: None, "there is no"),
]


@pytest.mark.parametrize(("make", "said"), NOT_PACKS)
def test_what_is_no_pack_is_told(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    path = tmp_path / "given.zip"
    make(path)

    with pytest.raises((UsageError, InputError), match=said):
        verify(path)


def test_number_that_lines_do_not_bear_out_is_no_pack(case: Case, tmp_path: Path) -> None:
    """Nothing is left where the pages say another number than the lines."""
    with (
        pytest.raises(IntegrityError, match="'attacked': 2"),
        drafted(tmp_path / "pack") as folder,
    ):
        gather(case.engine, "C-1", folder, raw_lines=raw_lines, stated=stated(attacked=3))
    assert not [path for path in tmp_path.iterdir() if "pack" in path.name]


def test_line_that_is_gone_is_no_pack(case: Case, tmp_path: Path) -> None:
    """A number without its line is not handed over."""

    def without(wanted: Sequence[tuple[str, int | None, str]]) -> list[Found]:
        return [Found("", problem="the kept file is gone") for _ in wanted]

    with (
        pytest.raises(IntegrityError, match=r"raw lines of .* cannot be shown: the kept file is"),
        drafted(tmp_path / "pack.zip") as folder,
    ):
        gather(case.engine, "C-1", folder, raw_lines=without, stated=stated())


def test_pack_replaces_nothing(case: Case, packed: Path) -> None:
    """Not even another pack."""
    with pytest.raises(UsageError, match="exists already"):
        make_pack(case, packed)


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not there")
def test_readme_checks_without_rasid(packed: Path) -> None:
    """The commands that the README gives find the same as rasid."""
    checks = (
        "openssl pkeyutl -verify -pubin -inkey signing.pub.pem -rawin -in manifest.signed "
        "-sigfile manifest.sig && sha256sum -c --quiet SHA256SUMS && "
        "tail -n +2 numbers/attacked.csv | cut -d, -f1 | sort -u | wc -l"
    )
    readme = (packed / "README.txt").read_text()
    assert "openssl pkeyutl -verify -pubin -inkey signing.pub.pem -rawin" in readme

    told = subprocess.run(  # noqa: S602 - what the README says, in a shell as there
        checks, shell=True, cwd=packed, capture_output=True, text=True, check=False
    )

    assert (0, ["Signature Verified Successfully", "2"]) == (
        told.returncode,
        told.stdout.split("\n")[:-1],
    )


def test_attached_file_that_was_changed_is_found(case: Case) -> None:
    record(case.home, Deed("page attached", "Sam", hashes={"file": "0" * 64}), NOW)
    (case.home.evidence / "attachments").mkdir()
    (case.home.evidence / "attachments" / "stray").write_text("x")

    gone, stray = verify(case.home.root).findings

    assert gone.endswith("it was attached and is gone.")
    assert stray.endswith("no entry of the log tells of it.")
