"""What a rule may read, under the names that rules have for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rasid.tables.contract import Column, Table
from rasid.tables.events import EVENTS
from rasid.tables.sessions import SESSIONS, VISITS

_OF_EVENTS = (
    *("event_uid", "time", "provider", "tenant", "action", "outcome", "reason", "account"),
    *("account_exists", "actor_account", "source_ip", "country", "device", "session", "app"),
    *("protocol", "mfa_method", "detail"),
)

_EVENTS = Table(
    name="rule_events",
    grain=f"{EVENTS.grain}, with what its session and its visit say",
    key=EVENTS.key,
    columns=(
        *(column for column in EVENTS.columns if column.name in _OF_EVENTS),
        Column("session_id", "VARCHAR", "its session; null where it names no account"),
        Column("network", "VARCHAR", "AS number, else the address's /24, /16 or /48"),
        Column("client", "VARCHAR", "the client's fingerprint, else its user agent"),
        Column("home_bits", "DOUBLE", "of its visit: at home from 4 on; null where not known"),
        Column("place_level", "VARCHAR", "address, network, country, none: what its account knows"),
        Column("client_level", "VARCHAR", "device, client, none: likewise; null without a history"),
        Column("at_home", "BOOLEAN", "16 to 1 or more, or an address or a device that it knows"),
    ),
)

_PROTECTED = Table(
    name="rule_protected",
    grain="one account of a protected person, as events spell it",
    key=("account",),
    columns=(
        Column("account", "VARCHAR", "the account"),
        Column("person_id", "VARCHAR", "the roster's own id of the person"),
        Column("category", "VARCHAR", "campaign, official, journalist …, as imported"),
        Column("account_kind", "VARCHAR", "work, personal or recovery"),
        Column("recovers", "VARCHAR", "the account that this mailbox resets; else empty"),
        Column("listed_from", "TIMESTAMP", "from when on it is the person's"),
        Column("listed_until", "TIMESTAMP", "until when"),
    ),
)

_ACTOR_ADDRESSES = Table(
    name="rule_actor_addresses",
    grain="one address in the logs that one actor is said to use, or to have used",
    key=("actor", "address", "valid_from"),
    columns=(
        Column("actor", "VARCHAR", "the intrusion set's name as imported"),
        Column("address", "VARCHAR", "the address, also one within a range of 256 or fewer"),
        Column("valid_from", "TIMESTAMP", "since when; null where not said"),
        Column("valid_until", "TIMESTAMP", "until when; null where not said"),
    ),
)

_PROFILES = Table(
    name="profiles",
    grain="one thing that one account's own successes were seen with",
    key=("account", "kind", "value"),
    columns=(
        Column("account", "VARCHAR", "the account"),
        Column("kind", "VARCHAR", "address, network, country, client, device; any: a success"),
        Column("value", "VARCHAR", "the address, the network …; empty for any"),
        Column("first_day", "VARCHAR", "a DATE: the first UTC day of such a success"),
        Column("last_day", "VARCHAR", "a DATE: the last"),
    ),
)

_COMMONNESS = Table(
    name="commonness",
    grain="one thing in anybody's profile",
    key=("kind", "value"),
    columns=(
        Column("kind", "VARCHAR", "as in `profiles`"),
        Column("value", "VARCHAR", "as in `profiles`"),
        Column("share", "DOUBLE", "share of all accounts with a success that have it"),
    ),
)

RELATIONS: Mapping[str, Table] = {
    "events": _EVENTS,
    "visits": VISITS,
    "sessions": SESSIONS,
    "protected": _PROTECTED,
    "actor_addresses": _ACTOR_ADDRESSES,
    "profiles": _PROFILES,
    "commonness": _COMMONNESS,
}
"""By the name that rules use; the table's own name is the engine's."""


@dataclass(frozen=True, slots=True)
class ActorAddress:
    """An address or a range that an actor is said to use; times are UTC, None where not said."""

    actor: str
    value: str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
