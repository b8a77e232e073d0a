from rasid.tables.contract import Column, Table

STAGES = ("discover", "attack", "compromise", "exploit")

CAMPAIGNS = Table(
    name="campaigns",
    grain="the linked hostile sessions of one operator group",
    key=("campaign_id",),
    columns=(
        Column("campaign_id", "VARCHAR", "stable over re-analysis"),
        Column("campaign_probability", "DOUBLE", "that this is a campaign at all"),
        Column("first_seen", "TIMESTAMP", "time of its first hostile event"),
        Column("last_seen", "TIMESTAMP", "time of its last hostile event"),
        Column("attempts", "BIGINT", "distinct events of stage discover"),
        Column("accounts_identified", "BIGINT", "accounts that an attempt confirmed"),
        Column("accounts_attacked", "BIGINT", "accounts with a row of attack or a later stage"),
        Column("accounts_compromised", "BIGINT", "accounts with a row of compromise or exploit"),
        Column("sessions", "BIGINT", "its hostile sessions"),
        Column(
            "attempts_low",
            "BIGINT",
            "within low and high it lies with 90 %, if the campaign is one",
        ),
        Column("attempts_high", "BIGINT", "the high of that number"),
        Column("accounts_identified_low", "BIGINT", "the low of that number"),
        Column("accounts_identified_high", "BIGINT", "the high of that number"),
        Column("accounts_attacked_low", "BIGINT", "the low of that number"),
        Column("accounts_attacked_high", "BIGINT", "the high of that number"),
        Column("accounts_compromised_low", "BIGINT", "the low of that number"),
        Column("accounts_compromised_high", "BIGINT", "the high of that number"),
    ),
)

HOSTILE = Table(
    name="hostile",
    grain="one hostile event of one campaign",
    key=("event_uid",),
    order=("campaign_id", "event_uid"),
    columns=(
        Column("event_uid", "VARCHAR", "the event"),
        Column("campaign_id", "VARCHAR", "the campaign it belongs to"),
        Column("stage", "VARCHAR", "one of STAGES"),
        Column("time", "TIMESTAMP", "when it happened"),
        Column("account", "VARCHAR", "as logged, trimmed and lower-cased"),
        Column("person_id", "VARCHAR", "from the roster only; empty where not on it"),
        Column("category", "VARCHAR", "the person's category, else `unlisted`"),
        Column("source_ip", "VARCHAR", "the client's address"),
        Column("session_id", "VARCHAR", "the hostile session"),
        Column("bits", "DOUBLE", "evidence that the visit belongs to the campaign"),
        Column("reason", "VARCHAR", "the heaviest evidence in words"),
        Column("action", "VARCHAR", "the event's action"),
        Column("outcome", "VARCHAR", "the event's outcome"),
        Column("account_exists", "BOOLEAN", "whether the event shows that the account exists"),
        Column("raw_file", "VARCHAR", "SHA-256 of the kept file that holds the raw line"),
        Column("raw_line", "BIGINT", "its line, where known"),
    ),
)

FUNNELS = Table(
    name="funnels",
    grain="one category of people in one campaign, as its hostile events count it",
    key=("campaign_id", "category"),
    columns=(
        Column("campaign_id", "VARCHAR", "the campaign"),
        Column("category", "VARCHAR", "a category of the roster, or `unlisted`"),
        Column("attempts", "BIGINT", "events of stage discover"),
        Column("identified", "BIGINT", "accounts that an attempt confirmed"),
        Column("attacked", "BIGINT", "accounts with an event of attack or a later stage"),
        Column("compromised", "BIGINT", "accounts with an event of compromise or exploit"),
    ),
)

BACKGROUND = Table(
    name="background",
    grain="one source of hostile but untargeted events",
    key=("source",),
    columns=(
        Column("source", "VARCHAR", "the network and fingerprint that the sessions share"),
        Column("kind", "VARCHAR", "what it looks like: stuffing, harvesting, guessing …"),
        Column("first_seen", "TIMESTAMP", "time of its first event"),
        Column("last_seen", "TIMESTAMP", "time of its last event"),
        Column("sessions", "BIGINT", "sessions in it"),
        Column("events", "BIGINT", "hostile events in it"),
        Column("accounts", "BIGINT", "distinct accounts touched"),
        Column("protected", "BIGINT", "how many of them are on the roster"),
        Column("expected_protected", "DOUBLE", "how many chance alone would touch"),
        Column("entered", "BIGINT", "accounts entered"),
    ),
)
