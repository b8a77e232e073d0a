"""Records as vendors export them, one of each form, and what rules match in them once imported."""

import csv
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from rasid.detections.rule import Broken, Rule
from rasid.detections.vendor import prepare_sigma
from rasid.sources.originals import Originals, read_originals
from rasid.tables.events import EVENTS
from sources.log_home import Site

Json = dict[str, Any]

AT = "2026-01-05T10:00:00Z"
AUDIT_TARGETS = [
    {
        "id": "t-1",
        "displayName": "payroll app",
        "type": "ServicePrincipal",
        "modifiedProperties": [
            {"displayName": "Role.TemplateId", "oldValue": None, "newValue": '"62e90394-role"'},
            {"displayName": "ConsentContext.IsAdminConsent", "newValue": '"False"'},
        ],
    }
]
CALLER = {"user": {"userPrincipalName": "root@contoso.example", "id": "u-9"}}

GRAPH_SIGN_IN: Json = {
    "id": "graph-1",
    "createdDateTime": AT,
    "userPrincipalName": "ada@contoso.example",
    "appDisplayName": "Office",
    "appId": "app-1",
    "ipAddress": "192.0.2.7",
    "clientAppUsed": "IMAP4",
    "userAgent": "BAV2ROPC",
    "authenticationRequirement": "singleFactorAuthentication",
    "conditionalAccessStatus": "notApplied",
    "riskState": "atRisk",
    "riskEventTypes_v2": ["unlikelyTravel", "passwordSpray"],
    "status": {"errorCode": 0, "failureReason": "Other."},
    "deviceDetail": {"deviceId": "", "trustType": "", "operatingSystem": "Windows 10"},
    "location": {"countryOrRegion": "DE", "city": "Kiel"},
    "networkLocationDetails": [],
}
DIAGNOSTIC_SIGN_IN: Json = {
    "time": AT,
    "category": "SignInLogs",
    "operationName": "Sign-in activity",
    "resultType": "50126",
    "resultDescription": "Error validating credentials due to invalid username or password.",
    "callerIpAddress": "192.0.2.8",
    "properties": {
        "id": "diagnostic-1",
        "createdDateTime": AT,
        "userPrincipalName": "bob@contoso.example",
        "appDisplayName": "Office",
        "userAgent": "azurehound/2",
        "status": {"errorCode": 50126, "failureReason": "Error validating credentials"},
        "authenticationRequirement": "multiFactorAuthentication",
        "authenticationProtocol": "deviceCode",
        "deviceDetail": {"trustType": "Hybrid Azure AD joined"},
    },
}
TABLE_SIGN_IN: Json = {
    "Id": "table-1",
    "TimeGenerated [UTC]": "1/5/2026, 10:00:00.000 AM",
    "Type": "SigninLogs",
    "ResultType": "53003",
    "ResultDescription": "Access has been blocked by Conditional Access policies.",
    "UserPrincipalName": "cyd@contoso.example",
    "AppDisplayName": "Office",
    "IPAddress": "192.0.2.9",
    "ClientAppUsed": "Browser",
    "UserAgent": "Mozilla/5.0",
    "AuthenticationRequirement": "singleFactorAuthentication",
    "DeviceDetail": '{"deviceId":"d-1","trustType":"Azure AD registered"}',
    "LocationDetails": '{"countryOrRegion":"FR","city":"Lyon"}',
    "NetworkLocationDetails": '[{"networkType":"namedNetwork"}]',
}
GRAPH_AUDIT: Json = {
    "id": "audit-1",
    "category": "RoleManagement",
    "activityDisplayName": "Add member to role",
    "activityDateTime": AT,
    "loggedByService": "Core Directory",
    "result": "success",
    "resultReason": "",
    "initiatedBy": CALLER,
    "targetResources": AUDIT_TARGETS,
    "additionalDetails": [{"key": "additionalInfo", "value": "by device id"}],
}
TABLE_AUDIT: Json = {
    "Id": "audit-2",
    "TimeGenerated [UTC]": "1/5/2026, 10:00:00.000 AM",
    "Type": "AuditLogs",
    "Category": "RoleManagement",
    "OperationName": "Add member to role",
    "LoggedByService": "Core Directory",
    "Result": "failure",
    "ResultReason": "Insufficient privileges",
    "InitiatedBy": json.dumps(CALLER),
    "TargetResources": json.dumps(AUDIT_TARGETS),
    "AdditionalDetails": "[]",
}
ACTIVITY: Json = {
    "time": AT,
    "resourceId": "/SUBSCRIPTIONS/1/RESOURCEGROUPS/A/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/V",
    "operationName": "MICROSOFT.KEYVAULT/VAULTS/SECRETS/WRITE",
    "category": "Administrative",
    "resultType": "Success",
    "callerIpAddress": "192.0.2.10",
    "correlationId": "c-1",
    "eventDataId": "activity-1",
    "identity": {"claims": {"name": "Ada"}},
    "properties": {"eventDataId": "activity-1"},
}
RISK: Json = {
    "id": "risk-1",
    "riskEventType": "unfamiliarFeatures",
    "riskState": "atRisk",
    "riskLevel": "high",
    "detectedDateTime": AT,
    "activityDateTime": AT,
    "ipAddress": "192.0.2.11",
    "userPrincipalName": "dan@contoso.example",
    "userId": "u-4",
}
UNIFIED: Json = {
    "Id": "unified-1",
    "CreationTime": "2026-01-05T10:00:00",
    "Operation": "New-InboxRule",
    "OrganizationId": "org-1",
    "RecordType": 1,
    "ResultStatus": "True",
    "Workload": "Exchange",
    "UserId": "eve@contoso.example",
    "ClientIP": "192.0.2.12",
    "Parameters": [
        {"Name": "Name", "Value": ".."},
        {"Name": "ForwardTo", "Value": "smtp:out@elsewhere.example"},
    ],
}
ALERT: Json = {
    "Id": "unified-2",
    "CreationTime": "2026-01-05T11:00:00",
    "Operation": "AlertTriggered",
    "OrganizationId": "org-1",
    "RecordType": 40,
    "ResultStatus": "Succeeded",
    "Workload": "SecurityComplianceCenter",
    "UserId": "SecurityComplianceAlerts",
    "Name": "Mass deletion",
    "Severity": "High",
}
LOGGED_IN: Json = {
    "Id": "unified-3",
    "CreationTime": "2026-01-05T12:00:00",
    "Operation": "UserLoggedIn",
    "OrganizationId": "org-1",
    "RecordType": 15,
    "ResultStatus": "Success",
    "Workload": "AzureActiveDirectory",
    "UserId": "fay@contoso.example",
    "ClientIP": "192.0.2.13",
    "ApplicationId": "app-portal",
    "ExtendedProperties": [{"Name": "RequestType", "Value": "Cmsi:Cmsi"}],
}
OKTA: Json = {
    "uuid": "okta-1",
    "published": AT,
    "eventType": "policy.evaluate_sign_on",
    "legacyEventType": "core.policy.evaluate",
    "displayMessage": "Evaluation of sign-on policy",
    "severity": "INFO",
    "actor": {"type": "User", "alternateId": "gus@contoso.example", "id": "00u1"},
    "client": {"ipAddress": "192.0.2.14", "userAgent": {"rawUserAgent": "curl/8"}},
    "outcome": {"result": "CHALLENGE", "reason": "Sign-on policy evaluation"},
    "securityContext": {"isProxy": True, "asOrg": "somewhere"},
    "target": [
        {"type": "User", "displayName": "Gus", "alternateId": "gus@contoso.example"},
        {"type": "AppInstance", "displayName": "Okta Admin Console", "alternateId": "okta"},
    ],
    "debugContext": {"debugData": {"behaviors": "{New Device=POSITIVE}"}},
}
OKTA_TABLE: Json = {
    "uuid_g": "okta-2",
    "published_t": AT,
    "TimeGenerated": AT,
    "eventType_s": "policy.evaluate_sign_on",
    "legacyEventType_s": "core.policy.evaluate",
    "displayMessage_s": "Evaluation of sign-on policy",
    "actor_alternateId_s": "hal@contoso.example",
    "client_ipAddress_s": "192.0.2.15",
    "outcome_result_s": "DENY",
    "outcome_reason_s": "Sign-on policy evaluation",
    "securityContext_isProxy_b": "true",
    "target_s": json.dumps(OKTA["target"]),
    "debugContext_debugData_behaviors_s": "{New Device=NEGATIVE}",
}
GOOGLE: Json = {
    "id": {
        "time": AT,
        "uniqueQualifier": "google-1",
        "applicationName": "admin",
        "customerId": "C",
    },
    "actor": {"email": "root@contoso.example"},
    "ipAddress": "192.0.2.16",
    "events": [
        {
            "type": "SECURITY_SETTINGS",
            "name": "ENFORCE_STRONG_AUTHENTICATION",
            "parameters": [
                {"name": "NEW_VALUE", "value": "false"},
                {"name": "SETTING_NAME", "value": "ContextAwareAccess"},
            ],
        }
    ],
}
GOOGLE_CLOUD: Json = {
    "insertId": "google-2",
    "timestamp": AT,
    "protoPayload": {
        "@type": "type.googleapis.com/google.cloud.audit.AuditLog",
        "serviceName": "login.googleapis.com",
        "methodName": "google.login.LoginService.emailForwardingOutOfDomain",
        "authenticationInfo": {"principalEmail": "ida@contoso.example"},
        "requestMetadata": {"callerIp": "192.0.2.17"},
        "metadata": {"event": [{"eventName": "email_forwarding_out_of_domain", "parameter": []}]},
    },
}

FILES: Mapping[str, Sequence[Json]] = {
    "graph.json": [GRAPH_SIGN_IN],
    "diagnostic.json": [DIAGNOSTIC_SIGN_IN],
    "table.csv": [TABLE_SIGN_IN],
    "audit.json": [GRAPH_AUDIT],
    "audit.csv": [TABLE_AUDIT],
    "activity.json": [ACTIVITY],
    "risk.json": [RISK],
    "unified.json": [UNIFIED, ALERT],
    "search.csv": [
        {
            "RecordType": 15,
            "CreationDate": "2026-01-05T12:00:00.0000000Z",
            "UserIds": "fay@contoso.example",
            "Operations": "UserLoggedIn",
            "AuditData": json.dumps(LOGGED_IN),
        }
    ],
    "okta.json": [OKTA],
    "okta-table.json": [OKTA_TABLE],
    "google.json": [GOOGLE],
    "google-cloud.json": [GOOGLE_CLOUD],
}


def write(folder: Path, files: Mapping[str, Sequence[Json]]) -> Iterator[Path]:
    """Write records as files, tables where a name says so."""
    for name, records in files.items():
        path = folder / name
        with path.open("w", encoding="utf-8", newline="") as file:
            if path.suffix == ".csv":
                table = csv.DictWriter(file, records[0].keys())
                table.writeheader()
                table.writerows(records)
            else:
                file.writelines(json.dumps(record) + "\n" for record in records)
        yield path


def rule_file(folder: Path, source: str, detection: str, name: str = "rule") -> Path:
    """Write a rule of a log source, `product service`; its detection is YAML on one line."""
    product, _, service = source.partition(" ")
    path = folder / f"{name}.yml"
    text = {
        "title": name,
        "id": "11111111-1111-4111-8111-111111111111",
        "level": "high",
        "tags": ["attack.initial-access", "attack.t1078.004"],
        "logsource": {"product": product} | ({"service": service} if service else {}),
        "detection": yaml.safe_load(detection),
    }
    path.write_text(yaml.safe_dump(text, sort_keys=False), encoding="utf-8")
    return path


def prepared(site: Site, folder: Path, *rules: Path) -> tuple[list[Rule], list[Broken]]:
    """Compile rules over what was imported."""
    site.engine.view(EVENTS, site.store.parts(EVENTS))
    links = folder / "links"
    links.mkdir(exist_ok=True)

    def imported(formats: Collection[str]) -> list[Originals]:
        return read_originals(site.home, site.store, site.engine, links, formats)

    found = prepare_sigma(site.engine, rules, imported)
    return list(found.sound), list(found.broken)


def matched(site: Site, rule: Rule) -> list[str]:
    """Return the ids of the events that a rule tells."""
    return sorted(row[0] for row in site.engine.rows(f"SELECT event_uid FROM ({rule.select})"))
