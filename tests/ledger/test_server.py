"""A ledger on a server is named without its password, which nothing tells."""

from pathlib import Path

import pytest

from cli.command import rasid
from postgresql import Postgresql
from rasid.errors import UnreachableError, UsageError
from rasid.ledger import open_ledger, server_of
from rasid.roster import read_roster
from rasid.settings import Home

SECRET = "tulip-vase-nine-moon"  # noqa: S105 - of nothing


def named(tmp_path: Path, url: str, more: str = "") -> Home:
    home = Home(tmp_path / "home")
    home.create()
    with home.settings_file.open("a", encoding="utf-8") as settings:
        settings.write(f'\n[ledger]\nurl = "{url}"\n{more}\n')
    return home


def test_a_home_without_one_has_files(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.create()

    assert server_of(home) is None


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"postgresql://ada:{SECRET}@db.example/rasid", "holds a password"),
        (f"postgresql://ada@db.example/rasid?password={SECRET}", "holds a password"),
        (f"mysql://ada:{SECRET}@db.example/rasid", "is none of PostgreSQL"),
        (f"{SECRET}:{SECRET}", "is none of PostgreSQL"),
    ],
)
def test_a_url_that_is_refused_is_not_told(tmp_path: Path, url: str, said: str) -> None:
    """It may hold a password, so that neither the sentence nor a command says it."""
    home = named(tmp_path, url)
    with pytest.raises(UsageError, match=said) as refused:
        server_of(home)

    told = rasid("show", "people", home=home.root)
    assert 2 == told.code
    assert SECRET not in f"{refused.value}{told.out}{told.err}"


@pytest.mark.parametrize(
    ("address", "sslmode"),
    [
        ("db.example/rasid", "require"),
        ("db.example:6432/rasid", "require"),
        ("192.0.2.7/rasid", "require"),
        ("[2001:db8::7]:5432/rasid", "require"),
        ("/rasid?host=near.example:5432", "require"),
        ("/rasid?host=localhost:5432&host=db.example:5432", "require"),
        ("db.example/rasid?sslmode=verify-full", "verify-full"),
        ("db.example/rasid?sslmode=disable", "disable"),
        ("localhost/rasid", None),
        ("127.0.0.1:5432/rasid", None),
        ("[::1]/rasid", None),
        ("/rasid", None),
        ("/rasid?host=/run/postgresql", None),
    ],
)
def test_the_way_to_another_machine_is_encrypted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str, sslmode: str | None
) -> None:
    """Unless the address says otherwise; left to itself the driver goes on without TLS."""
    monkeypatch.delenv("PGSSLMODE", raising=False)
    at = "" if address.startswith("/") else "rasid@"
    server = server_of(named(tmp_path, f"postgresql+psycopg://{at}{address}"))

    assert server is not None
    assert sslmode == server.url.query.get("sslmode")


@pytest.mark.parametrize("place", ["env", "file"])
def test_its_password_is_read_and_told_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """Also where nobody answers: the sentence names the server alone."""
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")
    secret.chmod(0o600)
    monkeypatch.setenv("PG_SECRET", SECRET)
    more = f'password_{place} = "{"PG_SECRET" if place == "env" else secret}"'
    home = named(tmp_path, f"postgresql+psycopg://ada@/rasid?host={tmp_path}", more)
    server = server_of(home)
    assert server
    assert (SECRET, True) == (server.url.password, SECRET not in repr(server))

    with pytest.raises(UnreachableError, match="cannot be used: ") as failed, open_ledger(home):
        pass
    told = rasid("show", "people", home=home.root)
    assert f"the ledger on postgresql://{tmp_path}/rasid cannot be used: " in told.sentence
    assert SECRET not in f"{failed.value!r}{told.out}{told.err}"


def test_a_failed_statement_tells_no_values(postgresql: Postgresql, tmp_path: Path) -> None:
    """Parameters may be names or hashes of codes."""
    home = Home(tmp_path / "home")
    home.create()
    postgresql.keep(home)
    with open_ledger(home) as ledger, ledger.connect() as connection:
        with pytest.raises(Exception, match="does not exist") as failed:
            connection.exec_driver_sql("SELECT nothing FROM nowhere WHERE a = %s", (SECRET,))
        assert SECRET not in str(failed.value)


def test_both_a_file_and_a_server_are_refused(tmp_path: Path) -> None:
    """Else what was decided before would seem to be gone."""
    home = Home(tmp_path / "home")
    home.create()
    with open_ledger(home):
        pass
    named(tmp_path, "postgresql://ada@db.example/rasid")

    with pytest.raises(UsageError, match="`rasid ledger move` moves it there"), open_ledger(home):
        pass


def test_doctor_says_that_the_server_is_silent(tmp_path: Path) -> None:
    home = named(tmp_path, f"postgresql://ada@/rasid?host={tmp_path}")
    told = rasid("doctor", home=home.root)

    assert (1, True) == (told.code, f"postgresql://{tmp_path}/rasid cannot be used" in told.out)


def test_a_server_that_comes_back_is_used_again(postgresql: Postgresql, tmp_path: Path) -> None:
    """While it is away that is said; what was committed is there, without a new start of rasid."""
    home = Home(tmp_path / "home")
    home.create()
    postgresql.keep(home)
    assert 0 == rasid("import", "people", roster(tmp_path), home=home.root).code
    postgresql.stop()
    try:
        assert "cannot be used" in rasid("show", "people", home=home.root).err
    finally:
        postgresql.start()

    with open_ledger(home) as ledger:
        assert ["Ada"] == [one.name for one in read_roster(ledger)]


def roster(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(
        "person_id,name,category,organisation,country,language,account\n"
        "P1,Ada,campaign,,,,ada@mail.example\n",
        encoding="utf-8",
    )
    return path
