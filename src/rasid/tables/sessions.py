from rasid.tables.contract import Column, Table

HOME_BITS = 4.0
"""From this likelihood ratio on (16 to 1) an account counts as at home in a session."""

SESSIONS = Table(
    name="sessions",
    grain="one source's events with no gap of 30 minutes",
    key=("session_id",),
    columns=(
        Column("session_id", "VARCHAR", "hash of the source and the session's first event"),
        Column("provider", "VARCHAR", "who logged it"),
        Column("source_ip", "VARCHAR", "the client's address"),
        Column("network", "VARCHAR", "AS number, else the address's /24, /16 or /48"),
        Column("fingerprint", "VARCHAR", "the client fingerprint, else its user agent"),
        Column("device", "VARCHAR", "the provider's device id, empty where not logged"),
        Column("country", "VARCHAR", "country of the address"),
        Column("start_at", "TIMESTAMP", "time of the first event"),
        Column("end_at", "TIMESTAMP", "time of the last event"),
        Column("events", "BIGINT", "events in it"),
        Column("accounts", "BIGINT", "distinct accounts in it"),
        Column("at_home", "BIGINT", "how many of those accounts are at home in it"),
    ),
)

VISITS = Table(
    name="visits",
    grain="one account in one session",
    key=("session_id", "account"),
    order=("account", "session_id"),
    columns=(
        Column("session_id", "VARCHAR", "the session"),
        Column("account", "VARCHAR", "the account"),
        Column("first_at", "TIMESTAMP", "time of the first event"),
        Column("last_at", "TIMESTAMP", "time of the last event"),
        Column("events", "BIGINT", "events in it"),
        Column("home_bits", "DOUBLE", "log2 likelihood ratio: the account's own people, or not"),
        Column("account_exists", "BOOLEAN", "true if any event shows it, false if one denies it"),
        Column("lookups", "BIGINT", "look-up events"),
        Column("recovery_opened", "BIGINT", "recovery_start events"),
        Column("recovery_codes", "BIGINT", "codes asked for"),
        Column("recovery_failures", "BIGINT", "codes or resets refused"),
        Column("resets", "BIGINT", "successful password resets and changes"),
        Column("signin_failures", "BIGINT", "failed or blocked sign-ins and tokens"),
        Column("signin_successes", "BIGINT", "successful sign-ins and tokens"),
        Column("factor_refusals", "BIGINT", "second factors refused, timed out or unanswered"),
        Column("follow_ups", "BIGINT", "successful acts inside the account: rules, exports …"),
        Column("follow_up_kinds", "BIGINT", "their kinds: reading mail, leading it out, a way in"),
    ),
)
