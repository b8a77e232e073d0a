"""What pages ask of the other tables, worked out once: nothing is in these that is not in those."""

from rasid.tables.contract import Column, Table

TRACES = Table(
    name="traces",
    grain="one hostile event: what its record, its session and its visit's judgement say of it",
    key=("event_uid",),
    order=("campaign_id", "event_uid"),
    columns=(
        Column("event_uid", "VARCHAR", "the event"),
        Column("campaign_id", "VARCHAR", "the campaign it belongs to"),
        Column("session_id", "VARCHAR", "the hostile session"),
        Column("times", "BIGINT", "how often it stands among the hostile: more than once is wrong"),
        Column("records", "BIGINT", "records of that id and time; several contradict each other"),
        Column("filled", "VARCHAR[]", "which of the fields that link sessions any of them has"),
        Column("as_name", "VARCHAR", "the network's name; null where none has it"),
        Column("provider", "VARCHAR", "who logged it"),
        Column("detail", "VARCHAR", "the vendor's own name or text where it says more"),
        Column("network", "VARCHAR", "of its session: AS number, else the address's /24, /16, /48"),
        Column("country", "VARCHAR", "of the session"),
        Column("fingerprint", "VARCHAR", "of the session: the client fingerprint, or user agent"),
        Column("start_at", "TIMESTAMP", "of the session: time of its first event"),
        Column("end_at", "TIMESTAMP", "of the session: time of its last event"),
        Column("needed", "DOUBLE", "a member has more bits than this; null where not weighed"),
    ),
)

CHANGES = Table(
    name="changes",
    grain="one successful change of how an account is entered or read, or an export of its mail, "
    "that is in no campaign, and the visit it was made in: the one most at home of several",
    key=("account", "event_uid"),
    order=("account", "time", "event_uid"),
    columns=(
        Column("account", "VARCHAR", "the account"),
        Column("event_uid", "VARCHAR", "the event"),
        Column("time", "TIMESTAMP", "when it happened"),
        Column("action", "VARCHAR", "the event's action"),
        Column("outcome", "VARCHAR", "the event's outcome"),
        Column("source_ip", "VARCHAR", "the client's address"),
        Column("provider", "VARCHAR", "who logged it"),
        Column("detail", "VARCHAR", "the vendor's own name or text where it says more"),
        Column("session_id", "VARCHAR", "the visit's session"),
        Column("home_bits", "DOUBLE", "how far the account is at home in it"),
        Column("step", "VARCHAR", "what became of the visit, empty where it was no suspect"),
        Column("candidate", "VARCHAR", "the campaign that it was weighed for"),
        Column("bits", "DOUBLE", "the evidence for that; null where not weighed"),
        Column("needed", "DOUBLE", "a member has more bits than this; null where not weighed"),
    ),
)

STAYS = Table(
    name="stays",
    grain="one account in one session, with where that was",
    key=("session_id", "account"),
    order=("account", "session_id"),
    columns=(
        Column("session_id", "VARCHAR", "the session"),
        Column("account", "VARCHAR", "the account"),
        Column("first_at", "TIMESTAMP", "time of the first event"),
        Column("last_at", "TIMESTAMP", "time of the last event"),
        Column("events", "BIGINT", "events in it"),
        Column("home_bits", "DOUBLE", "log2 likelihood ratio: the account's own people, or not"),
        Column("signin_successes", "BIGINT", "successful sign-ins and tokens"),
        Column("follow_ups", "BIGINT", "successful acts inside the account: rules, exports …"),
        Column("provider", "VARCHAR", "who logged it"),
        Column("source_ip", "VARCHAR", "the client's address, empty where not logged"),
        Column("network", "VARCHAR", "AS number, else the address's /24, /16 or /48"),
        Column("country", "VARCHAR", "country of the address"),
        Column("fingerprint", "VARCHAR", "the client fingerprint, else its user agent"),
        Column("device", "VARCHAR", "the provider's device id, empty where not logged"),
        Column("hostile", "BOOLEAN", "whether any event of it is a campaign's"),
    ),
)

PLACES = Table(
    name="places",
    grain="one account at one address",
    key=("source_ip", "account"),
    columns=(
        Column("source_ip", "VARCHAR", "the address, empty where not logged"),
        Column("account", "VARCHAR", "an account that has a visit from there"),
        Column("signs_in", "BOOLEAN", "whether it signed in there in a visit of no campaign"),
    ),
)

TOUCHED = Table(
    name="touched",
    grain="one person of the roster that any campaign's hostile event is of",
    key=("person_id",),
    columns=(
        Column("person_id", "VARCHAR", "the person"),
        Column("first_seen", "TIMESTAMP", "time of the first of these events"),
        Column("last_seen", "TIMESTAMP", "time of the last"),
        Column("attempts", "BIGINT", "events of stage discover"),
        Column("identified", "BIGINT", "accounts that an attempt confirmed"),
        Column("attacked", "BIGINT", "accounts with an event of attack or a later stage"),
        Column("compromised", "BIGINT", "accounts with an event of compromise or exploit"),
        Column("exploited", "BIGINT", "accounts with an event of exploit"),
        Column("campaigns", "VARCHAR[]", "the campaigns, in alphabetical order"),
    ),
)

SERVICES = Table(
    name="services",
    grain="one account that a campaign tried to enter, at one provider that logs anything of it",
    key=("account", "provider"),
    columns=(
        Column("account", "VARCHAR", "the account"),
        Column("provider", "VARCHAR", "who logged it"),
    ),
)

LOGGED = Table(
    name="logged",
    grain="one provider's events, all that are imported, whatever time was analysed",
    key=("provider",),
    columns=(
        Column("provider", "VARCHAR", "who logged"),
        Column("logged_from", "TIMESTAMP", "time of its first event"),
        Column("logged_until", "TIMESTAMP", "time of its last event"),
        Column("events", "BIGINT", "all its events"),
        Column("reads", "BIGINT", "events of mail being read"),
        Column("sent", "BIGINT", "events of mail being sent"),
    ),
)

AT_WORK = Table(
    name="at_work",
    grain="one domain whose accounts the logs show at work, in all that is imported",
    key=("domain",),
    columns=(
        Column("domain", "VARCHAR", "what follows the `@` of an account"),
        Column("accounts", "BIGINT", "accounts that signed in, or did something once inside"),
    ),
)

OF_ANALYSES = (TRACES, CHANGES, STAYS, PLACES, TOUCHED)
"""Made of what an analysis found, and of the events that it judged; later ones may read earlier."""

OF_LOGS = (LOGGED, AT_WORK, SERVICES)
"""Made of all events that are imported, whatever time was analysed: true until others are."""

WORKED_OUT = (*OF_ANALYSES, *OF_LOGS)
