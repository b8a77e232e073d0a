from rasid.tables.contract import Column, Table

ACCOUNT_KINDS = ("work", "personal", "recovery")

ROSTER = Table(
    name="roster",
    grain="one account of one protected person",
    key=("account",),
    columns=(
        Column("person_id", "VARCHAR", "the roster's own id of the person"),
        Column("name", "VARCHAR", "the person's name, any script"),
        Column("category", "VARCHAR", "campaign, official, journalist …, as imported"),
        Column("organisation", "VARCHAR", "where the person belongs; empty where not given"),
        Column("country", "VARCHAR", "as imported"),
        Column("language", "VARCHAR", "as imported"),
        Column("account", "VARCHAR", "the address, trimmed and lower-cased"),
        Column("account_kind", "VARCHAR", "one of ACCOUNT_KINDS"),
        Column("recovers", "VARCHAR", "the account that this recovery mailbox resets; else empty"),
        Column("notify_to", "VARCHAR", "where to tell the person; empty where not given"),
        Column("consent", "VARCHAR", "yes, no, or empty where not asked"),
        Column("listed_from", "VARCHAR", "the first day on the roster, UTC; empty: always was"),
        Column("listed_until", "VARCHAR", "the day it left, not one of them; empty: still is"),
    ),
)
