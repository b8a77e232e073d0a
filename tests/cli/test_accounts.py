"""Accounts of the console on the command line, and the audit of what was done with them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cli.command import rasid


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return an empty home."""
    rasid("init", home=tmp_path / "home")
    return tmp_path / "home"


def accounts(home: Path, *words: str, code: int = 0) -> str:
    """Run a command on accounts and return what it prints."""
    told = rasid("serve", "accounts", *words, "--by", "Root", home=home)
    assert code == told.code
    return told.out


def test_accounts_come_and_go(home: Path) -> None:
    """Each change is written down; an invitation is printed once and is in nothing else."""
    assert "Nobody has an account" in rasid("serve", "accounts", "list", home=home).out
    added = rasid("serve", "accounts", "add", "Ada", "--role", "analyst", "--by", "Root", home=home)
    invitation = added.out.strip()
    assert "lets Ada choose a password at /join of the console, once" in added.err
    (row,) = rasid("serve", "accounts", "list", "--json", home=home).document
    assert ("Ada", "analyst", "invited", None, "Root") == tuple(
        row[key] for key in ("name", "role", "state", "system_user", "made_by")
    )
    assert "ada is admin from now on." in accounts(home, "role", "ada", "admin")
    assert invitation != accounts(home, "reset", "Ada").strip()
    assert "admin" in rasid("serve", "accounts", "list", home=home).out
    assert "Ada can sign in no more." in accounts(home, "remove", "Ada")
    audit = rasid("show", "audit", "--json", home=home)

    assert [] == rasid("serve", "accounts", "list", "--json", home=home).document
    assert ["invited", "role given", "account reset", "account removed"] == [
        one["what"] for one in audit.document["entries"]
    ]
    assert {("Root", "command line")} == {
        (one["who"], one["place"]) for one in audit.document["entries"]
    }
    assert invitation not in audit.out
    assert [] == [path for path in home.rglob("*") if _holds(path, invitation)]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("add", "Ada", "--role", "king"), "--role got 'king', expected one of: viewer, analyst"),
        (("add", "\x1b[2J", "--role", "viewer"), "expected a text of up to 64 letters"),
        (("role", "Ada", "viewer"), "there is no account 'Ada'"),
        (("reset", "Ada"), "there is no account 'Ada'"),
        (("remove", "Ada"), "there is no account 'Ada'"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(home: Path, words: tuple[str, ...], why: str) -> None:
    assert why in rasid("serve", "accounts", *words, home=home).sentence
    assert [] == rasid("show", "audit", "--json", home=home).document["entries"]


def test_show_audit_finds_what_was_tampered_with(home: Path) -> None:
    for name in ("Ada", "Bo", "Cy"):
        accounts(home, "add", name, "--role", "viewer")
    told = rasid("show", "audit", "--since", "2020-01-01", home=home)
    head = told.out.split()[-1].rstrip(".")
    assert 0 == told.code
    assert ["Ada" in told.out, "3 records in all" in told.out] == [True, True]
    accounts(home, "add", "Di", "--role", "viewer")
    assert 0 == rasid("show", "audit", "--head", head, home=home).code
    assert 1 == rasid("show", "audit", "--head", "0" * 64, home=home).code
    with closing(sqlite3.connect(home / "access.db")) as store:
        store.execute("DROP TRIGGER audit_delete")
        store.execute("DELETE FROM audit WHERE entry = 2")
        store.commit()
    broken = rasid("show", "audit", "--json", home=home)

    assert 1 == broken.code
    assert "entry 3 does not follow the one before it" in broken.document["findings"][0]
    assert "entry 3 does not follow" in rasid("show", "audit", home=home).err


def _holds(path: Path, secret: str) -> bool:
    return path.is_file() and secret.encode() in path.read_bytes()
