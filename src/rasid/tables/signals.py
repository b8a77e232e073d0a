from rasid.tables.contract import Column, Table

LEVELS = ("informational", "low", "medium", "high", "critical")

STATES = ("ran", "nothing to read", "could not run")

SIGNALS = Table(
    name="signals",
    grain="one rule that fired on one subject: an account, a source, a day of one …",
    key=("signal_id",),
    columns=(
        Column("signal_id", "VARCHAR", "hash of the rule and its events; the same in each run"),
        Column("rule", "VARCHAR", "the rule's id, which is its file's name"),
        Column("title", "VARCHAR", "what the rule finds, in words"),
        Column("level", "VARCHAR", "one of LEVELS"),
        Column("first_seen", "TIMESTAMP", "time of its first event"),
        Column("last_seen", "TIMESTAMP", "time of its last event"),
        Column("account", "VARCHAR", "the account; null where the signal has several or none"),
        Column("source_ip", "VARCHAR", "the client's address; null where several or none"),
        Column("session_id", "VARCHAR", "the session; null where several or none"),
        Column("events", "BIGINT", "events that take part"),
        Column("value", "DOUBLE", "the rule's own measure, the largest of its events'"),
        Column("bits", "DOUBLE", "log2 of the likelihood ratio that the rule states"),
        Column("reason", "VARCHAR", "why it fired, with its numbers, of the event of that value"),
        Column("attack", "VARCHAR", "ATT&CK ids, comma-separated"),
        Column("suppressed", "VARCHAR", "who suppressed it and why; null where nobody did"),
    ),
)

SIGNAL_EVENTS = Table(
    name="signal_events",
    grain="one event that takes part in one signal",
    key=("signal_id", "provider", "tenant", "event_uid"),
    columns=(
        Column("signal_id", "VARCHAR", "the signal"),
        Column("provider", "VARCHAR", "the event's provider"),
        Column("tenant", "VARCHAR", "the event's tenant"),
        Column("event_uid", "VARCHAR", "the event"),
        Column("time", "TIMESTAMP", "when it happened"),
    ),
)

SIGNAL_GROUPS = Table(
    name="signal_groups",
    grain="the signals of one rule in one campaign that has half of their events or more, or one "
    "signal that is in none; what somebody suppressed apart",
    key=("rule", "place", "is_suppressed"),
    columns=(
        Column("rule", "VARCHAR", "the rule's id"),
        Column("place", "VARCHAR", "the campaign; of a signal that is in none the signal"),
        Column("is_suppressed", "BOOLEAN", "whether somebody suppressed them"),
        Column("title", "VARCHAR", "what the rule finds, in words"),
        Column("level", "VARCHAR", "one of LEVELS"),
        Column("campaign_id", "VARCHAR", "the campaign; null where they are in none"),
        Column("signals", "BIGINT", "how many they are"),
        Column("events", "BIGINT", "events that take part in any of them"),
        Column("accounts", "BIGINT", "accounts of these events"),
        Column("protected", "BIGINT", "people on the roster whose accounts they are"),
        Column("first_seen", "TIMESTAMP", "time of the first event"),
        Column("last_seen", "TIMESTAMP", "time of the last event"),
        Column("account", "VARCHAR", "the account, where all have the same one"),
        Column("source_ip", "VARCHAR", "the client's address, where all have the same one"),
        Column("session_id", "VARCHAR", "the session, where all have the same one"),
        Column("value", "DOUBLE", "the largest of the rule's own measure"),
        Column("bits", "DOUBLE", "the largest of their bits"),
        Column("reason", "VARCHAR", "why one of that value fired"),
        Column("attack", "VARCHAR", "ATT&CK ids, comma-separated"),
        Column("suppressed", "VARCHAR", "who suppressed one of them and why; null: nobody"),
        Column("signal_ids", "VARCHAR[]", "the signals, in order"),
    ),
)

RULE_RUNS = Table(
    name="rule_runs",
    grain="one rule as the last analysis met it, also one that could not run",
    key=("rule", "file"),
    columns=(
        Column("rule", "VARCHAR", "the rule's id"),
        Column("title", "VARCHAR", "what it finds; empty where its file could not be read"),
        Column("level", "VARCHAR", "one of LEVELS; empty where its file could not be read"),
        Column("file", "VARCHAR", "the file that it came from"),
        Column("line", "BIGINT", "where in it something is wrong; null where not known"),
        Column("state", "VARCHAR", "one of STATES"),
        Column(
            "why", "VARCHAR", "why it did not run; of one that did, the fields that no record has"
        ),
        Column("signals", "BIGINT", "signals that it gave"),
        Column("events", "BIGINT", "events that take part in them"),
    ),
)
