from rasid.tables.contract import Column, Table

KINDS = ("account", "name", "converging")

SUGGESTED = Table(
    name="suggested",
    grain="one account, or one name that addresses guess at, that looks sought and is on no roster",
    key=("kind", "campaign_id", "subject"),
    columns=(
        Column(
            "kind",
            "VARCHAR",
            "`account` of a campaign; `name` that addresses which do not exist guess at; "
            "`converging`: an account that strangers try from several addresses on several days",
        ),
        Column("campaign_id", "VARCHAR", "whose events these are; empty for `converging`"),
        Column(
            "subject", "VARCHAR", "the account, or the first of the addresses that guess at a name"
        ),
        Column("person_id", "VARCHAR", "an id for a roster, which tells nothing without the logs"),
        Column("bits", "DOUBLE", "of an account: that it was gone for on purpose; else null"),
        Column(
            "chance",
            "DOUBLE",
            "of a converging account: which share of those that are sought as often chance alone "
            "explains; else null",
        ),
        Column("events", "BIGINT", "events on it"),
        Column("sessions", "BIGINT", "sessions of them"),
        Column("sources", "BIGINT", "client addresses of them"),
        Column("days", "BIGINT", "UTC days of them"),
        Column("first_seen", "TIMESTAMP", "time of the first"),
        Column("last_seen", "TIMESTAMP", "time of the last"),
        Column("name", "VARCHAR", "how somebody with these addresses may be called"),
        Column("addresses", "VARCHAR", "the account, or the addresses asked for, by spaces"),
        Column("like_person", "VARCHAR", "whose name on the roster it is like; else empty"),
        Column("reason", "VARCHAR", "what it rests on, in words"),
        Column("provisional", "BOOLEAN", "whether no roster was there to judge by"),
    ),
)

PROVISIONAL = "suggested"
"""The category of accounts that older rasids let stand in for a roster; no roster has it."""
