"""Sign-ins as Microsoft Entra logs them: by Graph, its beta, or diagnostic settings."""

from typing import Any, Literal

from rasid.scenarios.chance import stream
from rasid.scenarios.forms.clients import program
from rasid.scenarios.forms.identifiers import NOBODY, guid, instant
from rasid.scenarios.log import Row
from rasid.scenarios.world.build import World

Shape = Literal["graph", "graph beta", "diagnostic"]
Record = dict[str, Any]

_RESULTS = {
    "": (0, "Other.", ""),
    "bad_password": (
        50126,
        "Invalid username or password.",
        "",
    ),
    "no_such_account": (50034, "The user account does not exist in the directory.", ""),
    "locked": (
        50053,
        "The account is locked after too many tries with an incorrect user ID or password.",
        "",
    ),
    "disabled": (50057, "The user account is disabled.", ""),
    "expired": (50055, "The password is expired.", ""),
    "policy": (53003, "Access has been blocked by Conditional Access policies.", ""),
    "mfa_denied": (
        500121,
        "Authentication failed during strong authentication request.",
        "MFA denied; user declined the authentication",
    ),
    "mfa_timeout": (
        500121,
        "Authentication failed during strong authentication request.",
        "MFA denied; user did not respond to mobile app notification",
    ),
}
"""The error code of each end of a sign-in, its words, and what Entra adds to them."""

_LEGACY = {"imap": "IMAP4", "pop3": "POP3", "smtp": "Authenticated SMTP"}
_SYSTEMS = {"Windows 10": "Windows10", "iOS": "Ios", "Mac OS X": "MacOs"}
_CAPITALS = 0.008
_NOTIFICATION = "Mobile app notification"
_PORTAL = ("4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome")
_APP = ("27922004-5251-4030-b22d-91ecd9a37ea4", "Outlook Mobile")
_EXCHANGE = ("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online")


class SignIns:
    """Turns rows into records; sign-ins of today's programs say which user agent it was."""

    def __init__(self, world: World, shape: Shape) -> None:
        self._accounts = world.directory.by_address
        self._shape = shape
        self._seed = world.parameters.seed
        self._rng = stream(self._seed, "typing")
        self._tenant = guid(self._seed, "tenant")

    def record(self, row: Row, uid: str) -> Record:
        """Return the record of a sign-in."""
        content = self._graph(row, uid)
        if self._shape == "graph":
            return content
        content |= self._beta(row)
        return content if self._shape == "graph beta" else self._diagnostic(row, content)

    def _graph(self, row: Row, uid: str) -> Record:
        code, why, more = _RESULTS[row.act.detail]
        app_id, app = _application(row)
        moment = instant(row.time, 0) + "Z"
        return {
            "id": uid,
            "createdDateTime": moment,
            **self._user(row),
            "appId": app_id,
            "appDisplayName": app,
            "ipAddress": row.client.address.text,
            "clientAppUsed": _client_app(row),
            "correlationId": guid(self._seed, uid),
            "conditionalAccessStatus": "failure" if code == 53003 else "notApplied",
            "isInteractive": True,
            "riskDetail": "none",
            "riskLevelAggregated": "none",
            "riskLevelDuringSignIn": "none",
            "riskState": "none",
            "riskEventTypes": [],
            "riskEventTypes_v2": [],
            "resourceDisplayName": _EXCHANGE[1],
            "resourceId": _EXCHANGE[0],
            "status": {"errorCode": code, "failureReason": why, "additionalDetails": more or None},
            "deviceDetail": self._device(row),
            "location": {
                "city": "",
                "state": "",
                "countryOrRegion": row.client.address.network.country,
                "geoCoordinates": {},
            },
            "appliedConditionalAccessPolicies": [],
        }

    def _user(self, row: Row) -> Record:
        account = self._accounts.get(row.account)
        known = account is not None and row.act.detail != "no_such_account"
        return {
            "userDisplayName": account.name.display if account and known else row.account,
            "userPrincipalName": row.account,
            "userId": guid(self._seed, row.account) if known else NOBODY,
        }

    def _device(self, row: Row) -> Record:
        """Return what Entra knows of the device: its number only where an employer manages it."""
        account = self._accounts.get(row.account)
        managed = bool(row.client.device and account and account.office)
        browser, version, system = program(_user_agent(row))
        return {
            "deviceId": guid(self._seed, row.client.device) if managed else "",
            "displayName": "",
            "operatingSystem": _SYSTEMS.get(system, system),
            "browser": f"{browser} {version}".strip(),
            "isCompliant": managed,
            "isManaged": managed,
            "trustType": "Azure AD joined" if managed else "",
        }

    def _beta(self, row: Row) -> Record:
        asn = row.client.address.network.asn
        typed = row.account.title() if self._rng.random() < _CAPITALS else row.account
        return {
            "userAgent": _user_agent(row),
            "authenticationProtocol": "ropc" if _by_password_alone(row) else "none",
            "signInEventTypes": ["interactiveUser"],
            "signInIdentifier": typed,
            "sessionId": guid(self._seed, row.session) if row.session else None,
            **({"autonomousSystemNumber": asn} if asn else {}),
            "mfaDetail": {"authMethod": _NOTIFICATION, "authDetail": None}
            if row.act.second_factor
            else None,
            "authenticationDetails": _steps(row),
        }

    def _diagnostic(self, row: Row, properties: Record) -> Record:
        code, why, _ = _RESULTS[row.act.detail]
        moment = instant(row.time, 7)
        return {
            "time": f"{moment}Z",
            "resourceId": f"/tenants/{self._tenant}/providers/Microsoft.aadiam",
            "operationName": "Sign-in activity",
            "operationVersion": "1.0",
            "category": "SignInLogs",
            "tenantId": self._tenant,
            "resultType": str(code),
            "resultSignature": "FAILURE" if code else "SUCCESS",
            **({"resultDescription": why} if code else {}),
            "durationMs": 0,
            "callerIpAddress": properties["ipAddress"],
            "correlationId": properties["correlationId"],
            "identity": properties["userDisplayName"],
            "Level": 4,
            "location": properties["location"]["countryOrRegion"],
            "properties": properties | {"createdDateTime": f"{moment}+00:00"},
        }


def _application(row: Row) -> tuple[str, str]:
    if row.act.protocol in _LEGACY:
        return _EXCHANGE
    return _APP if row.act.protocol == "oauth" else _PORTAL


def _client_app(row: Row) -> str:
    modern = "Mobile Apps and Desktop clients" if row.act.protocol == "oauth" else "Browser"
    return _LEGACY.get(row.act.protocol, modern)


def _by_password_alone(row: Row) -> bool:
    return row.act.protocol == "oauth" and row.client.agent.kind != "app"


def _user_agent(row: Row) -> str:
    """Return the user agent; the mail server signs in for old programs by a name of its own."""
    return "BAV2ROPC" if row.act.protocol in _LEGACY else row.client.agent.user_agent


def _steps(row: Row) -> list[Record]:
    wrong = row.act.detail in {"bad_password", "locked", "no_such_account"}
    steps = [_step("Password", not wrong, "Invalid username or password" if wrong else "")]
    if row.act.second_factor:
        more = _RESULTS[row.act.detail][2]
        steps.append(_step(_NOTIFICATION, not row.act.detail, more))
    return steps


def _step(method: str, succeeded: bool, why: str) -> Record:  # noqa: FBT001 - a field's value
    return {
        "authenticationMethod": method,
        "succeeded": succeeded,
        "authenticationStepResultDetail": why or "MFA completed in Azure AD"
        if method == _NOTIFICATION
        else why or "Correct password",
    }
