"""A keyring opens by what locked it, and says in one sentence why it does not."""

import stat
from pathlib import Path

import pytest

from rasid.encryption import (
    KeyProblem,
    derived,
    new_data_key,
    new_key_file_lock,
    new_passphrase,
    new_passphrase_lock,
    open_keyring,
    opening_secret,
    write_keyring,
)
from rasid.settings import Home

PHRASE = "correct horse battery"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """Return a home whose keyring is locked by the key file `key`, beside it."""
    made = Home(tmp_path / "home")
    made.create()
    lock = new_key_file_lock(tmp_path / "key", made.root)
    write_keyring(made, lock, [new_data_key()], opening_secret(lock))
    return made


def test_key_file_opens(home: Home) -> None:
    """The keyring and its key file are for their owner's eyes alone."""
    assert 1 == len(open_keyring(home).keys)
    files = (home.keyring_file, home.root.parent / "key")
    assert [0o600, 0o600] == [stat.S_IMODE(path.stat().st_mode) for path in files]


def test_key_file_may_move(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """RASID_KEY_FILE says where it is now."""
    key = home.root.parent / "key"
    moved = key.rename(key.with_name("moved"))
    with pytest.raises(KeyProblem, match=r"its key file .*/key is not there"):
        open_keyring(home)
    monkeypatch.setenv("RASID_KEY_FILE", str(moved))

    assert 1 == len(open_keyring(home).keys)


def test_other_key_file_does_not_open(home: Home) -> None:
    """Another key is told from a torn keyring."""
    key = home.root.parent / "key"
    key.unlink()
    new_key_file_lock(key, home.root)

    with pytest.raises(KeyProblem, match="this key file does not open the keyring"):
        open_keyring(home)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (b"rasid-key-1 AAAA\n", 0o600, "is no key file of rasid"),
        (b"\xff\xfe", 0o600, "cannot be read"),
        (b"rasid-key-1 \n", 0o640, "is open to others"),
    ],
)
def test_wrong_key_file_is_told(home: Home, content: bytes, mode: int, said: str) -> None:
    """Each fault of a key file has its sentence."""
    key = home.root.parent / "key"
    key.write_bytes(content)
    key.chmod(mode)

    with pytest.raises(KeyProblem, match=said):
        open_keyring(home)


@pytest.mark.parametrize(
    "torn", [b"", b"{}", b"[]", b'{"form": 2, "lock": {"by": "x"}, "keys": ""}']
)
def test_torn_keyring_is_told(home: Home, torn: bytes) -> None:
    """What is no keyring is not taken for one."""
    home.keyring_file.write_bytes(torn)

    with pytest.raises(KeyProblem, match="cannot be read; a backup has it"):
        open_keyring(home)


def test_key_file_stays_outside(home: Home) -> None:
    """A key in the home would be in every backup."""
    with pytest.raises(KeyProblem, match="inside of the home"):
        new_key_file_lock(home.root / "keys" / "key", home.root)


def test_passphrase_opens(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase locks too; another does not open, and none is asked for without a terminal."""
    lock = new_passphrase_lock()
    write_keyring(home, lock, open_keyring(home).keys, derived(lock, PHRASE))
    with pytest.raises(KeyProblem, match="set RASID_PASSPHRASE"):
        open_keyring(home)
    monkeypatch.setenv("RASID_PASSPHRASE", PHRASE)
    assert 1 == len(open_keyring(home).keys)
    monkeypatch.setenv("RASID_PASSPHRASE", f"{PHRASE}.")

    with pytest.raises(KeyProblem, match="this passphrase does not open"):
        open_keyring(home)


def test_short_passphrase_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A passphrase has twelve characters at least."""
    monkeypatch.setenv("RASID_PASSPHRASE", "elevenchars")

    with pytest.raises(KeyProblem, match="at least 12"):
        new_passphrase()


def test_unreasonable_costs_are_refused() -> None:
    """A keyring that somebody put there cannot ask for all memory."""
    with pytest.raises(KeyProblem, match="not what rasid writes"):
        derived({**new_passphrase_lock(), "kib": 1 << 40}, PHRASE)
