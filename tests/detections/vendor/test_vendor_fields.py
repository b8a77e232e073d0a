"""What rules call a field is found in vendors' own records, whatever form they came in."""

import json
from pathlib import Path

import pytest

from detections.vendor.vendor_records import matched, prepared, rule_file
from sources.log_home import Site

SIGN_INS = "azure signinlogs"
AUDIT = "azure auditlogs"
ACTIVITY = "azure activitylogs"
CASES = [
    (SIGN_INS, "{s: {ResultType: 0}, condition: s}", ["graph-1"]),
    (SIGN_INS, "{s: {ResultType: [50126, 53003]}, condition: s}", ["diagnostic-1", "table-1"]),
    (SIGN_INS, "{s: {Status: Success}, condition: not s}", ["diagnostic-1", "table-1"]),
    (SIGN_INS, "{s: {status.errorCode: 50126}, condition: s}", ["diagnostic-1"]),
    (SIGN_INS, "{s: {userAgent|contains: azurehound}, condition: s}", ["diagnostic-1"]),
    (SIGN_INS, "{s: {ResultDescription|contains: blocked by}, condition: s}", ["table-1"]),
    (
        SIGN_INS,
        "{s: {AuthenticationRequirement: singleFactorAuthentication}, condition: s}",
        ["graph-1", "table-1"],
    ),
    (SIGN_INS, "{s: {DeviceDetail.trusttype: ''}, condition: s}", ["graph-1"]),
    (SIGN_INS, "{s: {DeviceDetail.trustType|contains: joined}, condition: s}", ["diagnostic-1"]),
    (SIGN_INS, "{s: {DeviceDetail.trustType|contains: registered}, condition: s}", ["table-1"]),
    (SIGN_INS, "{s: {properties.deviceDetail.deviceId: d-1}, condition: s}", ["table-1"]),
    (SIGN_INS, "{s: {NetworkLocationDetails: '[]'}, condition: s}", ["graph-1"]),
    (SIGN_INS, "{s: {riskEventTypes_v2: passwordSpray}, condition: s}", ["graph-1"]),
    (SIGN_INS, "{s: {Location: FR}, condition: s}", ["table-1"]),
    (SIGN_INS, "{s: {LocationDetails.city: lyon}, condition: s}", ["table-1"]),
    (SIGN_INS, "{s: {properties.message: Device Code}, condition: s}", ["diagnostic-1"]),
    (SIGN_INS, "{s: {ClientApp|startswith: IMAP}, condition: s}", ["graph-1"]),
    (SIGN_INS, "{s: {IPAddress|cidr: 192.0.2.8/31}, condition: s}", ["diagnostic-1", "table-1"]),
    (SIGN_INS, "{k: [Lyon, azurehound], condition: k}", ["diagnostic-1", "table-1"]),
    (
        AUDIT,
        ("{s: {Category: RoleManagement, OperationName|contains|all: [add, role]}, condition: s}"),
        ["audit-1", "audit-2"],
    ),
    (AUDIT, "{s: {TargetResources|contains: 62e90394-role}, condition: s}", ["audit-1", "audit-2"]),
    (
        AUDIT,
        "{s: {TargetResources.modifiedProperties.newValue|contains: 62e9}, condition: s}",
        ["audit-1", "audit-2"],
    ),
    (AUDIT, "{s: {ConsentContext.IsAdminConsent: 'false'}, condition: s}", ["audit-1", "audit-2"]),
    (
        AUDIT,
        "{s: {properties.message: Add member to role, Status: failure}, condition: s}",
        ["audit-2"],
    ),
    (AUDIT, "{s: {Status: Insufficient privileges}, condition: s}", ["audit-2"]),
    (
        AUDIT,
        "{s: {InitiatedBy.user.userPrincipalName: root@contoso.example}, condition: s}",
        ["audit-1", "audit-2"],
    ),
    (AUDIT, "{s: {InitiatedBy|contains: root@}, condition: not s}", []),
    (
        AUDIT,
        "{s: {properties.targetType: service principal}, condition: s}",
        ["audit-1", "audit-2"],
    ),
    (AUDIT, "{s: {additionalDetails.value|contains: device}, condition: s}", ["audit-1"]),
    (AUDIT, "{s: {additionalInfo|contains: device}, condition: s}", ["audit-1"]),
    (
        ACTIVITY,
        "{s: {operationName: Microsoft.KeyVault/vaults/secrets/write}, condition: s}",
        ["activity-1"],
    ),
    (ACTIVITY, "{s: {ResourceProviderValue: Microsoft.KeyVault}, condition: s}", ["activity-1"]),
    (
        ACTIVITY,
        "{s: {properties.message: Add member to role}, condition: s}",
        ["audit-1", "audit-2"],
    ),
    (ACTIVITY, "{k: [VAULTS/SECRETS], condition: k}", ["activity-1"]),
    ("azure riskdetection", "{s: {riskEventType: unfamiliarFeatures}, condition: s}", ["risk-1"]),
    ("azure riskdetection", "{s: {riskLevel: high, riskState: atRisk}, condition: s}", ["risk-1"]),
    (
        "m365 exchange",
        ("{s: {eventSource: Exchange, eventName: New-InboxRule, status: success}, condition: s}"),
        ["unified-1"],
    ),
    ("m365 exchange", "{s: {ForwardTo|contains: elsewhere}, condition: s}", ["unified-1"]),
    (
        "m365 exchange",
        "{s: {Parameters.Value|endswith: elsewhere.example}, condition: s}",
        ["unified-1"],
    ),
    (
        "m365 threat_management",
        (
            "{s: {eventSource: SecurityComplianceCenter, eventName: mass deletion,"
            " status: success}, condition: s}"
        ),
        ["unified-2"],
    ),
    (
        "m365 threat_management",
        "{s: {Payload|contains|all: [alert, mass]}, condition: s}",
        ["unified-2"],
    ),
    (
        "m365 audit",
        "{s: {Operation: UserLoggedIn, RequestType: 'Cmsi:Cmsi'}, condition: s}",
        ["unified-3"],
    ),
    ("m365", "{s: {ApplicationId: app-portal}, condition: s}", ["unified-3"]),
    ("okta okta", "{s: {eventtype: policy.evaluate_sign_on}, condition: s}", ["okta-1", "okta-2"]),
    (
        "okta okta",
        "{s: {target.displayName: okta admin console}, condition: s}",
        ["okta-1", "okta-2"],
    ),
    (
        "okta okta",
        "{s: {debugContext.debugData.behaviors|contains: POSITIVE}, condition: s}",
        ["okta-1"],
    ),
    ("okta okta", "{s: {outcome.result: DENY}, condition: s}", ["okta-2"]),
    ("okta okta", "{s: {securityContext.isProxy: true}, condition: s}", ["okta-1", "okta-2"]),
    ("okta", "{s: {securityContext.isProxy: 'true'}, condition: s}", ["okta-1", "okta-2"]),
    ("okta okta", "{s: {actor.alternateid|re: '^(gus|hal)@'}, condition: s}", ["okta-1", "okta-2"]),
    (
        "okta okta",
        "{s: {legacyeventtype: core.policy.evaluate}, condition: s}",
        ["okta-1", "okta-2"],
    ),
    (
        "okta okta",
        "{s: {displayMessage|startswith: evaluation}, condition: s}",
        ["okta-1", "okta-2"],
    ),
    (
        "gcp google_workspace.admin",
        (
            "{s: {eventService: admin.googleapis.com,"
            " eventName: [ENFORCE_STRONG_AUTHENTICATION, OTHER], new_value: 'false'}, condition: s}"
        ),
        ["google-1"],
    ),
    (
        "gcp google_workspace.admin",
        "{s: {setting_name|startswith: ContextAware}, condition: s}",
        ["google-1"],
    ),
    (
        "gcp google_workspace.login",
        (
            "{s: {protoPayload.Servicename: login.googleapis.com,"
            " protoPayload.metadata.event.eventName: email_forwarding_out_of_domain}, condition: s}"
        ),
        ["google-2"],
    ),
    ("rasid", "{s: {action: mail_access}, condition: s}", []),
    ("rasid", "{s: {account|startswith: 'ada@', outcome: success}, condition: s}", ["graph-1"]),
    ("rasid", "{s: {time|year: 2026, time|hour: 11}, condition: s}", ["unified-2"]),
    ("rasid", "{k: ['ida@contoso'], condition: k}", ["google-2"]),
]


@pytest.mark.parametrize(("source", "detection", "expected"), CASES)
def test_rules_match_original_records(
    site: Site, tmp_path: Path, source: str, detection: str, expected: list[str]
) -> None:
    """A rule tells the events of the records that it matches, and names no unknown field."""
    (rule,), idle = prepared(site, tmp_path, rule_file(tmp_path, source, detection))

    assert [] == idle
    assert expected == matched(site, rule)
    assert () == rule.unknown


def test_all_rules_run_beside_each_other(site: Site, tmp_path: Path) -> None:
    """One reading of the records serves every rule alike."""
    rules = [
        rule_file(tmp_path, source, detection, f"rule{n:02d}")
        for n, (source, detection, _) in enumerate(CASES)
    ]

    ready, idle = prepared(site, tmp_path, *rules)

    assert [] == idle
    assert [expected for *_, expected in CASES] == [matched(site, rule) for rule in ready]


def test_a_signal_is_told_by_its_event(site: Site, tmp_path: Path) -> None:
    """The columns are those that the runner takes."""
    rule = rule_file(tmp_path, SIGN_INS, "{s: {ResultType: 0}, condition: s}", "entry")

    (ready,), _ = prepared(site, tmp_path, rule)

    ((subject, *event, session, value, reason),) = site.engine.rows(ready.select)
    assert "ada@contoso.example" == subject
    assert ["Microsoft Entra ID", "", "graph-1", "ada@contoso.example", "192.0.2.7"] == event[1:]
    assert (None, None, "entry") == (session, value, reason)
    assert (("T1078.004",), "high", 1) == (ready.attack, ready.level, ready.line)


def test_fields_of_no_record_are_named(site: Site, tmp_path: Path) -> None:
    """A rule that asks for what nobody logged runs, and says what it asks in vain."""
    rule = rule_file(
        tmp_path, SIGN_INS, "{s: {HomeTenant: a}, f: {ResultType: 0}, condition: not s}"
    )

    (ready,), _ = prepared(site, tmp_path, rule)

    assert ("HomeTenant",) == ready.unknown
    assert 3 == len(matched(site, ready))


@pytest.mark.parametrize(
    "source", [SIGN_INS, AUDIT, "m365 audit", "okta okta", "gcp google_workspace.login"]
)
def test_a_field_name_is_only_ever_data(site: Site, tmp_path: Path, source: str) -> None:
    """Quotes, paths and the names of columns within are names like any other."""
    names = ["a'b", 'a"b', "a.b'.c\\", "..", "a..b", "$.x", "x[*].y", "é.ü", "x" * 500, "k0", "t0"]
    names += ["record", "said", "fields", "a'); DROP TABLE events; --"]
    rules = [
        rule_file(tmp_path, source, json.dumps({"s": {name: "zzz"}, "condition": "s"}), f"r{n}")
        for n, name in enumerate(names)
    ]

    ready, idle = prepared(site, tmp_path, *rules)

    assert [] == idle
    assert [[]] * len(names) == [matched(site, rule) for rule in ready]


@pytest.mark.parametrize(
    ("source", "detection", "why", "broken"),
    [
        ("azure pims", "{s: {a: b}, condition: s}", "nothing to read: rasid imports no azure.pims.",
         False),
        ("windows security", "{s: {a: b}, condition: s}",
         "nothing to read: rasid imports no windows.security.", False),
        ("rasid", "{s: {wrong: b}, condition: s}",
         "the field `wrong` is none of this log source.", True),
        (SIGN_INS, "{s: {a|re: '(?=b)'}, condition: s}",
         "the regular expression '(?=b)' is none of RE2", True),
    ],
)  # fmt: skip
def test_what_does_not_run_says_why(
    site: Site, tmp_path: Path, source: str, detection: str, why: str, *, broken: bool
) -> None:
    """Nothing to read is told apart from what is wrong; neither is silent."""
    path = rule_file(tmp_path, source, detection)

    ready, (idle,) = prepared(site, tmp_path, path)

    assert [] == ready
    assert (path, 1, broken) == (idle.path, idle.line, not idle.idle)
    assert idle.why.startswith(why)
