from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from rasid.errors import UsageError
from rasid.serving.readers import (
    allow,
    find_reader,
    is_proved,
    read_readers,
    revoke,
    token_id_of,
)

NOW = datetime(2026, 4, 2, tzinfo=UTC)


def test_a_token_is_proved_and_kept_nowhere(ledger: Engine, tmp_path: Path) -> None:
    """The ledger holds a salted scrypt of it, another for each reader."""
    token = allow(ledger, "peer", ["amber"], by="Ada", now=NOW)
    reader = find_reader(ledger, token_id_of(token))

    assert reader
    assert is_proved(token, reader.proof)
    assert not is_proved(f"{token}x", reader.proof)
    assert reader.proof.startswith("scrypt$16384$8$1$")
    secret = token.split("_", 2)[2].encode()
    assert secret not in (tmp_path / "home" / "ledger.db").read_bytes()


def test_readers_are_listed_until_they_are_revoked(ledger: Engine) -> None:
    """A name can be given again, with another token."""
    first = allow(ledger, "peer", ["green", "red"], by="Ada", now=NOW)
    allow(ledger, "other", ["clear"], by="Ada", now=NOW)
    revoke(ledger, "peer", by="Ben", now=NOW)
    second = allow(ledger, "peer", ["red"], by="Ada", now=NOW)

    known = {one.name: one.collections for one in read_readers(ledger)}
    assert {"other": ("clear",), "peer": ("red",)} == known
    assert find_reader(ledger, token_id_of(first)) is None
    assert find_reader(ledger, token_id_of(second))


def test_a_token_ends(ledger: Engine) -> None:
    allow(ledger, "peer", ["amber"], by="Ada", now=NOW, until=NOW + timedelta(days=1))
    (reader,) = read_readers(ledger)

    assert (False, True) == (reader.is_over(NOW), reader.is_over(NOW + timedelta(days=1)))


@pytest.mark.parametrize("name", ["", " ", "a:b", "a\nb", "peer"])
def test_a_name_that_is_none_is_refused(ledger: Engine, name: str) -> None:
    allow(ledger, "peer", ["amber"], by="Ada", now=NOW)

    with pytest.raises(
        UsageError, match=r"expected a text without a colon|a reader 'peer' already"
    ):
        allow(ledger, name, ["amber"], by="Ada", now=NOW)


def test_revoking_nobody_is_told(ledger: Engine) -> None:
    with pytest.raises(UsageError, match="there is no reader 'peer'"):
        revoke(ledger, "peer", by="Ada", now=NOW)


@pytest.mark.parametrize(
    ("token", "found"),
    [("rasid_ab_c_d", "ab"), ("rasid_ab_", ""), ("rasid_", ""), ("other_ab_c", ""), ("", "")],
)
def test_a_token_names_its_reader(token: str, found: str) -> None:
    assert found == token_id_of(token)
