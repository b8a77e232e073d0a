from rasid.tables.contract import Column, Table

KINDS = (
    "address",
    "network",
    "fingerprint",
    "user_agent",
    "domain",
    "technique",
    "hours",
    "category",
    "guess",
    "month",
)

OBSERVED = Table(
    name="observed",
    grain="one thing that a campaign was seen with",
    key=("campaign_id", "kind", "value"),
    columns=(
        Column("campaign_id", "VARCHAR", "the campaign"),
        Column("kind", "VARCHAR", "one of KINDS"),
        Column(
            "value",
            "VARCHAR",
            "which; of `hours` the likeliest shift as JSON, in UTC; of `month` such as 2026-03; "
            "of `guess` how addresses that do not exist write a name: `i` an initial, `9` a number",
        ),
        Column("first_seen", "TIMESTAMP", "when first"),
        Column("last_seen", "TIMESTAMP", "when last"),
        Column("sessions", "BIGINT", "hostile sessions with it; of `category` people gone for"),
    ),
)
