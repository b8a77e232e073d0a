"""The directory audit of Microsoft Entra: passwords, recovery, security info, consent."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from rasid.scenarios.forms.entra_signins import Shape
from rasid.scenarios.forms.identifiers import guid, instant
from rasid.scenarios.log import Row
from rasid.scenarios.world.build import World

Record = dict[str, Any]

_FLOW = "Self-service password reset flow activity progress"
_PASSWORDS = "Self-service Password Management"
_METHODS = "Authentication Methods"
_DIRECTORY = "Core Directory"


class Activity(NamedTuple):
    """What the audit calls an act, which service logs it, and the words of its result."""

    name: str
    service: str
    why: str = ""
    failed: bool = False


_ACTIVITIES = {
    ("recovery.start", ""): Activity(_FLOW, _PASSWORDS, "User submitted their user ID"),
    ("recovery.send_code", ""): Activity(_FLOW, _PASSWORDS, "User started the {way}"),
    ("recovery.verify", ""): Activity(_FLOW, _PASSWORDS, "User completed the {way}"),
    ("recovery.verify", "wrong_code"): Activity(
        _FLOW, _PASSWORDS, "User failed the {way}", failed=True
    ),
    ("recovery.verify", "expired"): Activity(
        _FLOW, _PASSWORDS, "User failed the {way}", failed=True
    ),
    ("recovery.finish", ""): Activity(_FLOW, _PASSWORDS, "User successfully reset password"),
    ("password.reset", ""): Activity(
        "Reset password (self-service)", _PASSWORDS, "Successfully completed reset."
    ),
    ("password.change", ""): Activity("Change password (self-service)", _PASSWORDS, "None"),
    ("factor.enable", ""): Activity(
        "User registered security info",
        _METHODS,
        "User registered Authenticator App with Notification",
    ),
    ("factor.disable", ""): Activity(
        "User deleted security info",
        _METHODS,
        "User deleted Authenticator App with Notification",
    ),
    ("recovery_contact.change", ""): Activity(
        "Security info saved for self-service password reset", _PASSWORDS
    ),
    ("app_password.create", ""): Activity("Create app password", _METHODS),
    ("consent.grant", ""): Activity("Consent to application", _DIRECTORY),
    ("account.create", ""): Activity("Add user", _DIRECTORY),
}

AUDITED = frozenset(operation for operation, _ in _ACTIVITIES)
"""The operations that the directory audit logs."""

_APPS = ("Mail Merge Helper", "Calendar Sync", "Read Later", "Signature Studio", "Team Polls")
_SCOPE = "Mail.Read offline_access User.Read"


@dataclass(frozen=True, slots=True)
class Audit:
    """Turns rows into records; by Graph, or by diagnostic settings as all of its logs come."""

    world: World
    shape: Shape

    def record(self, row: Row, uid: str) -> Record:
        """Return the record of an act."""
        activity = _ACTIVITIES[row.act.operation, row.act.detail]
        content = self._graph(row, uid, activity)
        return content if self.shape != "diagnostic" else self._diagnostic(row, content)

    def _graph(self, row: Row, uid: str, activity: Activity) -> Record:
        of_app = row.act.operation == "consent.grant"
        recovery = self.world.recovery.get(row.account) is not None
        way = f"{'email' if recovery else 'mobile SMS'} verification option"
        return {
            "id": uid,
            "category": "ApplicationManagement" if of_app else "UserManagement",
            "correlationId": guid(self._seed, uid),
            "result": "failure" if activity.failed else "success",
            "resultReason": activity.why.format(way=way),
            "activityDisplayName": activity.name,
            "activityDateTime": f"{instant(row.time, 7)}Z",
            "loggedByService": activity.service,
            "operationType": "Assign" if of_app else "Update",
            "initiatedBy": self._initiator(row),
            "targetResources": [self._app(row) if of_app else self._target(row)],
            "additionalDetails": _details(row, activity),
        }

    @property
    def _seed(self) -> int:
        return self.world.parameters.seed

    def _initiator(self, row: Row) -> Record:
        """Return who acts: in a recovery whoever says to be the account's owner."""
        if row.act.operation == "account.create":
            sign_up = {"appId": None, "displayName": "Sign-up", "servicePrincipalId": None}
            return {"user": None, "app": sign_up}
        user: Record = {
            "id": guid(self._seed, row.account),
            "displayName": None,
            "userPrincipalName": row.account,
            "ipAddress": row.client.address.text,
            "roles": [],
        }
        return {"app": None, "user": user}

    def _target(self, row: Row) -> Record:
        account = self.world.directory.by_address[row.account]
        return {
            "id": guid(self._seed, row.account),
            "displayName": account.name.display,
            "type": "User",
            "userPrincipalName": row.account,
            "groupType": None,
            "modifiedProperties": [],
        }

    def _app(self, row: Row) -> Record:
        name = _APPS[row.time % len(_APPS)]
        granted = f'"[] => [[Id: x, ConsentType: Principal, Scope: {_SCOPE}, CreatedDateTime: ]]; "'
        return {
            "id": guid(self._seed, name),
            "displayName": name,
            "type": "ServicePrincipal",
            "userPrincipalName": None,
            "groupType": None,
            "modifiedProperties": [
                {"displayName": "ConsentContext.IsAdminConsent", "newValue": '"False"'},
                {"displayName": "ConsentAction.Permissions", "newValue": granted},
            ],
        }

    def _diagnostic(self, row: Row, properties: Record) -> Record:
        tenant = guid(self._seed, "tenant")
        named = properties["initiatedBy"]["user"] or {}
        return {
            "time": f"{instant(row.time, 7)}Z",
            "resourceId": f"/tenants/{tenant}/providers/Microsoft.aadiam",
            "operationName": properties["activityDisplayName"],
            "operationVersion": "1.0",
            "category": "AuditLogs",
            "tenantId": tenant,
            "resultSignature": "None",
            "resultDescription": properties["resultReason"],
            "durationMs": 0,
            "callerIpAddress": named.get("ipAddress", "<null>"),
            "correlationId": properties["correlationId"],
            "Level": 4,
            "properties": properties,
        }


def _details(row: Row, activity: Activity) -> list[Record]:
    """Return what is added: the user agent, by the services that keep it."""
    agent = row.client.agent.user_agent
    if activity.service == _PASSWORDS or not agent or row.act.operation == "account.create":
        return []
    return [{"key": "User-Agent", "value": agent}]
