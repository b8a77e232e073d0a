"""What holds of every form: a month written in it is what rasid reads out of it again."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from rasid.scenarios import FORMS, KINDS, Simulated, simulate
from rasid.scenarios.forms.entra import shape_of
from rasid.scenarios.forms.form import restaged
from rasid.scenarios.forms.google_events import habits_of
from rasid.scenarios.forms.okta import engine_of
from rasid.scenarios.log import STAGES, Row
from rasid.scenarios.simulate import imagine
from rasid.scenarios.world.build import World
from rasid.scenarios.writing import tell
from scenarios.imported import Event, Imported, read_records, write_and_import
from scenarios.written import files, read_truth

SCALE = 0.01
SEEDS = {"entra": (1, 2, 5), "okta": (3, 4), "google": (3, 1, 4)}
MONTHS = [
    pytest.param(form, seed, marks=[pytest.mark.slow, pytest.mark.long] * (seed != seeds[0]))
    for form, seeds in SEEDS.items()
    for seed in seeds
]
"""Each form's shapes."""

OF_EACH_ACT = 20
"""Rows that are written of each act, where every kind of month is in every form."""

Month = Callable[[str, int], Imported]

DONE = {
    "signin": ("signin", "success"),
    "signin bad_password": ("signin", "failure"),
    "signin no_such_account": ("signin", "failure"),
    "signin locked": ("signin", "blocked"),
    "signin policy": ("signin", "blocked"),
    "signin mfa_denied": ("mfa", "failure"),
    "signin mfa_timeout": ("mfa", "failure"),
    "recovery.start": ("recovery_start", "success"),
    "recovery.send_code": ("recovery_send", "success"),
    "recovery.verify": ("recovery_verify", "success"),
    "recovery.verify wrong_code": ("recovery_verify", "failure"),
    "recovery.verify expired": ("recovery_verify", "failure"),
    "password.reset": ("password_reset", "success"),
    "password.change": ("password_change", "success"),
    "factor.enable": ("mfa_change", "success"),
    "factor.disable": ("mfa_change", "success"),
    "recovery_contact.change": ("recovery_contact_change", "success"),
    "app_password.create": ("app_password", "success"),
    "consent.grant": ("consent", "success"),
    "account.create": ("admin", "success"),
    "mail.read": ("mail_access", "success"),
    "mail.export": ("mail_export", "success"),
    "mail_rule.create": ("forwarding_rule", "success"),
    "delegate.add": ("delegate", "success"),
    "link.click": ("link_click", "success"),
}
"""What an act is in the table of events, where a form does not say otherwise."""

OTHERWISE = {
    "entra": {
        "recovery.finish": ("password_reset", "success"),
        "mail.export": ("mail_access", "success"),
    },
    "okta": {
        "recovery.verify": ("mfa", "success"),
        "recovery.verify wrong_code": ("mfa", "failure"),
        "recovery.verify expired": ("mfa", "failure"),
        "okta.policy challenge": ("other", "challenge"),
        "okta.push": ("mfa", "challenge"),
        "okta.factor": ("mfa", "success"),
        "okta.denied": ("mfa", "failure"),
        "okta.sso": ("token", "success"),
        "okta.reset_by_admin": ("password_reset", "success"),
    },
    "google": {
        "password.reset": ("password_change", "success"),
        "signin mfa_timeout": ("mfa", "challenge"),
        "google.verified": ("mfa", "success"),
    },
}
UNEXPLAINED = {"google": {("signin policy", "signin", "failure")}}
"""What may be read in another way too: Google's exports of late do not say why a sign-in failed."""

WITHOUT_ADDRESS = {"entra": {"account.create"}, "google": {"account.create"}}


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """Return a maker of months, each written and imported once."""

    @cache
    def made(form: str, seed: int) -> Imported:
        folder = tmp_path_factory.mktemp(f"{form}-{seed}")
        return write_and_import("patient", form, seed, folder, scale=SCALE)

    return made


def name(row: Row) -> str:
    return f"{row.act.operation} {row.act.detail}".strip()


def stage(event: Event) -> str:
    """Return the stage of a hostile event by the contract, as far as it alone tells it."""
    done, succeeded = event["action"], event["outcome"] == "success"
    if done in {"signin", "token", "password_reset", "password_change"}:
        return "compromise" if succeeded else "attack"
    if done in {"recovery_start", "recovery_send", "recovery_verify", "mfa", "consent"}:
        return "attack"
    return {"lookup": "discover", "other": "", "risk": ""}.get(done, "exploit")


@pytest.mark.parametrize(("form", "seed"), MONTHS)
def test_every_record_is_new(month: Month, form: str, seed: int) -> None:
    """Each record is read, none is rejected, and none is taken for another one."""
    read = month(form, seed)
    counts = [(one.new, one.duplicate, one.rejected, one.problem) for one in read.reports]

    assert {(0, 0, "")} == {count[1:] for count in counts}
    assert len(read.told.rows) == sum(count[0] for count in counts)
    assert set(read.told.uids) == read.events.keys()


@pytest.mark.parametrize(("form", "seed"), MONTHS)
def test_acts_are_read_as_meant(month: Month, form: str, seed: int) -> None:
    """The table of events says what was done and how it ended."""
    meant = DONE | OTHERWISE[form]
    wrong = Counter(
        (name(row), event["action"], event["outcome"])
        for row, event in month(form, seed).pairs()
        if (event["action"], event["outcome"]) != meant.get(name(row))
    )

    assert wrong.keys() <= UNEXPLAINED.get(form, set())


@pytest.mark.parametrize(("form", "seed"), MONTHS)
def test_accounts_addresses_and_times_are_kept(month: Month, form: str, seed: int) -> None:
    """An event names the account, the address and the second of what happened."""
    wrong = Counter(
        (name(row), what)
        for row, event in month(form, seed).pairs()
        for what in _differences(row, event)
        if (what, name(row) in WITHOUT_ADDRESS.get(form, ())) != ("address", True)
    )

    assert Counter() == wrong


def _differences(row: Row, event: Event) -> list[str]:
    happened = datetime.fromtimestamp(row.time / 1000, UTC).replace(tzinfo=None)
    late = happened - event["time"]
    same = {
        "account": event["account"] == row.account.lower(),
        "address": event["source_ip"] == row.client.address.text,
        "time": timedelta() <= late < timedelta(seconds=1),
        "network": event["asn"] in {None, row.client.address.network.asn},
        "country": event["country"] in {None, "", row.client.address.network.country},
    }
    return [what for what, right in same.items() if not right]


@pytest.mark.parametrize(("form", "seed"), MONTHS)
def test_stages_are_those_of_the_events_as_written(month: Month, form: str, seed: int) -> None:
    """The truth's stage is what the contract says of the record, not of what was behind it."""
    wrong = Counter(
        (name(row), row.mark, stage(event))
        for row, event in month(form, seed).pairs()
        if row.mark in STAGES and row.mark != "discover" and row.mark != stage(event)
    )

    assert Counter() == wrong


@pytest.mark.parametrize(("form", "seed"), MONTHS)
def test_existence_is_told_rightly(month: Month, form: str, seed: int) -> None:
    """Only an address that is no account is said not to exist."""
    wrong = Counter(
        name(row)
        for row, event in month(form, seed).pairs()
        if (event["account_exists"] is False) != (row.act.detail == "no_such_account")
    )

    assert Counter() == wrong


@pytest.mark.parametrize(("form", "seed"), MONTHS)
def test_truth_is_not_in_the_records(month: Month, form: str, seed: int) -> None:
    """No field of a record tells what a group did from what honest people do by its name."""
    read = month(form, seed)
    records = read_records(read.logs)
    fields: dict[bool, set[str]] = {True: set(), False: set()}
    for row, uid in zip(read.told.rows, read.told.uids, strict=True):
        fields[row.mark in STAGES] |= set(_paths(records[uid]))

    assert records.keys() == set(read.told.uids)
    assert fields[True] <= fields[False]


def _paths(value: object, above: str = "") -> Iterator[str]:
    yield above
    if isinstance(value, dict):
        for name, below in value.items():
            yield from _paths(below, f"{above}.{name}")
    elif isinstance(value, list):
        for below in value:
            yield from _paths(below, above)


@pytest.mark.parametrize(("form", "seed"), [("entra", 2), ("google", 2)])
def test_followed_links_are_read_as_such(form: str, seed: int, tmp_path: Path) -> None:
    """Where clicks are logged they are links that the account's owner followed."""
    story = imagine("phished", seed, SCALE)
    clicks = [row for row in story.rows if row.act.operation == "link.click"]
    assert clicks
    read = write_and_import("phished", form, seed, tmp_path, scale=SCALE)
    found = [event for row, event in read.pairs() if row.act.operation == "link.click"]

    assert len(clicks) == len(found)
    assert {("link_click", "success")} == {(one["action"], one["outcome"]) for one in found}
    assert {row.account for row in clicks} == {one["account"] for one in found}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    """Return a month in the provider's own log."""
    return simulate("patient", 3, tmp_path_factory.mktemp("own"), scale=SCALE)


@pytest.mark.parametrize("form", sorted(SEEDS))
def test_numbers_count_what_is_logged(own: Simulated, form: str, tmp_path: Path) -> None:
    """The truth of a form is smaller than that of the provider's own log, and says its form."""
    made = simulate("patient", 3, tmp_path, scale=SCALE, form=form)
    truth, numbers = read_truth(made), read_truth(own)["numbers"]

    assert (form, {}) == (truth["form"], truth["faults"])
    assert truth["numbers"]["attempts"] < numbers["attempts"]
    assert truth["numbers"]["compromised"] <= numbers["compromised"]
    assert truth["numbers"]["attempts"] == sum(
        told["stage"] == "discover" for told in truth["events"].values()
    )


@pytest.mark.parametrize("form", sorted(SEEDS))
def test_same_seed_gives_same_bytes(form: str, tmp_path: Path) -> None:
    """A month in a vendor's form can be made again, and replaces another form's."""
    simulate("patient", 6, tmp_path / "b", scale=SCALE)
    first, second = (
        simulate("patient", 5, tmp_path / name, scale=SCALE, form=form) for name in "ab"
    )

    assert files(first.truth.parent) == files(second.truth.parent)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_second_deliveries_are_duplicates(form: str, tmp_path: Path) -> None:
    """The import counts as duplicates what was delivered twice, no more and no less."""
    read = write_and_import("tiny", form, 4, tmp_path, scale=1.0, faults=("duplicates",))

    assert 10 < len(read.told.again) == sum(one.duplicate for one in read.reports)
    assert len(read.told.rows) == sum(one.new for one in read.reports) == len(read.events)
    assert 0 == sum(one.rejected for one in read.reports)


@pytest.mark.parametrize("form", sorted(FORMS))
def test_spoiled_months_can_be_read(form: str, tmp_path: Path) -> None:
    """Whatever fields are missing, the truth's ids are those of events."""
    faults = ("losses", "missing", "skew")
    read = write_and_import("patient", form, 8, tmp_path, scale=SCALE, faults=faults)

    assert set(read.told.uids) == read.events.keys()
    assert 0 == sum(one.rejected + one.duplicate for one in read.reports)


def first_of_each_act(rows: Iterable[Row]) -> Iterator[Row]:
    acts = Counter[str]()
    for row in rows:
        acts[name(row)] += 1
        if acts[name(row)] <= OF_EACH_ACT:
            yield row


@pytest.mark.slow
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_can_be_told_in_every_form(kind: str, tmp_path: Path) -> None:
    """No act of any kind of month is unknown to a form."""
    story = imagine(kind, 5, 0.01)
    few = list(first_of_each_act(story.rows))
    for form in FORMS:
        told = tell(story.world, story.rows, form, ())
        tell(story.world, few, form, ()).write(story.world, tmp_path)
        assert len(told.rows) == len(set(told.uids)) > 0


def test_opened_recovery_is_an_attack_where_a_code_is_asked_for() -> None:
    """A stage of an opened recovery follows from what else is logged in the same session."""
    story = imagine("patient", 5, 0.03)
    kept = [row for row in story.rows if row.mark]
    opened = [row for row in restaged(kept) if row.act.operation == "recovery.start"]

    assert {"attack", "discover", "recovery_abuse", "harvesting"} >= {row.mark for row in opened}
    assert Counter(row.mark for row in kept) == Counter(row.mark for row in restaged(kept))


def test_a_stage_does_not_hang_on_fields_that_a_log_lost() -> None:
    """A code that was asked for with a program that is not told was asked for all the same."""
    kept = [row for row in imagine("patient", 5, 0.03).rows if row.mark]
    lost = [
        row._replace(client=row.client._replace(agent=replace(row.client.agent, user_agent="")))
        if row.act.operation == "recovery.start"
        else row
        for row in kept
    ]

    assert [row.mark for row in restaged(kept)] == [row.mark for row in restaged(lost)]


def test_each_form_is_read_in_all_its_shapes() -> None:
    """The months of this module are of different shapes of their forms."""
    entra = {shape_of(_world(seed)) for seed in SEEDS["entra"]}
    okta = {engine_of(_world(seed)) for seed in SEEDS["okta"]}
    google = {habits_of(seed) for seed in SEEDS["google"]}

    assert (3, 2, 3) == (len(entra), len(okta), len(google))


@cache
def _world(seed: int) -> World:
    return imagine("quiet", seed, 0.01).world


def test_okta_and_google_log_no_attempts(month: Month) -> None:
    """Neither logs look-ups or opened recoveries; of unknown addresses Google logs nothing."""
    okta, google = month("okta", 3).told.rows, month("google", 3).told.rows

    assert not [row for row in (*okta, *google) if row.mark == "discover"]
    assert [row for row in okta if row.act.detail == "no_such_account" and row.mark == "attack"]
    assert not [row for row in google if row.act.detail == "no_such_account"]


def test_help_desks_are_administrators_in_okta(month: Month) -> None:
    """A desk that sends a code to somebody is the administrator who resets the password."""
    resets = [
        (row, event)
        for row, event in month("okta", 3).pairs()
        if row.act.operation == "okta.reset_by_admin" and row.actor != row.account
    ]

    assert resets
    assert all(event["actor_account"] == row.actor for row, event in resets)


def test_programs_are_told_as_each_vendor_tells_them(month: Month) -> None:
    """The mail server signs in for old programs by its own name; Google names no program."""
    told = {
        form: {
            event["user_agent"]
            for row, event in month(form, seed).pairs()
            if row.act.operation == "signin"
            and (row.act.protocol in {"imap", "pop3", "smtp"}) == (form != "google")
        }
        for form, seed in (("entra", 1), ("okta", 3), ("google", 3))
    }

    assert {"entra": {"BAV2ROPC"}, "okta": {"CBAInPROD"}, "google": {None}} == told


def test_sessions_reach_from_sign_in_to_mail(month: Month) -> None:
    """What is read in a mailbox names the session of the sign-in, where the vendor logs both."""
    by_action: dict[str, set[str]] = {"signin": set(), "mail_access": set()}
    for event in month("entra", 1).events.values():
        if event["action"] in by_action and event["session"]:
            by_action[event["action"]].add(event["session"])

    assert by_action["mail_access"]
    assert by_action["mail_access"] <= by_action["signin"]
