from rasid.tables.contract import Column, Table

KINDS = ("mailbox", "phone", "none known")

CHAINS = Table(
    name="chains",
    grain="one account that a campaign entered by a recovery, and over what",
    key=("campaign_id", "account"),
    columns=(
        Column("campaign_id", "VARCHAR", "the campaign"),
        Column("person_id", "VARCHAR", "from the roster only; empty where not on it"),
        Column("mailbox", "VARCHAR", "the recovery mailbox that was entered before; else empty"),
        Column("mailbox_event", "VARCHAR", "the event that entered it; else empty"),
        Column("mailbox_at", "TIMESTAMP", "when that was"),
        Column("account", "VARCHAR", "the account that was reset or entered by recovery"),
        Column("account_event", "VARCHAR", "the event that did it"),
        Column("account_at", "TIMESTAMP", "when that was"),
        Column("kind", "VARCHAR", "over what the recovery went, one of KINDS"),
        Column("reason", "VARCHAR", "why that is said, in words without names"),
    ),
)
