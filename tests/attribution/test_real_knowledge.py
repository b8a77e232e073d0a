"""The public lists as they are, where they are at hand: MITRE ATT&CK and two MISP galaxies."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from rasid.attribution.actor_ledger import import_actors, read_actors
from rasid.attribution.claims import ClaimedActor, read_claims
from rasid.ledger import actor_names, actors, open_ledger
from rasid.reports import actors_named
from rasid.reports.actor_claims import bearers_of, disagreements
from rasid.settings import Home

FOLDER = Path(os.environ.get("RASID_ACTOR_KNOWLEDGE", "/work/shared/data/actor_knowledge"))
FILES = (
    "mitre_enterprise_actors_stix20.json.gz",
    "misp_threat-actor.json",
    "misp_microsoft-activity-group.json",
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the public lists are not at hand"),
]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return a ledger into which the lists were imported; no test changes it."""
    home = Home(tmp_path_factory.mktemp("lists") / "home")
    home.create()
    with open_ledger(home) as engine:
        for name in FILES:
            import_actors(FOLDER / name, engine)
        yield engine


@pytest.fixture(scope="module")
def known(ledger: Engine) -> list[ClaimedActor]:
    return read_claims(ledger)


def test_second_import_changes_nothing(known: list[ClaimedActor], ledger: Engine) -> None:
    def rows() -> list[object]:
        with ledger.connect() as connection:
            return [
                connection.execute(select(table).order_by(*table.primary_key)).all()
                for table in (actors, actor_names)
            ]

    before = rows()
    again = [import_actors(FOLDER / name, ledger) for name in FILES]

    assert before == rows()
    assert [(0, 0)] * 3 == [(report.added, report.updated) for report in again]
    assert len(known) == sum(report.actors for report in again)


def test_mint_sandstorm_is_not_guessed(known: list[ClaimedActor]) -> None:
    """Two clusters of one galaxy bear the name, and ATT&CK has one group for both."""
    found = actors_named(known, "mint sandstorm")
    told = [said for actor in found for said in disagreements(actor, bearers_of(known))]

    assert {"APT35", "Charming Kitten", "Magic Hound", "Mint Sandstorm"} == {a.name for a in found}
    assert (
        "MISP galaxy threat-actor gives the name 'Mint Sandstorm' to APT35 and Charming Kitten."
        in told
    )
    assert [] != [said for said in told if said.startswith("The MITRE Corporation has one actor")]


@pytest.mark.parametrize("name", ["PHOSPHORUS", "phosphorus", "G0059", "apt-35", "NewsBeef"])
def test_any_spelling_finds_it(known: list[ClaimedActor], name: str) -> None:
    assert {"APT35", "Charming Kitten", "Magic Hound"} & {a.name for a in actors_named(known, name)}


def test_none_of_them_can_be_told_by_logs(known: list[ClaimedActor], ledger: Engine) -> None:
    """The lists state techniques and sectors, no hours and no traces: names, not candidates."""
    assert known
    assert [] == [actor.name for actor in read_actors(ledger) if actor.can_be_told]
