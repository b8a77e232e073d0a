"""What an analysis says of itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.command import rasid
from rasid.cli.analyse import summary_lines
from rasid.clock import Window
from rasid.pipeline import Summary
from sources.log_home import sign_in, write_lines

COLUMNS = (
    *("person_id", "name", "category", "organisation", "country", "language"),
    *("account", "account_kind", "recovers"),
)
DAY = Window(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))


@pytest.mark.parametrize(("unsampled", "said"), [(0, False), (72_797, True)])
def test_what_was_left_to_a_sample_is_told(*, unsampled: int, said: bool) -> None:
    """How many suspect sessions others stood for, where there were too many."""
    lines = summary_lines(Summary((), DAY, 9, 5, 9, 1, 4, 0, 0, 0.1, unsampled))

    assert said == any("72,797 suspect sessions of plain strangers" in line for line in lines)


def test_roster_of_nearly_everybody_is_pointed_out(tmp_path: Path) -> None:
    """It tells nothing of whom somebody is after."""
    log = write_lines(tmp_path / "log.ndjson", [sign_in(n) for n in range(9)])
    home = tmp_path / "case"
    rasid("import", "logs", log, home=home)
    roster = tmp_path / "roster.csv"
    person = dict.fromkeys(COLUMNS, "") | {
        "person_id": "p1",
        "name": "Ada",
        "category": "journalist",
        "account": "ada@mail.example",
        "account_kind": "work",
    }
    roster.write_text(f"{','.join(person)}\n{','.join(person.values())}\n", "utf-8")
    rasid("import", "people", roster, home=home)

    assert "rasid: 100% of the accounts that the logs show are on the roster" in (
        rasid("analyse", home=home).err
    )
