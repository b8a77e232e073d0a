"""What Okta calls what happens, and which of its engines logs what."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from rasid.scenarios.forms.form import as_unknown_user
from rasid.scenarios.log import MAIL_PROTOCOLS, STAGES, Act, Row, act

Engine = Literal["classic", "identity"]


class Kind(NamedTuple):
    """A type of event: its words, how it ended, who acts, and where its request went."""

    event: str
    message: str
    result: str = "SUCCESS"
    reason: str = ""
    actor: Literal["user", "system", "admin"] = "user"
    page: str = "/idp/idx/identify"
    target: Literal["", "user", "app", "factor"] = "user"
    factor: str = ""


_PUSH = "OKTA_VERIFY_PUSH"
_MAIL, _SMS = "EMAIL_FACTOR", "SMS_FACTOR"
_SIGN_IN = "user.session.start", "User login to Okta"
_MFA = "user.authentication.auth_via_mfa", "Authentication of user via MFA"
_CHALLENGE = "/idp/idx/challenge/answer"
_SETTINGS = "/enduser/settings"

CHALLENGE = act("okta.policy", "challenge")
PUSH = act("okta.push")
FACTOR = act("okta.factor")
DENIED = act("okta.denied")
ENTERED = act("okta.sso")
BY_ADMIN = act("okta.reset_by_admin")
"""Records that Okta writes besides those of what was done."""

KINDS: dict[Act, Kind] = {
    CHALLENGE: Kind(
        "policy.evaluate_sign_on", "Evaluation of sign-on policy", "CHALLENGE",
        "Sign-on policy evaluation resulted in CHALLENGE", target="",
    ),
    PUSH: Kind(
        "system.push.send_factor_verify_push", "Push notification sent for verification",
        page="/idp/idx/challenge", target="factor",
    ),
    FACTOR: Kind(*_MFA, page=_CHALLENGE, factor=_PUSH),
    DENIED: Kind(
        "user.mfa.okta_verify.deny_push", "User rejected Okta push verify", factor=_PUSH
    ),
    ENTERED: Kind(
        "user.authentication.sso", "User single sign on to app", page="/app/mail/exk1/sso/saml",
        target="app",
    ),
    BY_ADMIN: Kind(
        "user.account.reset_password", "User reset password for Okta (by admin)", actor="admin",
        page="/api/internal/user/reset",
    ),
    act("recovery.send_code"): Kind(
        "system.email.password_reset.sent_message", "Send self-service password reset email",
        actor="system", page="/idp/idx/recover",
    ),
    act("recovery.verify"): Kind(*_MFA, page=_CHALLENGE, factor=_MAIL),
    act("recovery.verify", "wrong_code"): Kind(
        *_MFA, "FAILURE", "INVALID_CREDENTIALS", page=_CHALLENGE, factor=_MAIL
    ),
    act("recovery.verify", "expired"): Kind(
        *_MFA, "FAILURE", "INVALID_CREDENTIALS", page=_CHALLENGE, factor=_MAIL
    ),
    act("password.reset"): Kind(
        "user.account.reset_password", "User reset password for Okta", page=_CHALLENGE
    ),
    act("password.change"): Kind(
        "user.account.update_password", "User update password for Okta", page=_SETTINGS
    ),
    act("factor.enable"): Kind(
        "user.mfa.factor.activate", "Enroll factor for user", page=_SETTINGS, factor=_PUSH
    ),
    act("factor.disable"): Kind(
        "user.mfa.factor.deactivate", "Reset factor for user", page=_SETTINGS, factor=_PUSH
    ),
    act("recovery_contact.change"): Kind(
        "user.account.update_secondary_email", "Update secondary email", page=_SETTINGS
    ),
    act("consent.grant"): Kind(
        "app.oauth2.consent.grant", "User consented to scopes", page="/oauth2/v1/authorize",
        target="app",
    ),
    act("account.create"): Kind(
        "user.lifecycle.create", "Create Okta user", actor="system", page="/idp/idx/enroll"
    ),
}  # fmt: skip
"""What each act but a sign-in is."""

SIGN_INS = {
    "": Kind(*_SIGN_IN),
    "bad_password": Kind(*_SIGN_IN, "FAILURE", "INVALID_CREDENTIALS"),
    "no_such_account": Kind(*_SIGN_IN, "FAILURE", "VERIFICATION_ERROR"),
    "locked": Kind(*_SIGN_IN, "FAILURE", "LOCKED_OUT"),
    "disabled": Kind(*_SIGN_IN, "FAILURE", "USER_SUSPENDED"),
    "expired": Kind(*_SIGN_IN, "FAILURE", "PASSWORD_EXPIRED"),
    "policy": Kind(
        "policy.evaluate_sign_on", "Evaluation of sign-on policy", "DENY",
        "Sign-on policy evaluation resulted in DENY", target="",
    ),
    "mfa_denied": Kind(*_MFA, "FAILURE", "INVALID_CREDENTIALS", page=_CHALLENGE, factor=_PUSH),
    "mfa_timeout": Kind(*_MFA, "UNANSWERED", page=_CHALLENGE, factor=_PUSH),
}  # fmt: skip
"""What a sign-in is, by why it failed."""

TEXT_MESSAGE = KINDS[act("recovery.send_code")]._replace(
    event="system.sms.send_password_reset_message", message="Send self-service password reset SMS"
)
"""How a code is sent to those who have no mailbox for it."""

_UNLOGGED = frozenset(
    {
        "account.lookup",
        "recovery.start",
        "mail.read",
        "mail.export",
        "mail_rule.create",
        "delegate.add",
        "link.click",
        "app_password.create",
    }
)


def told(row: Row, engine: Engine) -> Iterator[Row]:
    """Yield the records that Okta writes of what was done: none, one or several."""
    done = row.act
    if done.operation == "signin":
        yield from _sign_in(row, engine)
    elif done.operation == "account.lookup" and done.detail and not row.actor:
        yield as_unknown_user(row)
    elif done.operation == "recovery.send_code" and row.actor:
        yield row._replace(act=BY_ADMIN)
    elif done.operation in _UNLOGGED:
        return
    elif done.operation != "recovery.verify" or engine == "identity":
        yield row


def _sign_in(row: Row, engine: Engine) -> Iterator[Row]:
    done, tried = row.act, _besides(row, "attack")
    if done.detail in {"mfa_denied", "mfa_timeout"}:
        yield tried._replace(act=PUSH)
        if done.detail == "mfa_denied" and engine == "classic":
            yield tried._replace(act=DENIED, time=row.time + 1)
            return
        yield row._replace(time=row.time + 2)
        return
    if done.second_factor and not done.detail:
        yield _besides(row, "")._replace(act=CHALLENGE)
        yield tried._replace(act=PUSH, time=row.time + 1)
        yield tried._replace(act=FACTOR, time=row.time + 2)
    yield row._replace(time=row.time + 3 * done.second_factor)
    if not done.detail and done.protocol not in MAIL_PROTOCOLS:
        yield row._replace(act=ENTERED, time=row.time + 4)


def _besides(row: Row, stage: Literal["attack", ""]) -> Row:
    """Return a row for a record besides, with the stage that it has if a group is behind it."""
    return row._replace(mark=stage) if row.mark in STAGES else row
