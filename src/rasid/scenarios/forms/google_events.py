"""What Google Workspace logs of what happens to its own accounts, and under which application."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from rasid.scenarios.chance import stream
from rasid.scenarios.log import MAIL_PROTOCOLS, STAGES, Act, Row, act, signin

Parameter = dict[str, object]


class Kind(NamedTuple):
    """A type of event: the application whose log it is in, its type, name and parameters."""

    application: str
    type: str
    name: str
    parameters: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Habits:
    """What differs between customers: their edition, and the year of the export."""

    reasons: bool
    networks: bool
    mail: bool


def habits_of(seed: int) -> Habits:
    """Draw whether failures say why, networks are named, and the log of Gmail is exported."""
    rng = stream(seed, "google habits")
    return Habits(*(rng.random() < 0.5 for _ in range(3)))


VERIFIED = act("google.verified")
"""The record of a second factor that passed, besides that of the sign-in."""

_PASSWORD: Parameter = {"name": "login_challenge_method", "multiValue": ["password"]}
_TYPE: Parameter = {"name": "login_type", "value": "google_password"}
_NOT_SUSPICIOUS: Parameter = {"name": "is_suspicious", "boolValue": False}


def _factor(status: str) -> Kind:
    return Kind(
        "login",
        "login",
        "login_verification",
        (
            {"name": "login_challenge_method", "multiValue": ["google_prompt"]},
            {"name": "is_second_factor", "boolValue": True},
            {"name": "login_challenge_status", "value": status},
            _TYPE,
        ),
    )


def _success(*methods: str) -> Kind:
    used: Parameter = {"name": "login_challenge_method", "multiValue": list(methods)}
    return Kind("login", "login", "login_success", (_TYPE, used, _NOT_SUSPICIOUS))


def _failure(why: str) -> Kind:
    reason: Parameter = {"name": "login_failure_type", "value": f"login_failure_{why}"}
    return Kind("login", "login", "login_failure", (_TYPE, _PASSWORD, reason))


def _mail(event: str) -> Kind:
    told = {"parameter": [{"name": "mail_event_type", "intValue": event}]}
    parameters: tuple[Parameter] = ({"name": "event_info", "messageValue": told},)
    return Kind("gmail", "delivery_type", "delivery", parameters)


SIGN_INS = {
    "": _success("password"),
    "bad_password": _failure("invalid_password"),
    "expired": _failure("invalid_password"),
    "locked": _failure("invalid_password"),
    "disabled": _failure("account_disabled"),
    "policy": _failure("access_code_disallowed"),
    "mfa_denied": _factor("Challenge Failed."),
    "mfa_timeout": _factor(""),
}
"""What a sign-in is, by why it failed: Google locks no account, and does not say what it awaits."""

WITH_FACTOR = _success("password", "google_prompt")
"""What a sign-in is that passed a second factor."""

KINDS: dict[Act, Kind] = {
    VERIFIED: _factor("Challenge Passed."),
    act("password.reset"): Kind("user_accounts", "password_change", "password_edit"),
    act("password.change"): Kind("user_accounts", "password_change", "password_edit"),
    act("factor.enable"): Kind("user_accounts", "2sv_change", "2sv_enroll"),
    act("factor.disable"): Kind("user_accounts", "2sv_change", "2sv_disable"),
    act("recovery_contact.change"): Kind(
        "user_accounts", "recovery_info_change", "recovery_email_edit"
    ),
    act("mail_rule.create"): Kind(
        "user_accounts",
        "email_forwarding_change",
        "email_forwarding_out_of_domain",
        ({"name": "email_forwarding_destination_address", "value": "inbox@drop.example"},),
    ),
    act("consent.grant"): Kind(
        "token",
        "auth",
        "authorize",
        (
            {"name": "client_id", "value": "1052-mail.apps.example"},
            {"name": "app_name", "value": "Calendar Sync"},
            {"name": "client_type", "value": "WEB"},
            {"name": "scope", "multiValue": ["https://mail.google.com/", "openid"]},
        ),
    ),
    act("account.create"): Kind("admin", "USER_SETTINGS", "CREATE_USER"),
    act("mail.export"): Kind(
        "takeout",
        "USER_TAKEOUT",
        "STARTED_USER_TAKEOUT",
        ({"name": "PRODUCTS_REQUESTED", "value": "GMAIL"},),
    ),
    act("mail.read"): _mail("31"),
    act("link.click"): _mail("15"),
}
"""What each act but a sign-in is; what is not here, Google does not log."""

_UNLOGGED = frozenset(
    {
        "account.lookup",
        "recovery.start",
        "recovery.send_code",
        "recovery.verify",
        "app_password.create",
        "delegate.add",
    }
)


def told(row: Row, habits: Habits) -> Iterator[Row]:
    """Yield the records that Google writes of what was done to one of its own accounts."""
    done = row.act
    if done.operation == "signin":
        if done.protocol not in MAIL_PROTOCOLS:
            yield from _sign_in(row)
    elif done.operation in {"mail.read", "link.click"}:
        if habits.mail and row.client.agent.kind != "mail":
            yield row
    elif done.operation == "mail.export":
        if row.client.agent.kind in {"desktop", "phone", "app"}:
            yield row
    elif done.operation not in _UNLOGGED:
        yield row


def _sign_in(row: Row) -> Iterator[Row]:
    passed = row.act.second_factor and not row.act.detail
    if passed:
        besides = row._replace(mark="attack") if row.mark in STAGES else row
        yield besides._replace(act=VERIFIED)
    as_wrong = row.act.detail in {"locked", "expired"}
    done = signin("bad_password", row.act.protocol) if as_wrong else row.act
    yield row._replace(act=done, time=row.time + passed)
