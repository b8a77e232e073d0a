from rasid.tables.contract import Column, Table

DECISIONS = Table(
    name="decisions",
    grain="one analyst's decision as the analysis respected it in one campaign",
    key=("decision", "campaign_id"),
    columns=(
        Column("decision", "BIGINT", "its number in the ledger"),
        Column(
            "campaign_id", "VARCHAR", "the campaign that it touched; empty where it touched none"
        ),
        Column("kind", "VARCHAR", "confirm, merge, split or innocent"),
        Column("made_at", "TIMESTAMP", "when it was made"),
        Column("made_by", "VARCHAR", "who made it"),
        Column("decided", "VARCHAR", "what was decided, in words"),
        Column("why", "VARCHAR", "why, in the words of who made it"),
        Column("sessions", "BIGINT", "sessions that it moved or left out"),
        Column("effect", "VARCHAR", "what it did in this analysis, in words"),
    ),
)
