import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import pytest
from sqlalchemy import Engine

from rasid.failures import AT_ONCE
from rasid.serving.access import Access, Credential, read_credential
from rasid.serving.failure import Failure
from rasid.serving.readers import allow, is_proved, revoke

NOW = datetime(2026, 4, 2, tzinfo=UTC)
Let = Callable[[str], str]


@pytest.fixture
def token(ledger: Engine) -> str:
    return allow(ledger, "peer", ["amber"], by="Ada", now=NOW, until=NOW + timedelta(days=9))


def basic(name: str, token: str) -> str:
    return f"Basic {base64.b64encode(f'{name}:{token}'.encode()).decode()}"


def status(access: Access, header: str | None, address: str = "192.0.2.1") -> int:
    """Return 200 for who is let in, else the status of the refusal."""
    try:
        access.reader(header, address)
    except Failure as failure:
        return failure.status
    return HTTPStatus.OK


def test_a_token_lets_in_either_way(ledger: Engine, token: str) -> None:
    access = Access(ledger, now=lambda: NOW)

    for header in (f"Bearer {token}", f"bearer  {token}", basic("peer", token)):
        assert ("peer", ("amber",)) == (
            access.reader(header, "").name,
            access.reader(header, "").collections,
        )


def test_whatever_else_is_unknown(ledger: Engine, token: str) -> None:
    """With the way in which one could be known."""
    access = Access(ledger, now=lambda: NOW)
    wrong = [None, "", "Bearer", f"Bearer {token}x", f"Digest {token}", token]
    wrong += [basic("other", token), basic("peer", "x"), "Basic %%%", "Basic /w==", "Bearer é"]

    assert {HTTPStatus.UNAUTHORIZED} == {status(access, header) for header in wrong}
    with pytest.raises(Failure) as refused:
        access.reader(None, "")
    assert refused.value.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert "Bearer realm=" in refused.value.headers["WWW-Authenticate"]


def test_who_is_revoked_is_out_at_once(ledger: Engine, token: str) -> None:
    """Also who was let in a moment ago, and whose time is over."""
    access = Access(ledger, now=lambda: NOW)
    later = Access(ledger, now=lambda: NOW + timedelta(days=9))

    assert (HTTPStatus.OK, HTTPStatus.UNAUTHORIZED) == (
        status(access, f"Bearer {token}"),
        status(later, f"Bearer {token}"),
    )
    revoke(ledger, "peer", by="Ada", now=NOW)
    assert HTTPStatus.UNAUTHORIZED == status(access, f"Bearer {token}")


def test_wrong_tokens_lock_nobody_out(ledger: Engine, token: str) -> None:
    """Not from elsewhere, not from the same address, not who guesses at the same token."""
    access = Access(ledger, now=lambda: NOW)
    other = allow(ledger, "other", ["red"], by="Ada", now=NOW)
    guess = f"Bearer {token[:-1]}{'a' if token[-1] != 'a' else 'b'}"
    assert HTTPStatus.OK == status(access, f"Bearer {token}")
    told = [status(access, guess) for _ in range(AT_ONCE + 2)]
    told_unknown = [status(access, "Bearer x") for _ in range(AT_ONCE + 2)]

    wanted = [HTTPStatus.UNAUTHORIZED] * AT_ONCE + [HTTPStatus.TOO_MANY_REQUESTS] * 2
    assert wanted == told == told_unknown
    assert HTTPStatus.OK == status(access, f"Bearer {token}")
    assert HTTPStatus.OK == status(access, f"Bearer {other}")
    assert HTTPStatus.UNAUTHORIZED == status(access, guess, "192.0.2.2")
    fresh = Access(ledger, now=lambda: NOW)
    assert HTTPStatus.OK == status(fresh, f"Bearer {token}", "192.0.2.2")


def test_a_token_is_proved_once(
    ledger: Engine, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proof is slow on purpose; the second request does without."""
    proofs: list[str] = []

    def counted(token: str, proof: str) -> bool:
        proofs.append(token)
        return is_proved(token, proof)

    monkeypatch.setattr("rasid.serving.access.is_proved", counted)
    access = Access(ledger, now=lambda: NOW)

    for _ in range(3):
        assert HTTPStatus.OK == status(access, f"Bearer {token}")
    assert 1 == len(proofs)


def test_the_token_of_the_run_reads_everything(ledger: Engine) -> None:
    access = Access(ledger, own_token="t" * 43)

    assert {"clear", "red"} < set(access.reader(f"Bearer {'t' * 43}", "").collections)
    assert HTTPStatus.UNAUTHORIZED == status(access, f"Bearer {'t' * 42}")
    assert HTTPStatus.UNAUTHORIZED == status(Access(ledger), "Bearer ")


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (basic("a", "b:c"), Credential("b:c", "a")),
        (basic("", "b"), Credential("b", "")),
        (basic("a", ""), None),
        (f"Bearer {'x' * 513}", None),
        (basic("x" * 513, "b"), None),
    ],
)
def test_a_header_is_read_as_it_stands(header: str, found: Credential | None) -> None:
    assert found == read_credential(header)
