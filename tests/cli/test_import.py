import gzip
import os
from pathlib import Path

import pytest

from cli.command import rasid
from rasid.case import open_case
from rasid.settings import Home
from sources.log_home import sign_in, write_lines

ROSTER = "person_id,name,category,organisation,country,language,account\n"
LONG = 10_000_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "case"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "log.ndjson", [sign_in(n) for n in range(3)])


def test_init_keeps_what_is_there(home: Path) -> None:
    rasid("init", home=home)
    (home / "rasid.toml").write_text("threads = 1\n")
    told = rasid("init", home=home)

    assert (0, "") == (told.code, told.err)
    assert "threads = 1\n" == (home / "rasid.toml").read_text()


def test_home_is_found_in_the_environment(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RASID_HOME", str(home))
    rasid("init")

    assert (home / "rasid.toml").is_file()


def test_import_makes_the_home_and_accounts_for_every_line(home: Path, log: Path) -> None:
    told = rasid("import", "logs", log, home=home)

    assert (0, "") == (told.code, told.err)
    assert (
        "1 file: 3 lines = 3 new + 0 duplicate + 0 rejected; every line is accounted for."
        == told.out.splitlines()[-1]
    )


def test_every_kind_that_is_other_is_named(home: Path, tmp_path: Path) -> None:
    """Sixty kinds, of which the screen names forty; 60 + 1 twice + 1 that is torn."""
    calls = [sign_in(n, class_uid=6003, api={"operation": f"kind-{n:02}"}) for n in range(60)]
    log = write_lines(tmp_path / "log.ndjson", [*calls, sign_in(60), calls[0], "{torn"])

    told = rasid("import", "logs", log, "--json", home=home).document
    shown = rasid("show", "imports", home=home).out
    (listed,) = rasid("show", "imports", "--json", home=home).document

    assert [("ocsf", 63, 61, 1, 1)] == [
        tuple(file[key] for key in ("format", "lines", "new", "duplicate", "rejected"))
        for file in told
    ]
    kinds = {f"kind-{n:02}": 1 for n in range(60)}
    assert kinds == listed.pop("others")
    assert all(kind in shown for kind in kinds)
    assert {
        "format": "ocsf",
        "files": 1,
        "lines": 63,
        "events": 61,
        "elsewhere": 1,
        "rejected": 1,
        "actions": {"other": {"success": 60}, "signin": {"success": 1}},
    } == listed


def test_second_import_changes_nothing(home: Path, log: Path) -> None:
    rasid("import", "logs", log, home=home)
    told = rasid("import", "logs", log, home=home)

    assert "3 lines = 0 new + 3 duplicate + 0 rejected" in told.out


def test_rejects_are_done(home: Path, tmp_path: Path) -> None:
    """A torn line and a time to come are counted, and no failure; a long line is one as any."""
    far = sign_in(2) | {"time": 99_999_999_999_999}
    long = sign_in(3) | {"padding": "x" * LONG}
    log = write_lines(tmp_path / "log.ndjson", [sign_in(1), '{"torn', far, long, sign_in(4)])
    told = rasid("import", "logs", log, home=home)

    assert 0 == told.code
    assert "5 lines = 3 new + 0 duplicate + 2 rejected; every line" in told.out


def test_people_are_imported_with_a_sum(home: Path, tmp_path: Path) -> None:
    roster = tmp_path / "people.csv"
    roster.write_text(ROSTER + 2 * "p1,Ada,official,,,,ada@mail.example\n")

    assert (
        f"{roster}: 2 rows = 1 account of 1 person + 1 duplicate; 1 added, 0 changed, 0 as before."
        == rasid("import", "people", roster, home=home).out.strip()
    )


def test_unknown_column_is_a_warning(home: Path, tmp_path: Path) -> None:
    roster = tmp_path / "people.csv"
    roster.write_text(ROSTER.strip() + ",shoe\np1,Ada,official,,,,ada@mail.example,42\n")
    told = rasid("import", "people", roster, home=home)

    assert 0 == told.code
    assert "the column 'shoe' is unknown" in told.err


def test_torn_gzip_is_an_error_or_accounted_for(home: Path, tmp_path: Path, log: Path) -> None:
    torn = tmp_path / "torn.ndjson.gz"
    torn.write_bytes(gzip.compress(log.read_bytes() * 500)[:-60])
    told = rasid("import", "logs", torn, home=home)

    assert "Traceback" not in told.err
    assert told.code == 2 or "every line is accounted for" in told.out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["logs", "nowhere.ndjson"], "nowhere.ndjson does not exist."),
        (["logs", "*.nothing"], "*.nothing does not exist."),
        (["people", "nowhere.csv"], "cannot read the roster nowhere.csv: No such file"),
        (["actors", "nowhere.json"], "cannot read the actors nowhere.json: No such file"),
        (["people", "binary"], "binary:1: a NUL byte"),
        (["people", "columns.csv"], "columns.csv:1: the header lacks person_id"),
        (["actors", "text"], "text:1: not JSON"),
        (["logs", "binary"], "binary: "),
        (["logs", "text"], "text: "),
        (["logs", "log.ndjson", "--format", "nosuch"], "nosuch"),
        (["logs"], "Missing argument 'PATH...'."),
    ],
)
def test_bad_input_is_one_sentence(
    home: Path, log: Path, tmp_path: Path, arguments: list[str], sentence: str
) -> None:
    (tmp_path / "binary").write_bytes(bytes(range(256)) * 9)
    (tmp_path / "text").write_text("Dear all,\nplease find no logs in here.\n")
    (tmp_path / "columns.csv").write_text("name,account\nAda,ada@mail.example\n")
    assert log.exists()

    assert sentence in rasid("import", *arguments, home=home).sentence


def test_home_may_not_be_a_file(log: Path) -> None:
    for command in (["init"], ["import", "logs", str(log)]):
        assert "cannot make the home" in rasid(*command, home=log).sentence
    assert "there is no rasid home" in rasid("analyse", home=log).sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_home_without_permission_is_one_sentence(tmp_path: Path, log: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        told = rasid("import", "logs", log, home=tmp_path / "case")
    finally:
        tmp_path.chmod(0o700)

    assert "Permission denied" in told.sentence


def test_second_writer_is_sent_away(home: Path, log: Path) -> None:
    rasid("import", "logs", log, home=home)
    with open_case(Home(home), write=True):
        for command in (["import", "logs", str(log)], ["analyse"]):
            assert f"another rasid is changing {home}" in rasid(*command, home=home).sentence
        assert 0 == rasid("show", "coverage", home=home).code


def test_wrong_setting_is_named(home: Path) -> None:
    rasid("init", home=home)
    (home / "rasid.toml").write_text('threads = "many"\n')

    assert "rasid.toml:1: threads:" in rasid("show", "campaigns", home=home).sentence
