"""Applications that people let in: what goes for protected people, and what is chosen."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from campaigns.worlds import World, a_town, campaigns, home, hostile, mailbox, protected_of
from rasid.campaigns.applications import User, hunt_applications, hunting
from rasid.engines.duckdb import DuckDB
from sessions.logs import Row, at, dicts

SHARE = 0.05
APPS = ("calendar", "viewer")
TOWN = "mail.example"


@pytest.fixture(autouse=True)
def _forgotten(engine: DuckDB) -> Iterator[None]:
    """Leave nothing hunted in the engine that other tests use too."""
    yield
    engine.run("DROP TABLE IF EXISTS application_visits")


def users(
    app: str,
    count: int,
    *,
    protected: bool = True,
    domain: str = TOWN,
    mates: int = 2000,
    share: float = SHARE,
    who: str = "",
    let_in: bool = True,
) -> list[User]:
    """Return some who let an application in, one a day, or had it before."""
    return [
        User(
            app,
            f"{who or domain} {protected} {number}",
            protected,
            date(2025, 3, 1 + number % 28) if let_in else None,
            domain,
            mates,
            share,
        )
        for number in range(count)
    ]


def test_what_several_protected_people_let_in_alone_goes_for_them() -> None:
    """Nobody else uses it, and one in twenty is protected: chance does not do that five times."""
    others = users("calendar", 40, protected=False) + users("calendar", 2)

    assert ["viewer"] == hunting([*others, *users("viewer", 5)], SHARE, APPS)


@pytest.mark.parametrize(
    "app",
    [
        pytest.param(users("viewer", 1), id="one may be chance"),
        pytest.param(
            [*users("viewer", 5), *users("viewer", 60, protected=False)], id="others let it in too"
        ),
        pytest.param(
            [*users("viewer", 5), *users("viewer", 60, protected=False, let_in=False)],
            id="others have long had it",
        ),
        pytest.param(users("viewer", 5, let_in=False), id="they have long had it"),
        pytest.param(
            users("viewer", 25, domain="desk.example", mates=30, share=0.99),
            id="an organisation of protected people chooses it",
        ),
        pytest.param(
            [
                *users("viewer", 15, domain="desk.example", mates=30, share=0.5),
                *users("viewer", 15, protected=False, domain="desk.example", mates=30, share=0.5),
            ],
            id="an organisation does of which half is protected",
        ),
    ],
)
def test_a_tool_that_people_choose_goes_for_nobody(app: list[User]) -> None:
    """It is spread in the tenant, or in an organisation, or is hardly used at all."""
    assert not hunting([*users("calendar", 40, protected=False), *app], SHARE, APPS)


def test_who_takes_it_home_has_chosen_once() -> None:
    """Whoever uses at home what the organisation chose says nothing by their second account."""
    work = users("viewer", 25, domain="desk.example", mates=30, share=0.99, who="of desk")

    assert not hunting([*work, *users("viewer", 8, who="of desk")], SHARE, APPS)


def test_where_protected_people_let_in_much_it_takes_more() -> None:
    """Chance is what they let in otherwise: where they are many of all who do, three are few."""
    others = users("calendar", 30, protected=False) + users("clipper", 30)

    assert "viewer" not in hunting([*others, *users("viewer", 3)], SHARE, APPS)
    assert ["viewer"] == hunting(
        users("calendar", 70, protected=False) + users("viewer", 3), SHARE, ["viewer"]
    )


SERVER: Row = {
    "source_ip": "203.0.113.77",
    "asn": 64520,
    "country": "XE",
    "fingerprint": "t13d-viewer",
    "app": "Shared Docs Viewer",
}


def let_in(world: World, accounts: Sequence[str], **server: str) -> None:
    """Let an application in from home, which then fetches the mail day by day."""
    for number, account in enumerate(accounts):
        day, known = 3 + number % 6, home(int(account in protected_of(world)) and 285 + number)
        app = server.get("app", SERVER["app"])
        world.visit(at(day, 10), account, "consent", **known, app=app)
        for later in range(day + 1, day + 9):
            here = SERVER | server | {"account_exists": True}
            world.visit(at(later, 4, number), account, "token", "mail_export", **here)


def test_mail_that_a_consented_application_leads_out_is_found(engine: DuckDB) -> None:
    """The owners let it in from home; what its server does then is told from its first day on."""
    world = a_town()
    let_in(world, protected_of(world)[:7])

    world.judge(engine)

    assert [7] == [one["accounts_compromised"] for one in campaigns(engine)]
    assert {"203.0.113.77"} == {row["source_ip"] for row in hostile(engine)}
    assert 7 * 8 * 2 == len(hostile(engine))


def test_what_everybody_lets_in_is_nobodys_campaign(engine: DuckDB) -> None:
    """A tool that is spread among all stays at home where it is."""
    world = a_town()
    let_in(world, [*protected_of(world)[:7], *(mailbox(n) for n in range(0, 200, 2))])

    world.judge(engine)

    assert not campaigns(engine)
    assert not dicts(engine, "application_visits", ["session_id"])


def test_mail_fetched_from_its_server_is_its_own_work(engine: DuckDB) -> None:
    """Mail logs may not name the application; the owner's home stays the owner's."""
    world = a_town()
    let_in(world, protected_of(world)[:7])
    victim = protected_of(world)[0]
    world.visit(at(9, 5), victim, "mail_access", **SERVER | {"app": None, "fingerprint": "mail"})
    world.visit(at(9, 12), victim, "mail_access", **home(285))
    world.open(engine)

    assert hunt_applications(engine)
    found = {
        (row[0], row[1])
        for row in engine.rows(
            "SELECT sessions.source_ip, sessions.fingerprint "
            "FROM application_visits JOIN sessions USING (session_id)"
        )
    }
    assert {(SERVER["source_ip"], SERVER["fingerprint"]), (SERVER["source_ip"], "mail")} == found
