import base64
from datetime import UTC, datetime, timedelta

import pytest

from rasid.accounts.codes import (
    STEP,
    code_at,
    enrolment,
    new_secret,
    recovery_codes,
    recovery_hash,
    step_of,
)

RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 4, 1, 9, 0, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    """The last six digits of its test vectors for SHA-1."""
    assert code == code_at(RFC_SECRET, datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(
    ("late", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_a_clock_may_differ_by_a_step(late: int, *, fits: bool) -> None:
    secret = new_secret()
    code = code_at(secret, NOW + timedelta(seconds=late))

    assert fits == (step_of(code, secret, NOW, 0) is not None)


def test_a_code_is_used_up_with_those_before_it() -> None:
    secret = new_secret()
    before, code = (code_at(secret, NOW - timedelta(seconds=late)) for late in (STEP, 0))
    step = step_of(code, secret, NOW, 0)

    assert step is not None
    assert [None, None] == [step_of(one, secret, NOW, step) for one in (code, before)]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "١٢٣٤٥٦", "abcdef", "\ud800"])
def test_what_is_no_code_fits_nothing(code: str) -> None:
    assert step_of(code, new_secret(), NOW, 0) is None


def test_an_authenticator_learns_the_secret() -> None:
    told = enrolment("Ada & Bo?x=1", RFC_SECRET)

    assert told == (
        f"otpauth://totp/rasid%3AAda%20%26%20Bo%3Fx%3D1?secret={RFC_SECRET}"
        "&issuer=rasid&digits=6&period=30"
    )


def test_recovery_codes_are_known_however_they_are_typed() -> None:
    codes = recovery_codes()

    assert 10 == len(set(codes))
    assert {24} == {len(code.replace("-", "")) for code in codes}  # 5 random bits each
    assert recovery_hash(codes[0]) == recovery_hash(codes[0].lower().replace("-", " "))
    assert recovery_hash(codes[0]) != recovery_hash(codes[1])
