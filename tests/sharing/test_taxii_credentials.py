import base64
from pathlib import Path

import pytest

from rasid.errors import RasidError
from rasid.sharing.taxii_credentials import PASSWORD, TOKEN, USER, find_credentials

SECRET = "hunter2"  # noqa: S105 - nobody's


def put(folder: Path, text: str, mode: int = 0o600) -> Path:
    file = folder / "credentials.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


def basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ('token = "t"', "Bearer t"),
        ('user = "ada"\npassword = "a:b é"', basic("ada", "a:b é")),
    ],
)
def test_a_file_is_read(tmp_path: Path, text: str, header: str) -> None:
    """And not the environment, where both are there."""
    found = find_credentials(put(tmp_path, text), {TOKEN: "other"})

    assert found
    assert header == found.header


@pytest.mark.parametrize(
    ("environment", "header"),
    [
        ({TOKEN: "t"}, "Bearer t"),
        ({USER: "ada", PASSWORD: SECRET}, basic("ada", SECRET)),
        ({TOKEN: "", USER: "", PASSWORD: ""}, None),
        ({}, None),
    ],
)
def test_the_environment_is_read(environment: dict[str, str], header: str | None) -> None:
    found = find_credentials(None, environment)

    assert header == (found.header if found else None)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622, 0o666])
def test_a_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    file = put(tmp_path, f'token = "{SECRET}"', mode)
    with pytest.raises(RasidError, match="can be read by others; `chmod 600` makes it yours"):
        find_credentials(file, {})


@pytest.mark.parametrize(
    ("text", "environment"),
    [
        (f'token = "{SECRET}"\nuser = "ada"', {}),
        (f'tokens = "{SECRET}"', {}),
        (f'user = "{SECRET}"', {}),
        (f"token = {SECRET}", {}),
        (f'token = ["{SECRET}"]', {}),
        (f'token = "{SECRET}\\r\\nX: y"', {}),
        (f'token = "{SECRET}é"', {}),
        (f'user = "a:b"\npassword = "{SECRET}"', {}),
        ('token = ""', {}),
        ("", {}),
        (None, {USER: SECRET}),
        (None, {TOKEN: SECRET, USER: "ada"}),
    ],
)
def test_what_is_none_is_refused_without_telling_it(
    tmp_path: Path, text: str | None, environment: dict[str, str]
) -> None:
    file = None if text is None else put(tmp_path, text)
    with pytest.raises(
        RasidError, match=r"credentials|a token that is not ASCII|no TOML"
    ) as refused:
        find_credentials(file, environment)
    assert SECRET not in str(refused.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RasidError, match=r"cannot read the credentials .*: No such file"):
        find_credentials(tmp_path / "no", {})
