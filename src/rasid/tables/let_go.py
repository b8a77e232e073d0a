from rasid.tables.contract import Column, Table

LET_GO = Table(
    name="let_go",
    grain="one campaign that lost events to a retention, as it was until then",
    key=("retention", "campaign_id"),
    columns=(
        Column("retention", "BIGINT", "its number in the ledger, which tells of days and files"),
        Column("let_go_at", "TIMESTAMP", "when that was"),
        Column("before", "TIMESTAMP", "events before this moment were removed"),
        Column("made_by", "VARCHAR", "who removed them"),
        Column("why", "VARCHAR", "why, in their words"),
        Column("campaign_id", "VARCHAR", "the campaign"),
        Column("events", "BIGINT", "hostile events that it had"),
        Column("gone", "BIGINT", "how many of these were removed"),
        Column("sha256", "VARCHAR", "of the ids of all these events, sorted, a newline between"),
        Column("attempts", "BIGINT", "its numbers, as in `campaigns`"),
        Column("accounts_identified", "BIGINT", "see there"),
        Column("accounts_attacked", "BIGINT", "see there"),
        Column("accounts_compromised", "BIGINT", "see there"),
    ),
)
