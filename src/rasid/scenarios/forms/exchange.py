"""What Microsoft 365 logs of mail in its audit: mail read, rules, rights, links followed."""

from typing import Any

from rasid.scenarios.chance import stream
from rasid.scenarios.forms.delivery import to_json
from rasid.scenarios.forms.identifiers import guid, instant
from rasid.scenarios.log import Row
from rasid.scenarios.world.build import World

Record = dict[str, Any]

EXCHANGED = frozenset(
    {"mail.read", "mail.export", "mail_rule.create", "delegate.add", "link.click"}
)
"""The operations that Exchange logs, and Defender for the mail in it."""

TABLE = (
    "RecordId",
    "CreationDate",
    "RecordType",
    "Operation",
    "UserId",
    "AuditData",
    "AssociatedAdminUnits",
    "AssociatedAdminUnitsNames",
)
"""The columns of a search that is exported as CSV."""

_CLIENTS = {
    "mail": "Client=POP3/IMAP4;Protocol=IMAP4",
    "app": "Client=OutlookService;Outlook-iOS/2.0;",
    "script": "Client=WebServices;ExchangeServicesClient/15.00.0913.015;",
}
_OWA = "Client=OWA;Action=ViaProxy"
_ADMIN, _MAILBOX, _CLICK, _ITEMS = 1, 2, 41, 50
"""Record types: a cmdlet, an act in a mailbox, a link followed, items accessed."""


class Exchange:
    """Turns rows into records; a mailbox's owner sets rules by cmdlets behind Outlook's pages."""

    def __init__(self, world: World) -> None:
        self._seed = world.parameters.seed
        self._rng = stream(self._seed, "exchange")

    def record(self, row: Row, uid: str) -> Record:
        """Return the record of an act."""
        acts = {
            "mail.read": self._read,
            "mail.export": self._read,
            "mail_rule.create": self._rule,
            "delegate.add": self._rights,
            "link.click": self._click,
        }
        seed = self._seed
        common = {
            "CreationTime": instant(row.time, 0),
            "Id": uid,
            "OrganizationId": guid(seed, "tenant"),
            "UserId": row.account,
            "UserKey": guid(seed, row.account)[-16:].replace("-", "").upper(),
            "UserType": 0,
            "Version": 1,
            "Workload": "Exchange",
            "ExternalAccess": False,
            "OrganizationName": row.account.partition("@")[2],
            "OriginatingServer": "AM9PR01MB0001 (15.20.4200.000)",
            **({"SessionId": guid(seed, row.session)} if row.session else {}),
        }
        return common | acts[row.act.operation](row)

    def row_of_table(self, record: Record) -> str:
        """Return a record as the cells of an exported search."""
        cells = (
            record["Id"],
            record["CreationTime"] + ".0000000Z",
            record["RecordType"],
            record["Operation"],
            record["UserId"],
            to_json(record),
            "",
            "",
        )
        return to_json(cells)

    def _read(self, row: Row) -> Record:
        """Tell that mail was opened, or that a program synchronised all of it."""
        synced = row.act.operation == "mail.export" or row.client.agent.kind == "mail"
        return self._in_mailbox(row) | {
            "Operation": "MailItemsAccessed",
            "RecordType": _ITEMS,
            "OperationProperties": [
                {"Name": "MailAccessType", "Value": "Sync" if synced else "Bind"},
                {"Name": "IsThrottled", "Value": "False"},
            ],
            "OperationCount": 1,
            "Folders": [{"Id": "LgAAAAB", "Path": "\\Inbox"}],
        }

    def _rule(self, row: Row) -> Record:
        """Tell of a rule that forwards, or of a mailbox that is set to."""
        drop = f"smtp:{guid(self._seed, row.account)[:8]}@drop.example"
        if self._rng.random() < 0.25:
            return self._cmdlet(
                row, "Set-Mailbox", Identity=row.account, ForwardingSmtpAddress=drop
            )
        name = self._rng.choice((".", "..", "Newsletters", "Archive", "Team"))
        return self._cmdlet(
            row, "New-InboxRule", Name=name, ForwardTo=drop[5:], StopProcessingRules="True"
        )

    def _rights(self, row: Row) -> Record:
        """Tell of rights in a mailbox, given by cmdlet or on a folder in Outlook."""
        friend = f"{guid(self._seed, row.account)[:8]}@{row.account.partition('@')[2]}"
        if self._rng.random() < 0.4:
            return self._in_mailbox(row) | {
                "Operation": "AddFolderPermissions",
                "RecordType": _MAILBOX,
                "Item": {
                    "ParentFolder": {
                        "Path": "\\Inbox",
                        "MemberUpn": friend,
                        "MemberRights": "ReadAny, Visible",
                    }
                },
            }
        return self._cmdlet(
            row,
            "Add-MailboxPermission",
            Identity=row.account,
            User=friend,
            AccessRights="FullAccess",
        )

    def _click(self, row: Row) -> Record:
        """Tell of a link in a mail that was followed; the record is made some minutes later."""
        return {
            "CreationTime": instant(row.time + self._rng.randint(60_000, 900_000), 0),
            "TimeOfClick": instant(row.time, 0),
            "Operation": "TIUrlClickData",
            "RecordType": _CLICK,
            "Workload": "ThreatIntelligence",
            "UserType": 4,
            "UserKey": "ThreatIntel",
            "UserIp": row.client.address.text,
            "Url": f"https://{guid(self._seed, row.account)[:8]}.example/",
            "UrlClickAction": 0,
            "SourceWorkload": "Mail",
        }

    def _in_mailbox(self, row: Row) -> Record:
        return {
            "ResultStatus": "Succeeded",
            "ClientIPAddress": row.client.address.text,
            "ClientInfoString": _CLIENTS.get(row.client.agent.kind, _OWA),
            "InternalLogonType": 0,
            "LogonType": 0,
            "MailboxGuid": guid(self._seed, f"mailbox {row.account}"),
            "MailboxOwnerUPN": row.account,
        }

    def _cmdlet(self, row: Row, operation: str, **parameters: str) -> Record:
        address = row.client.address.text
        host = f"[{address}]" if ":" in address else address
        local, _, domain = row.account.partition("@")
        return {
            "Operation": operation,
            "RecordType": _ADMIN,
            "ResultStatus": "True",
            "ClientIP": f"{host}:{self._rng.randrange(1_024, 65_536)}",
            "ObjectId": f"EURPR01A001.PROD.OUTLOOK.COM/Organizations/{domain}/{local}",
            "Parameters": [{"Name": name, "Value": value} for name, value in parameters.items()],
        }
