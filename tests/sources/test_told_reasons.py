"""Why somebody was not let in, told in a sentence."""

from rasid.sources import reading
from sources.log_home import Site

SENTENCES = {
    "The user name or the password is incorrect": "bad_password",
    "Unknown user name or bad password.": "bad_password",
    "Password does not match": "bad_password",
    "USER_LOCKED_OUT": "locked",
    "Account locked due to too many attempts": "locked",
    "The account is suspended": "disabled",
    "Password has expired": "expired",
    "Multi-factor authentication required": "mfa_required",
    "Invalid MFA token": "wrong_code",
    "The verification code is wrong": "wrong_code",
    "Push rejected by the user": "mfa_denied",
    "No answer: the push timed out": "mfa_timeout",
    "User not found in the directory": "no_such_account",
    "Failed password for invalid user": "no_such_account",
    "Failed password for user ada": None,
    "Invalid user credentials": "bad_password",
    "Access denied by conditional access policy": "policy",
    "Blocked: the address is risky": "policy",
    "The token is invalid": None,
    "Something went wrong": None,
    "": None,
}


def test_sentences_tell_reasons(site: Site) -> None:
    reading.prepare(site.engine, {})

    rows = site.engine.rows(
        "SELECT told_reason(words) FROM (SELECT unnest($told) AS words)", {"told": [*SENTENCES]}
    )

    assert SENTENCES == dict(zip(SENTENCES, (reason for (reason,) in rows), strict=True))
